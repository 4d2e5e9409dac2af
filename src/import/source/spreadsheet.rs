//! Reads member lists in spreadsheets, `.xlsx` and `.ods`, as they are displayed.
//!
//! The files are parsed here and not by a library: libraries return the stored value instead of the displayed one,
//! and do not report what is hidden, merged, linked or never computed.

mod address_column;
mod cell_styles;
mod date_format;
mod format_section;
mod formula_text;
mod grid;
mod list_sheet;
mod number_format;
mod ods;
mod ods_cell;
mod ods_styles;
mod row_refusal;
mod seen_number;
mod serial_date;
mod shared_strings;
mod sheet_choice;
mod sheet_columns;
mod sheet_layout;
mod sheet_rows;
mod shown;
mod workbook;
mod workbook_error;
mod worksheet;
mod xlsx;

pub(super) use address_column::is_head;
pub use list_sheet::LeftOut;
pub(crate) use list_sheet::{ListSheet, SheetColumn, SheetValue};
pub use row_refusal::RowRefusal;
pub use workbook_error::WorkbookError;

use super::mailto;
use super::source_note::{LineNumbers, OtherSheet, SourceNote};
use super::unsupported_format::UnsupportedFormat;
use crate::documents::package::Archive;

/// The maximum uncompressed size of all parts of a workbook, in octets: about two million cells.
const MAX_UNPACKED: u64 = 192 * 1_024 * 1_024;

/// The options for reading a spreadsheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct SheetRequest {
    /// The name of the sheet to read; `None` to read the one that contains a list.
    pub(crate) sheet: Option<String>,
    /// The mapped column headers.
    pub(crate) mapped: Vec<MappedHead>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MappedHead {
    pub(crate) head: String,
    pub(crate) to: MappedTo,
}

/// The target of a mapped column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MappedTo {
    Address,
    Field,
    /// No target; the column is ignored.
    Nothing,
}

impl SheetRequest {
    /// Returns the target of the column with this header.
    fn of(&self, head: &str) -> Option<MappedTo> {
        let head = bare(head);
        self.mapped.iter().find(|mapped| bare(&mapped.head) == head).map(|mapped| mapped.to)
    }
}

/// Returns the letters and digits of a header, which `--map` compares.
fn bare(head: &str) -> String {
    head.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns whether a ZIP archive is a supported spreadsheet, or its unsupported format.
///
/// # Errors
/// Returns an error if the archive is corrupt or too large.
pub(super) fn contents(bytes: &[u8]) -> Result<Result<(), UnsupportedFormat>, WorkbookError> {
    let archive = Archive::open(bytes, MAX_UNPACKED)?;
    let begins = |folder: &str| archive.names().any(|name| name.starts_with(folder));
    let mimetype = archive.start("mimetype", 200)?;
    let mimetype = String::from_utf8_lossy(&mimetype).trim().to_owned();
    let open_document = mimetype.strip_prefix("application/vnd.oasis.opendocument.");
    Ok(match open_document {
        Some(kind) if kind.starts_with("spreadsheet") => Ok(()),
        Some(kind) if kind.starts_with("presentation") => Err(UnsupportedFormat::Presentation),
        Some(_) => Err(UnsupportedFormat::OpenDocumentText),
        None if archive.has("xl/workbook.bin") => Err(UnsupportedFormat::Xlsb),
        None if begins("word/") => Err(UnsupportedFormat::Docx),
        None if begins("ppt/") => Err(UnsupportedFormat::Presentation),
        None if begins("xl/") => Ok(()),
        None if archive.names().any(|name| name.rsplit('.').next() == Some("iwa")) || archive.has("Index.zip") => {
            Err(UnsupportedFormat::IWork)
        }
        None if archive.has("content.xml") && archive.has("META-INF/manifest.xml") => Ok(()),
        None => Err(UnsupportedFormat::Zip),
    })
}

/// Reads the list of a workbook in memory, of at most 64 MB.
///
/// # Errors
/// Returns an error if the file has neither format, is corrupt, protected or too large, or contains no list or
/// several of them.
pub(crate) fn read(bytes: &[u8], request: &SheetRequest) -> Result<ListSheet, WorkbookError> {
    let archive = Archive::open(bytes, MAX_UNPACKED)?;
    let wanted = request.sheet.as_deref();
    let sheets = if archive.has("content.xml") { ods::read(&archive, wanted)? } else { xlsx::read(&archive, wanted)? };
    let (found, choice) = sheet_choice::choose(sheets, request)?;
    sheet_layout::lay_out(found, choice, request)
}
