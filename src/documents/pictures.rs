//! The pictures of a document, and the names of their files beside the draft.

use encodify::base64::STANDARD;

use super::blocks::SourcePicture;
use super::document_error::DocumentError;
use super::package::Archive;

/// The largest picture that is read, in bytes.
const MAX_BYTES: usize = 24 * 1_024 * 1_024;

/// Reads a picture from a package; `None` if it is not there, or too large.
pub(super) fn read_picture_part(archive: &Archive<'_>, name: &str) -> Result<Option<Vec<u8>>, DocumentError> {
    if !archive.has(name) {
        return Ok(None);
    }
    let bytes = archive.start(name, MAX_BYTES as u64 + 1)?;
    Ok((bytes.len() <= MAX_BYTES).then_some(bytes))
}

/// Reads the picture in a `data:` address (RFC 2397); `None` for any other address.
pub(super) fn picture_from_data(address: &str) -> Option<Vec<u8>> {
    let data = address.trim().strip_prefix("data:image/")?;
    let (kind, data) = data.split_once(',')?;
    if !kind.ends_with(";base64") || data.len() > MAX_BYTES / 3 * 4 {
        return None;
    }
    let data: String = data.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(data).ok().filter(|bytes| !bytes.is_empty())
}

/// Returns the name of each picture's file: its number, with the ending of its kind.
pub(super) fn file_names(pictures: &[SourcePicture]) -> Vec<String> {
    let name = |(at, picture): (usize, &SourcePicture)| format!("image{}.{}", at + 1, file_ending(picture));
    pictures.iter().enumerate().map(name).collect()
}

fn file_ending(picture: &SourcePicture) -> String {
    match picture.bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "png".to_owned(),
        [0xff, 0xd8, 0xff, ..] => "jpg".to_owned(),
        [b'G', b'I', b'F', b'8', ..] => "gif".to_owned(),
        _ => {
            let ending = picture.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
            let is_plain = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if is_plain { ending } else { "bin".to_owned() }
        }
    }
}
