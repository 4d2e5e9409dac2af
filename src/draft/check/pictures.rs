//! Pictures: their words, and whether they keep still.

use super::page::{FIELD, Link, Page};
use crate::model::{Finding, Severity};

/// Words that say of a picture that it is one.
const EMPTY: &[&str] = &["image", "picture", "photo", "img", "logo", "screenshot"];

/// Finds pictures whose words say nothing, and those that move; that a picture lacks words, or cannot go with the letter, is
/// found where it is read.
pub(super) fn find(page: &Page<'_>) -> Vec<Finding> {
    page.links
        .iter()
        .filter(|link| link.image)
        .flat_map(|link| [words(page, link), moving(page, link)])
        .flatten()
        .collect()
}

fn words(page: &Page<'_>, link: &Link) -> Option<Finding> {
    let hint = "say what it shows: `![Eighteen of us in Westminster](…)`";
    let words = link.words.trim().to_lowercase();
    let camera = ["img_", "dsc_", "dscn", "image_", "photo_", "screenshot_", "pxl_"]
        .iter()
        .any(|start| words.starts_with(start));
    let named = camera || EMPTY.contains(&words.as_str());
    let sentence = format!("the words of a picture are only `{}`", link.words.trim().replace(FIELD, "…"));
    named.then(|| page.at_link("img-alt", Severity::Warning, link, sentence).with_hint(hint))
}

fn moving(page: &Page<'_>, link: &Link) -> Option<Finding> {
    is_animated(&page.around.file(&link.target)?).then(|| {
        let sentence = format!("the picture `{}` moves; many mail programs show its first frame alone", link.target);
        page.at_link("img-format", Severity::Warning, link, sentence).with_hint("save it as JPEG or PNG")
    })
}

/// Tells whether a GIF has more than one frame: each has a block that says how long it stays.
fn is_animated(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF8") && memchr::memmem::find_iter(bytes, b"\x00\x21\xf9\x04").nth(1).is_some()
}
