//! Pictures and files that are put beside a draft.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::Builder;

use super::attachments::is_file_name;
use crate::image_files::{fit_image, image_size};
use crate::model::UnusableImage;

/// The longest name of a picture, in characters.
const MAX_NAME_CHARS: usize = 60;

/// Why a picture or a file was not put beside a draft.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It cannot be in a letter.
    #[error("this picture cannot be used: {0}")]
    Unusable(UnusableImage),
    /// It has no plain ending, or is a draft.
    #[error("a file that is sent needs a name with an ending such as .pdf, and cannot be a letter itself")]
    NoAttachment,
    /// It cannot be written.
    #[error("the file cannot be saved")]
    Unwritable(#[from] io::Error),
}

/// Writes a picture into a folder, fitted to a letter, under a plain name like the one that it had; returns the name.
///
/// No file is replaced: another picture of the same name gets a number.
///
/// # Errors
/// It is no picture that letters can show, or cannot be written.
pub fn store_picture(folder: &Path, name: &str, bytes: &[u8]) -> Result<String, PictureError> {
    let bytes = fit_image(bytes.to_vec()).map_err(PictureError::Unusable)?.bytes;
    let ending = match picture_type(&bytes) {
        Some("image/png") => "png",
        Some("image/gif") => "gif",
        _ => "jpg",
    };
    Ok(store_new_file(folder, &plain_stem(name, "picture"), ending, &bytes)?)
}

/// Writes a file that is to be sent with a draft into its folder, under a plain name like the one that it had; returns
/// the name. No file is replaced.
///
/// # Errors
/// It is a letter itself, or cannot be written.
pub fn store_attachment(folder: &Path, name: &str, bytes: &[u8]) -> Result<String, PictureError> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let is_plain = (1..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // It would be in the list of letters.
    if !is_plain || ending == "md" {
        return Err(PictureError::NoAttachment);
    }
    Ok(store_new_file(folder, &plain_stem(name, "file"), &ending, bytes)?)
}

/// Writes a file under a name that is free, or finds the same one.
fn store_new_file(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> io::Result<String> {
    for number in 1..1000_u32 {
        let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") };
        let path = folder.join(&name);
        if fs::read(&path).is_ok_and(|known| known == bytes) {
            return Ok(name);
        }
        if path.exists() || !is_file_name(&name) {
            continue;
        }
        let mut part = Builder::new().prefix(".circular-").suffix(".part").tempfile_in(folder)?;
        part.write_all(bytes)?;
        part.as_file().sync_all()?;
        match part.persist_noclobber(&path) {
            Ok(_) => return Ok(name),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// Returns the media type of a picture that letters can show.
#[must_use]
pub fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    image_size(bytes).map(|(media_type, ..)| media_type)
}

/// Makes a plain name of the name that a file had: lower-case letters and digits, joined by hyphens; another one if
/// nothing is left.
fn plain_stem(name: &str, otherwise: &str) -> String {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).to_lowercase();
    let words = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let plain: String = words.collect::<Vec<_>>().join("-").chars().take(MAX_NAME_CHARS).collect();
    if plain.is_empty() { otherwise.to_owned() } else { plain }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn pictures_get_plain_names_and_replace_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let chart = include_bytes!("../../tests/suite/looks/chart.png");
        let other = include_bytes!("../../tests/suite/looks/transparent.png");
        let store = |name: &str, bytes: &[u8]| store_picture(folder.path(), name, bytes).unwrap();
        assert_eq!(store("Our Chart (2).PNG", chart), "our-chart-2.png");
        assert_eq!(store("Our Chart (2).PNG", chart), "our-chart-2.png");
        assert_eq!(store("our-chart-2.png", other), "our-chart-2-2.png");
        assert_eq!(store("..\\..\\x/../é", chart), "picture.png");
        assert_eq!(store("page.html", chart), "page.png");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
        for bytes in [&b"<svg/>"[..], b"", b"%PDF"] {
            assert!(matches!(store_picture(folder.path(), "x.png", bytes), Err(PictureError::Unusable(_))));
        }
    }

    #[test]
    fn files_to_send_keep_their_endings() {
        let folder = tempfile::tempdir().unwrap();
        let store = |name: &str| store_attachment(folder.path(), name, b"x");
        assert_eq!(store("The Agenda.PDF").unwrap(), "the-agenda.pdf");
        assert_eq!(store("é.docx").unwrap(), "file.docx");
        for name in ["letter.md", "agenda", "a.b c", "x."] {
            assert!(matches!(store(name), Err(PictureError::NoAttachment)), "{name}");
        }
    }
}
