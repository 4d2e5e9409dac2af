//! The pictures of a document, and the names of their files beside the draft.

use encodify::base64::STANDARD;

use super::blocks::{InlineKind, SourceDocument, SourcePicture};
use super::document_change::first_words;
use super::document_error::DocumentError;
use super::package::Archive;
use super::{ChangeKind, DocumentChange};
use crate::model::{FittedImage, ImageFitter, UnusableImage};

/// The largest picture that is read, in bytes.
const MAX_BYTES: usize = 24 * 1_024 * 1_024;

/// The most pictures of a document: no letter can carry more.
const MAX_PICTURES: usize = 100;

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

/// Makes the pictures fit into a letter; those that cannot be shown are left out.
pub(super) fn fit_pictures(document: &mut SourceDocument, fit: ImageFitter) {
    let mut places = vec![0; document.pictures.len()];
    document.edit_texts(&mut |place, text| {
        for inline in text {
            if let InlineKind::Picture(index) = inline.kind
                && let Some(of_picture) = places.get_mut(index)
            {
                *of_picture = place;
            }
        }
    });
    let mut changes = Vec::new();
    let mut new_numbers = Vec::with_capacity(places.len());
    let mut fitted = Vec::new();
    for (picture, place) in std::mem::take(&mut document.pictures).into_iter().zip(places) {
        if fitted.len() >= MAX_PICTURES {
            let message = format!("a picture was left out: a letter has at most {MAX_PICTURES}");
            changes.push(DocumentChange::new(ChangeKind::PictureLeftOut, place, message));
            new_numbers.push(None);
            continue;
        }
        let (number, change) = fit_picture(picture, fit, &mut fitted);
        new_numbers.push(number);
        changes.extend(change.map(|(kind, message)| DocumentChange::new(kind, place, message)));
    }
    document.pictures = fitted;
    document.changes.append(&mut changes);
    document.edit_texts(&mut |_, text| {
        text.retain_mut(|inline| {
            let InlineKind::Picture(index) = &mut inline.kind else { return true };
            let number = new_numbers.get(*index).copied().flatten();
            *index = number.unwrap_or_default();
            number.is_some()
        });
    });
}

/// Adds a picture to those of the letter; returns its number there and what was done to it.
fn fit_picture(
    mut picture: SourcePicture,
    fit: ImageFitter,
    fitted: &mut Vec<SourcePicture>,
) -> (Option<usize>, Option<(ChangeKind, String)>) {
    let name = match picture.description.trim() {
        "" => "a picture".to_owned(),
        description => format!("the picture “{}”", first_words(description)),
    };
    match fit(std::mem::take(&mut picture.bytes)) {
        Ok(FittedImage { bytes, changes }) => {
            picture.bytes = bytes;
            fitted.push(picture);
            let is_changed = !changes.is_empty();
            let change = is_changed.then(|| (ChangeKind::Picture, format!("{name} was {}", changes.join(", "))));
            (Some(fitted.len() - 1), change)
        }
        Err(error) => {
            let reason = match error {
                UnusableImage::UnknownFormat if picture.name.is_empty() => error.to_string(),
                UnusableImage::UnknownFormat => format!("`{}` is not a PNG, JPEG or GIF picture", picture.name),
                _ => error.to_string(),
            };
            (None, Some((ChangeKind::PictureLeftOut, format!("{name} was left out: {reason}"))))
        }
    }
}

/// Returns the name of each picture's file: its number, with the ending of its kind.
pub(super) fn file_names(pictures: &[SourcePicture]) -> Vec<String> {
    let name = |(at, picture): (usize, &SourcePicture)| format!("image{}.{}", at + 1, file_ending(picture));
    pictures.iter().enumerate().map(name).collect()
}

fn file_ending(picture: &SourcePicture) -> &'static str {
    match picture.bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'G', b'I', b'F', b'8', ..] => "gif",
        _ => "jpg",
    }
}
