//! The files beside a draft that go with each copy.

use std::fs;
use std::path::Path;

use super::front_matter::place_of;
use crate::model::{Attachment, Finding, Place, Severity};

/// The largest attachment, in bytes: with base64 around it, it just fits the 25 MB that most relays take.
const LARGEST: u64 = 18_000_000;

/// Reads the attachments that the front matter names.
pub(super) fn read(
    folder: &Path,
    names: &[String],
    head: &str,
    at: &impl Fn(usize, usize) -> Place,
) -> Result<Vec<Attachment>, Finding> {
    names
        .iter()
        .map(|name| {
            one(folder, name).map_err(|(sentence, hint)| {
                let (line, column) = place_of(head, "attachments", name);
                let place = Some(at(line, column));
                Finding { id: "attachment", severity: Severity::Block, place, sentence, hint: hint.map(str::to_owned) }
            })
        })
        .collect()
}

fn one(folder: &Path, name: &str) -> Result<Attachment, (String, Option<&'static str>)> {
    let beside = Some("put the file into the draft's own folder and write its name alone");
    let plain = !name.contains(['/', '\\', ':']) && !name.starts_with('.') && !name.chars().any(char::is_control);
    if !plain || name.is_empty() {
        return Err((format!("`{name}` is not the name of a file beside the draft"), beside));
    }
    let missing = |error: std::io::Error| (format!("the attachment `{name}` cannot be read: {error}"), beside);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let path = folder.join(name).canonicalize().map_err(missing)?;
    // A link may lead anywhere; what it leads to would be mailed.
    if path.parent() != Some(folder.canonicalize().map_err(missing)?.as_path()) {
        return Err((format!("the attachment `{name}` lies outside of the draft's folder"), beside));
    }
    let about = fs::metadata(&path).map_err(missing)?;
    if !about.is_file() {
        return Err((format!("the attachment `{name}` is no file"), None));
    }
    if about.len() > LARGEST {
        return Err((
            format!("the attachment `{name}` is larger than 18 MB"),
            Some("put it on the web and link to it"),
        ));
    }
    let bytes = fs::read(&path).map_err(missing)?;
    let media_type = mime_guess::from_path(&path).first_or_octet_stream().to_string();
    Ok(Attachment { name: name.to_owned(), media_type, bytes, cid: None })
}
