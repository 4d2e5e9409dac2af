//! Detects the type of a file: by its content first, by its name if the content is ambiguous.

use std::io::{self, Read as _, SeekFrom};
use std::sync::Arc;

use super::encoding::{DetectedEncoding, Encoding, detect_encoding};
use super::format::{FileFormat, detect_format};
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
        return Ok((DetectedSource { encoding, format: FileFormat::Spreadsheet, sheet: Some(Arc::new(sheet)) }, file));
    }
    if start.starts_with(OLE) {
        return Err(SourceError::Unsupported(UnsupportedFormat::of_ole(&read_start(&mut file, MAX_WORKBOOK)?)));
    }
    if let Some(format) = UnsupportedFormat::of_bytes(&start) {
        return Err(SourceError::Unsupported(format));
    }
    if request.sheet.is_some() {
        return Err(SourceError::NoSpreadsheet);
    }
    let encoding = detect_encoding(&mut file, encoding)?;
    let (format, file) = detect_format(file, encoding, name)?;
    let format = format.map_err(SourceError::Unsupported)?;
    Ok((DetectedSource { encoding, format, sheet: None }, file))
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
