//! The files beside a draft that go with each copy.

use std::path::Path;
use std::{fs, io};

use super::front_matter::place_of;
use crate::model::{Attachment, Finding, Place, Severity};

/// The most that the attachments of a letter may be, in bytes: with base64 around them, they just fit the 25 MB that
/// most relays take.
const MOST: u64 = 18_000_000;

/// Why a file cannot go with a letter.
#[derive(Debug)]
pub(super) enum Fault {
    /// It cannot be read.
    Unread(io::Error),
    /// It lies elsewhere: a link leads to it.
    Outside,
    /// It is a folder, or a thing of another kind.
    NoFile,
    /// It is larger than it may be.
    TooLarge,
}

impl Fault {
    /// Says what is wrong, as the end of a sentence that begins with the file.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Unread(error) => format!("cannot be read: {error}"),
            Self::Outside => "lies outside of the draft's folder".to_owned(),
            Self::NoFile => "is no file".to_owned(),
            Self::TooLarge => "is too large".to_owned(),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Unread(error)
    }
}

/// Reads the attachments that the front matter names.
pub(super) fn read(
    folder: &Path,
    names: &[String],
    head: &str,
    at: &impl Fn(usize, usize) -> Place,
) -> Result<Vec<Attachment>, Finding> {
    let mut left = MOST;
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let file = one(folder, name, left).map_err(|(sentence, hint)| {
            let (line, column) = place_of(head, "attachments", name);
            let hint = Some(hint.to_owned());
            Finding { id: "attachment", severity: Severity::Block, place: Some(at(line, column)), sentence, hint }
        })?;
        left = left.saturating_sub(file.bytes.len() as u64);
        files.push(file);
    }
    Ok(files)
}

fn one(folder: &Path, name: &str, left: u64) -> Result<Attachment, (String, &'static str)> {
    const BESIDE: &str = "put the file into the draft's own folder and write its name alone";
    if !is_name(name) {
        return Err((format!("`{name}` is not the name of a file beside the draft"), BESIDE));
    }
    let bytes = bytes(folder, name, left).map_err(|fault| match fault {
        Fault::TooLarge => {
            let together = if left < MOST { "with " } else { "" };
            let verb = if left < MOST { "they are" } else { "is" };
            let sentence = format!("{together}the attachment `{name}` {verb} larger than 18 MB");
            (sentence, "put it on the web and link to it")
        }
        other => (format!("the attachment `{name}` {}", other.words()), BESIDE),
    })?;
    let media_type = mime_guess::from_path(name).first_or_octet_stream().to_string();
    Ok(Attachment { name: name.to_owned(), media_type, bytes, cid: None })
}

/// Tells whether something is a file's name, without a way to it.
pub(super) fn is_name(name: &str) -> bool {
    let plain = !name.contains(['/', '\\', ':']) && !name.starts_with('.') && !name.chars().any(char::is_control);
    plain && !name.is_empty()
}

/// Reads a file in a folder that has at most so many bytes.
pub(super) fn bytes(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, Fault> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let path = folder.join(name).canonicalize()?;
    // A link may lead anywhere; what it leads to would be mailed.
    if path.parent() != Some(folder.canonicalize()?.as_path()) {
        return Err(Fault::Outside);
    }
    let about = fs::metadata(&path)?;
    if !about.is_file() {
        return Err(Fault::NoFile);
    }
    if about.len() > most {
        return Err(Fault::TooLarge);
    }
    Ok(fs::read(&path)?)
}
