//! Shows the first rows of a file as they stand there.

use std::io;

use super::infer::Inspection;
use super::source::{RawCell, RecordReader, Source};
use crate::model::formula;

/// The maximum length of a cell that is shown, in characters.
const MAX_CELL: usize = 60;

/// Returns the cells of the first rows of an inspected file that can be read, one for each column.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn first_rows<S: Source + Clone>(inspection: &Inspection<S>, count: usize) -> io::Result<Vec<Vec<String>>> {
    let mut reader = RecordReader::new(inspection.file.clone(), &inspection.detected)?;
    for _ in 0..inspection.header_rows() {
        reader.next()?;
    }
    let mut shown = Vec::with_capacity(count);
    while shown.len() < count {
        let Some(row) = reader.next()? else { break };
        let Ok(cells) = row.cells else { continue };
        shown.push((0..inspection.columns.len()).map(|column| text(&cells.get(column))).collect());
    }
    Ok(shown)
}

fn text(cell: &RawCell<'_>) -> String {
    let whole = match cell {
        RawCell::Absent => return String::new(),
        RawCell::Text(text) => formula::unguard(text).to_owned(),
        RawCell::Value(value) => formula::plain(value).into_owned(),
    };
    let mut shown: String = whole.chars().take(MAX_CELL).collect();
    if shown.len() < whole.len() {
        shown.push('…');
    }
    shown
}
