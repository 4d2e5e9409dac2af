//! The files beside a draft that go with each copy.

use std::path::Path;
use std::{fs, io};

use super::adjacent_names::{adjacent_path, closest_name};
use super::front_matter::key_position;
use crate::model::{Attachment, Diagnostic, Severity, SourceLocation, io_reason};

/// The most that the attachments of a letter may be, in bytes: with base64 around them, they just fit the 25 MB that
/// most relays take.
const MAX_TOTAL_BYTES: u64 = 18_000_000;

/// Why a file cannot go with a letter.
#[derive(Debug)]
pub(super) enum AttachmentError {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It is not there; perhaps a file of nearly this name is.
    Missing(Option<String>),
    /// It lies elsewhere: a link leads to it.
    OutsideFolder,
    /// It is a folder, or a thing of another kind.
    NotAFile,
    /// It is larger than it may be.
    TooLarge,
}

impl AttachmentError {
    /// Says what is wrong, as the end of a sentence that begins with the file.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Unreadable(error) => format!("cannot be read: {}", io_reason(error)),
            Self::Missing(close) => {
                let close = close.as_ref().map(|close| format!("; did you mean `{close}`?"));
                format!("cannot be read: there is no such file{}", close.unwrap_or_default())
            }
            Self::OutsideFolder => "lies outside of the draft's folder".to_owned(),
            Self::NotAFile => "is no file".to_owned(),
            Self::TooLarge => "is too large".to_owned(),
        }
    }
}

impl From<io::Error> for AttachmentError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// Reads the attachments that the front matter names.
pub(super) fn read_attachments(
    folder: &Path,
    names: &[String],
    head: &str,
    at: &impl Fn(usize, usize) -> SourceLocation,
) -> Result<Vec<Attachment>, Diagnostic> {
    let mut left = MAX_TOTAL_BYTES;
    let mut files = Vec::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        let plain = name.strip_prefix("./").unwrap_or(name);
        let again = names.iter().take(number).any(|other| other.strip_prefix("./").unwrap_or(other) == plain);
        let read = if again {
            Err((format!("the attachment `{plain}` stands twice in the list"), "delete one of the two lines"))
        } else {
            read_attachment(folder, plain, left)
        };
        let file = read.map_err(|(sentence, hint)| {
            let (line, column) = key_position(head, "attachments", name);
            let hint = Some(hint.to_owned());
            Diagnostic {
                id: "attachment",
                severity: Severity::Block,
                location: Some(at(line, column)),
                message: sentence,
                help: hint,
                suggestion: None,
            }
        })?;
        left = left.saturating_sub(file.bytes.len() as u64);
        files.push(file);
    }
    Ok(files)
}

fn read_attachment(folder: &Path, name: &str, left: u64) -> Result<Attachment, (String, &'static str)> {
    const OUTSIDE_FOLDER_HINT: &str = "put the file into the draft's own folder and write its name alone";
    if !is_file_name(name) {
        return Err((format!("`{name}` is not the name of a file beside the draft"), OUTSIDE_FOLDER_HINT));
    }
    let bytes = read_file(folder, name, left).map_err(|fault| match fault {
        AttachmentError::TooLarge => {
            let together = if left < MAX_TOTAL_BYTES { "with " } else { "" };
            let verb = if left < MAX_TOTAL_BYTES { "they are" } else { "is" };
            let sentence = format!("{together}the attachment `{name}` {verb} larger than 18 MB");
            (sentence, "put it on the web and link to it")
        }
        other => (format!("the attachment `{name}` {}", other.describe()), OUTSIDE_FOLDER_HINT),
    })?;
    if bytes.is_empty() {
        let sentence = format!("the attachment `{name}` is an empty file");
        return Err((sentence, "save it again in the program that made it, or leave it out"));
    }
    let media_type = media_type(name, &bytes);
    Ok(Attachment { name: name.to_owned(), media_type, bytes, cid: None })
}

/// Returns the media type of a file; that of a text says its charset, because the default is US-ASCII (RFC 2046 §4.1.2).
fn media_type(name: &str, bytes: &[u8]) -> String {
    let media_type = mime_guess::from_path(name).first_or_octet_stream().to_string();
    let is_text = media_type.starts_with("text/") && !media_type.contains("charset");
    match text_charset(bytes).filter(|_| is_text) {
        Some(charset) => format!("{media_type}; charset={charset}"),
        None => media_type,
    }
}

/// Returns the charset of a text file; `None` for bytes that are no text of a known one.
fn text_charset(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some("utf-16");
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Some("utf-8");
    }
    // What Windows programs write in Western Europe; the five bytes without a character speak against it.
    let is_western = !bytes.iter().any(|byte| matches!(byte, 0..=8 | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    is_western.then_some("windows-1252")
}

/// Reads a file beside a draft of at most `most` bytes; `None` for anything else.
#[must_use]
pub fn read_adjacent_file(folder: &Path, name: &str, most: u64) -> Option<Vec<u8>> {
    is_file_name(name).then(|| read_file(folder, name, most).ok()).flatten()
}

/// Returns whether something is a file's name, without a way to it.
pub(super) fn is_file_name(name: &str) -> bool {
    let plain = !name.contains(['/', '\\', ':']) && !name.starts_with('.') && !name.chars().any(char::is_control);
    plain && !name.is_empty()
}

/// Reads a file in a folder that has at most so many bytes.
pub(super) fn read_file(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, AttachmentError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let path = adjacent_path(folder, name).canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => AttachmentError::Missing(closest_name(folder, name)),
        _ => AttachmentError::Unreadable(error),
    })?;
    // A link may lead anywhere; what it leads to would be mailed.
    if path.parent() != Some(folder.canonicalize()?.as_path()) {
        return Err(AttachmentError::OutsideFolder);
    }
    let about = fs::metadata(&path)?;
    if !about.is_file() {
        return Err(AttachmentError::NotAFile);
    }
    if about.len() > most {
        return Err(AttachmentError::TooLarge);
    }
    Ok(fs::read(&path)?)
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn texts_say_their_charset() {
        for (name, bytes, expected) in [
            ("a.txt", &b"Hello"[..], "text/plain; charset=utf-8"),
            ("a.TXT", "Grüße".as_bytes(), "text/plain; charset=utf-8"),
            ("a.csv", b"Gr\xfc\xdfe", "text/csv; charset=windows-1252"),
            ("a.txt", b"\xff\xfea\0", "text/plain; charset=utf-16"),
            ("a.txt", b"\x81\x8d", "text/plain"),
            ("a.pdf", b"%PDF", "application/pdf"),
            ("a", b"a", "application/octet-stream"),
        ] {
            assert_eq!(media_type(name, bytes), expected, "{name} {bytes:?}");
        }
    }
}
