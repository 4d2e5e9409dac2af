//! Detects the type of a file: by its content first, by its name if the content is ambiguous.

use std::io::{self, Read as _, SeekFrom};
use std::sync::Arc;

use super::encoding::{DecodingReader, DetectedEncoding, Encoding, detect_encoding};
use super::encoding_doubt::{EncodingDoubt, find_doubt};
use super::format::{FileFormat, detect_format};
use super::json_list::{JsonList, find_lists};
use super::seekable::Source;
use super::spreadsheet::{self, ListSheet, SheetRequest, WorkbookError};
use super::unsupported_format::UnsupportedFormat;

/// The maximum size of a file that is loaded as a whole, in bytes; text files are streamed.
const MAX_WORKBOOK: u64 = 64 * 1_024 * 1_024;
/// The number of bytes examined to detect the type of a file.
const START_SIZE: u64 = 8 * 1_024;
/// The signature of a ZIP archive (APPNOTE.TXT 4.3).
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// The signature of a compound file ([MS-CFB] 2.2).
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The type of a file.
#[derive(Debug, Clone)]
pub(crate) struct DetectedSource {
    /// A text with this encoding.
    pub(crate) encoding: DetectedEncoding,
    pub(crate) format: FileFormat,
    /// A spreadsheet with this list.
    pub(crate) sheet: Option<Arc<ListSheet>>,
    /// The list of people within an object.
    pub(crate) list: Option<JsonList>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Unsupported(UnsupportedFormat),
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    #[error("it is not a spreadsheet")]
    NoSpreadsheet,
    #[error("its encoding is not clear: {0}")]
    Doubt(EncodingDoubt),
    /// The keys of several lists in an object, of which none was chosen.
    #[error("it has several lists")]
    SeveralLists(Vec<String>),
}

/// Detects the type of a file, and reads it if it is a spreadsheet.
pub(crate) fn detect_source<S: Source>(
    mut file: S,
    name: &str,
    encoding: Option<Encoding>,
    request: &SheetRequest,
) -> Result<(DetectedSource, S), SourceError> {
    let start = read_start(&mut file, START_SIZE)?;
    if ZIP.iter().any(|magic| start.starts_with(magic)) {
        let bytes = whole(&mut file)?;
        let sheet = match spreadsheet::contents(&bytes)? {
            Ok(()) => spreadsheet::read(&bytes, request)?,
            Err(other) => return Err(SourceError::Unsupported(other)),
        };
        let encoding = DetectedEncoding::of_container();
        let (format, sheet) = (FileFormat::Spreadsheet, Some(Arc::new(sheet)));
        return Ok((DetectedSource { encoding, format, sheet, list: None }, file));
    }
    if start.starts_with(OLE) {
        return Err(SourceError::Unsupported(UnsupportedFormat::of_ole(&read_start(&mut file, MAX_WORKBOOK)?)));
    }
    if let Some(format) = UnsupportedFormat::of_bytes(&start) {
        return Err(SourceError::Unsupported(format));
    }
    let encoding = detect_encoding(&mut file, encoding)?;
    let is_guessed = encoding.guessed && encoding.encoding.is_windows_1252();
    if let Some(doubt) = if is_guessed { find_doubt(&mut file)? } else { None } {
        return Err(SourceError::Doubt(doubt));
    }
    let (format, file) = detect_format(file, encoding, name)?;
    let format = format.map_err(SourceError::Unsupported)?;
    let (list, file) = if format == FileFormat::Json { find_list(file, encoding, request)? } else { (None, file) };
    if request.sheet.is_some() && list.is_none() {
        return Err(SourceError::NoSpreadsheet);
    }
    Ok((DetectedSource { encoding, format, sheet: None, list }, file))
}

/// Finds the only list of people in a JSON object, or the one that was requested.
fn find_list<S: Source>(
    file: S,
    encoding: DetectedEncoding,
    request: &SheetRequest,
) -> Result<(Option<JsonList>, S), SourceError> {
    let mut text = DecodingReader::new(file, encoding)?;
    let mut lists = find_lists(&mut text)?;
    let keys = || lists.iter().map(|list| list.key.clone()).collect();
    let chosen = match &request.sheet {
        Some(wanted) => lists.iter().position(|list| list.key == *wanted),
        None if lists.len() == 1 => Some(0),
        None => None,
    };
    if chosen.is_none() && !lists.is_empty() {
        return Err(SourceError::SeveralLists(keys()));
    }
    Ok((chosen.map(|chosen| lists.swap_remove(chosen)), text.into_inner()))
}

fn read_start<S: Source>(file: &mut S, most: u64) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut start = Vec::new();
    file.by_ref().take(most).read_to_end(&mut start)?;
    Ok(start)
}

fn whole<S: Source>(file: &mut S) -> Result<Vec<u8>, SourceError> {
    if file.seek(SeekFrom::End(0))? > MAX_WORKBOOK {
        return Err(WorkbookError::TooLarge.into());
    }
    Ok(read_start(file, MAX_WORKBOOK)?)
}
