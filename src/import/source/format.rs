//! Detects the format of a file.

use std::io::{self, Read as _};
use std::path::Path;

use super::csv::{CsvReader, separator_name};
use super::encoding::{DecodingReader, DetectedEncoding};
use super::seekable::Source;
use super::unsupported_format::UnsupportedFormat;
use super::{address_lines, ldif, vcard};
use crate::model::Mailbox;

/// The number of bytes read to detect the format of a file.
const SAMPLE_SIZE: usize = 64 * 1_024;
/// The number of rows compared to find the separator.
const SAMPLE_ROWS: usize = 50;
/// The recognised separators; the first is the default.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Text with this separator between the cells.
    Delimited(u8),
    /// JSON objects.
    Json,
    /// A spreadsheet, `.xlsx` or `.ods`.
    Spreadsheet,
    /// Contacts of an address book (RFC 6350).
    Vcard,
    /// Entries of a directory (RFC 2849).
    Ldif,
    /// Lines such as `Ann Lee <ann@example.org>`.
    Addresses,
}

impl FileFormat {
    /// Returns whether a separate row contains the column names.
    pub(crate) fn has_header(self) -> bool {
        matches!(self, Self::Delimited(_))
    }
}

/// The format of a text, or the unsupported format that it has.
type Detected = Result<FileFormat, UnsupportedFormat>;

/// Detects the format of a text from its first rows, and JSON also from the file name.
pub(super) fn detect_format<S: Source>(file: S, detected: DetectedEncoding, name: &str) -> io::Result<(Detected, S)> {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let json = ["json", "jsonl", "ndjson"].iter().any(|known| known.eq_ignore_ascii_case(ending));
    let mut text = DecodingReader::new(file, detected)?;
    let mut sample = vec![0; SAMPLE_SIZE];
    let mut length = 0;
    while length < sample.len() {
        match text.read(&mut sample[length..])? {
            0 => break,
            read => length += read,
        }
    }
    let is_whole = length < sample.len();
    let format = if json { Ok(FileFormat::Json) } else { of_sample(&sample[..length], is_whole) };
    let named = |name: &str| ending.eq_ignore_ascii_case(name);
    let format = match format {
        Ok(FileFormat::Delimited(_) | FileFormat::Addresses) if named("ldif") => Ok(FileFormat::Ldif),
        Ok(FileFormat::Delimited(_) | FileFormat::Addresses) if named("vcf") => Ok(FileFormat::Vcard),
        format => format,
    };
    Ok((format, text.into_inner()))
}

fn of_sample(sample: &[u8], is_whole: bool) -> Detected {
    let text = String::from_utf8_lossy(sample);
    if let Some(other) = UnsupportedFormat::of_text(&text) {
        return Err(other);
    }
    if UnsupportedFormat::is_binary(sample) {
        return Err(UnsupportedFormat::Binary);
    }
    let sample = sample.trim_ascii_start();
    let in_array = sample.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    Ok(match () {
        () if sample.starts_with(b"{") || in_array.is_some_and(|rest| rest.starts_with(b"{")) => FileFormat::Json,
        () if vcard::begins(&text) => FileFormat::Vcard,
        () if ldif::begins(&text) => FileFormat::Ldif,
        () if address_lines::begins(&text, is_whole) => FileFormat::Addresses,
        () => {
            let separator = named_separator(sample).unwrap_or_else(|| likely_separator(sample, is_whole));
            FileFormat::Delimited(separator)
        }
    })
}

/// Returns the separator defined in the first line.
fn named_separator(sample: &[u8]) -> Option<u8> {
    let end = memchr::memchr2(b'\r', b'\n', sample).unwrap_or(sample.len());
    let mut line = &sample[..end];
    // A spreadsheet program that saved the file again pads the line with its own separators.
    while let [rest @ .., last] = line
        && SEPARATORS.contains(last)
        && rest.len() > 4
        && rest.last().is_some_and(|before| SEPARATORS.contains(before))
    {
        line = rest;
    }
    separator_name(line)?.first().copied().filter(|separator| SEPARATORS.contains(separator))
}

/// Returns the separator with which most rows have an address in a separate cell; if several fit, one that occurs in
/// the first row, and with which most rows have the same number of cells.
fn likely_separator(sample: &[u8], is_whole: bool) -> u8 {
    let fit = |separator: &u8| {
        let mut reader = CsvReader::new(sample, *separator);
        let (mut counts, mut with_address, mut rows) = (Vec::new(), 0_usize, 0_usize);
        let mut divides_first = false;
        while let Ok(Some(record)) = reader.next() {
            if rows >= SAMPLE_ROWS {
                break;
            }
            // A missing quotation mark puts other rows into a cell: the number of cells is then meaningless.
            if record.problem.is_none() {
                divides_first |= rows == 0 && record.columns > 1;
                counts.push(record.columns);
            }
            rows += 1;
            with_address += usize::from(reader.cells(&record).is_ok_and(|(text, ends)| has_address(text, ends)));
        }
        if !is_whole && counts.len() > 1 {
            // The last row may be truncated.
            counts.pop();
        }
        let same = |columns: &usize| counts.iter().filter(|count| *count == columns).count();
        let usual = counts.iter().copied().max_by_key(|columns| (same(columns), *columns));
        (with_address, divides_first, usual.map_or(0, |columns| same(&columns)), usual.unwrap_or(0))
    };
    // `max_by_key` returns the last of several equal ones.
    SEPARATORS.iter().rev().copied().max_by_key(fit).unwrap_or(b',')
}

fn has_address(text: &str, ends: &[usize]) -> bool {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).any(|(start, end)| {
        let cell = &text[start..*end];
        let is_mailbox = |part: &str| part.parse::<Mailbox>().is_ok();
        // Several addresses in one cell must not make the text between them the separator.
        cell.len() <= 1_000 && cell.contains('@') && (is_mailbox(cell) || cell.split([',', ';']).all(is_mailbox))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separator_is_detected_from_the_table() {
        for (sample, separator) in [
            ("email,name\nann@example.org,Ann\n", b','),
            ("email;name\nann@example.org;Lee, Ann\nben@example.org;Ray, Ben\n", b';'),
            ("Email|Town\nann@example.org|Leeds\n", b'|'),
            ("email\ttags\nann@example.org\ta; b; c\n", b'\t'),
            ("Members of 2019, as of June, by town\nemail;name\nann@example.org;Ann\n", b';'),
            ("email,tags\nann@example.org,a; b\nben@example.org,c; d\n", b','),
            ("email\nann@example.org\n", b','),
            ("email;name\n", b';'),
            ("name;email;dues\nAnn;ann@example.org;1,50\nBen;ben@example.org;2,50\n", b';'),
            ("", b','),
            ("email\nann@example.org; ben@example.org\n", b','),
            ("email;other\nann@example.org;ben@example.org\n", b';'),
            ("email,town\n\"ann@example.org,Leeds\nben@example.org,York\ncy@example.org,York\n", b','),
            ("email;town\n\"ann@example.org;Leeds\nben@example.org;York\ncy@example.org;York\n", b';'),
            ("name,email,town\nAnn,\"ann@example.org,Leeds\nBen,ben@example.org,York\n", b','),
            ("\"name; whole\",email\n\"Ann,ann@example.org\nBen,ben@example.org\n", b','),
        ] {
            assert_eq!(likely_separator(sample.as_bytes(), true), separator, "{sample}");
        }
        for (line, separator) in [
            ("sep=;\r\n", Some(b';')),
            ("SEP=|", Some(b'|')),
            ("\"sep=,\"\n", Some(b',')),
            ("sep=\t\n", Some(b'\t')),
            ("sep=;;;\n", Some(b';')),
            ("sep=x\n", None),
            ("separator\n", None),
        ] {
            assert_eq!(named_separator(line.as_bytes()), separator, "{line}");
        }
    }
}
