//! Member lists in spreadsheets, `.xlsx` and `.ods`, as a person sees them.
//!
//! The files are read here and not by a library: those give the stored value where a person sees another, and do not
//! tell what is hidden, merged, linked or never computed.

mod address_column;
mod archive;
mod cell_styles;
mod date_format;
mod format_section;
mod formula_text;
mod grid;
mod list_sheet;
mod mailto;
mod number_format;
mod ods;
mod ods_cell;
mod ods_styles;
mod relations;
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
mod xml;

pub use list_sheet::LeftOut;
pub(crate) use list_sheet::{ListSheet, SheetColumn, SheetValue};
pub use row_refusal::RowRefusal;
pub use workbook_error::WorkbookError;

use super::source_note::{LineNumbers, OtherSheet, SourceNote};
use super::unsupported_format::UnsupportedFormat;
use archive::Archive;

/// What is asked of a spreadsheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct SheetRequest {
    /// The name of the sheet to read; without it the one that holds a list.
    pub(crate) sheet: Option<String>,
    /// The heads of columns that somebody said something about.
    pub(crate) mapped: Vec<MappedHead>,
}

/// What somebody said about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MappedHead {
    /// Its head.
    pub(crate) head: String,
    /// What it is to become.
    pub(crate) to: MappedTo,
}

/// What a column is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MappedTo {
    /// The addresses.
    Address,
    /// A field.
    Field,
    /// Nothing.
    Nothing,
}

impl SheetRequest {
    /// Returns what was said about the column with this head.
    fn of(&self, head: &str) -> Option<MappedTo> {
        let head = bare(head);
        self.mapped.iter().find(|mapped| bare(&mapped.head) == head).map(|mapped| mapped.to)
    }
}

/// Returns the letters and digits of a head: what `--map` compares.
fn bare(head: &str) -> String {
    head.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns whether a ZIP archive is a spreadsheet that can be read, or what else it is.
///
/// # Errors
/// The archive is damaged or too large.
pub(super) fn contents(bytes: &[u8]) -> Result<Result<(), UnsupportedFormat>, WorkbookError> {
    let archive = Archive::open(bytes)?;
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

/// Reads the list of a workbook that is held in memory, at most 64 MB of it.
///
/// # Errors
/// The file is none of these two formats, is damaged, protected or too large, or holds no list or several of them.
pub(crate) fn read(bytes: &[u8], request: &SheetRequest) -> Result<ListSheet, WorkbookError> {
    let archive = Archive::open(bytes)?;
    let wanted = request.sheet.as_deref();
    let sheets = if archive.has("content.xml") { ods::read(&archive, wanted)? } else { xlsx::read(&archive, wanted)? };
    let (found, choice) = sheet_choice::choose(sheets, request)?;
    sheet_layout::lay_out(found, choice, request)
}
