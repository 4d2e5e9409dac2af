//! Pictures: their words, their format, their size.

use std::path::Path;

use super::page::{FIELD, Link, Page};
use crate::model::{Finding, Severity};

/// The largest picture, in octets.
const LARGEST: usize = 200_000;
/// The widest picture, in pixels.
const WIDEST: u32 = 1_200;
/// Formats that Word or Gmail do not show.
const FORMATS: &[&str] = &["webp", "avif", "svg", "heic", "heif", "bmp", "tif", "tiff", "jxl"];
const ENDINGS: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".heic", ".avif", ".bmp"];
/// Words that say of a picture that it is one.
const EMPTY: &[&str] = &["image", "picture", "photo", "img", "logo", "screenshot"];

/// Finds pictures without words, in formats that are not shown, and large ones among those beside the draft.
pub(super) fn find(page: &Page<'_>) -> Vec<Finding> {
    page.links
        .iter()
        .filter(|link| link.image)
        .flat_map(|link| [words(page, link), format(page, link), size(page, link)])
        .flatten()
        .collect()
}

fn words(page: &Page<'_>, link: &Link) -> Option<Finding> {
    let hint = "say what it shows: `![Eighteen of us in Westminster](…)`";
    let words = link.words.trim().to_lowercase();
    if words.is_empty() {
        let sentence = "a picture has no words for those who do not see it".to_owned();
        return Some(page.at_link("img-alt", Severity::Block, link, sentence).with_hint(hint));
    }
    let camera = ["img_", "dsc_", "dscn", "image_", "photo_", "screenshot_", "pxl_"]
        .iter()
        .any(|start| words.starts_with(start));
    let named = ENDINGS.iter().any(|ending| words.ends_with(ending)) || camera || EMPTY.contains(&words.as_str());
    let sentence = format!("the words of a picture are only `{}`", link.words.trim().replace(FIELD, "…"));
    named.then(|| page.at_link("img-alt", Severity::Warning, link, sentence).with_hint(hint))
}

fn format(page: &Page<'_>, link: &Link) -> Option<Finding> {
    let path = link.target.split(['?', '#']).next().unwrap_or_default();
    let ending = Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let sentence = if FORMATS.contains(&ending.as_str()) {
        format!("many mail programs do not show a picture in the format `{ending}`")
    } else if page.around.file(&link.target).is_some_and(|bytes| is_animated(&bytes)) {
        format!("the picture `{path}` moves; many mail programs show its first frame alone")
    } else {
        return None;
    };
    Some(page.at_link("img-format", Severity::Warning, link, sentence).with_hint("save it as JPEG or PNG"))
}

fn size(page: &Page<'_>, link: &Link) -> Option<Finding> {
    let bytes = page.around.file(&link.target)?;
    let width = width(&bytes).unwrap_or(0);
    let sentence = if bytes.len() > LARGEST {
        format!("the picture `{}` has {} kB", link.target, bytes.len() / 1_000)
    } else if width > WIDEST {
        format!("the picture `{}` is {width} pixels wide", link.target)
    } else {
        return None;
    };
    let hint = "scale it down: letters show 600 pixels, and twice as many are enough";
    Some(page.at_link("img-big", Severity::Warning, link, sentence).with_hint(hint))
}

/// Reads the width of a PNG or a GIF, which stands at one place.
fn width(bytes: &[u8]) -> Option<u32> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(u32::from_be_bytes(bytes.get(16..20)?.try_into().ok()?));
    }
    let gif = bytes.starts_with(b"GIF8").then(|| bytes.get(6..8)).flatten()?;
    Some(u32::from(u16::from_le_bytes(gif.try_into().ok()?)))
}

/// Tells whether a GIF has more than one frame: each has a block that says how long it stays.
fn is_animated(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF8") && memchr::memmem::find_iter(bytes, b"\x00\x21\xf9\x04").nth(1).is_some()
}
