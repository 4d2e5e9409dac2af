//! Detects the format of a file.

use std::io::{self, Read as _};
use std::path::Path;

use super::csv::CsvReader;
use super::encoding::{DecodingReader, DetectedEncoding};
use super::record_reader::Source;

/// How much of a file is read to detect its format, in bytes.
const SAMPLE_SIZE: usize = 64 * 1_024;
/// The separators that are recognised; the first is the default.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Text with this separator between the cells.
    Delimited(u8),
    /// JSON objects.
    Json,
}

/// Detects the format of a file by its name and its first line.
pub(crate) fn detect_format<S: Source>(file: S, detected: DetectedEncoding, name: &str) -> io::Result<(FileFormat, S)> {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let json = ["json", "jsonl", "ndjson"].iter().any(|known| known.eq_ignore_ascii_case(ending));
    let mut text = DecodingReader::new(file, detected)?;
    let mut start = vec![0; SAMPLE_SIZE];
    let mut filled = 0;
    while filled < start.len() {
        match text.read(&mut start[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    let start = start[..filled].trim_ascii_start();
    if json || start.starts_with(b"{") || start.starts_with(b"[{") {
        return Ok((FileFormat::Json, text.into_inner()));
    }
    let columns = |separator: &u8| {
        let mut table = CsvReader::new(start, *separator);
        table.next().ok().flatten().map_or(0, |found| found.columns)
    };
    // `max_by_key` returns the last of several equal ones.
    let separator = SEPARATORS.iter().rev().copied().max_by_key(columns).unwrap_or(b',');
    Ok((FileFormat::Delimited(separator), text.into_inner()))
}
