//! Pictures: their words, and whether they keep still.

use super::lint_document::{DocumentLink, FIELD_PLACEHOLDER, LintDocument};
use crate::model::{Diagnostic, Severity};

/// Words that say of a picture that it is one.
const VAGUE_ALT_TEXTS: &[&str] = &["image", "picture", "photo", "img", "logo", "screenshot"];

/// Finds pictures whose words say nothing, and those that move; that a picture lacks words, or cannot go with the letter, is
/// found where it is read.
pub(super) fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    page.links
        .iter()
        .filter(|link| link.is_image)
        .flat_map(|link| [vague_alt_text(page, link), animated_image(page, link)])
        .flatten()
        .collect()
}

fn vague_alt_text(page: &LintDocument<'_>, link: &DocumentLink) -> Option<Diagnostic> {
    let hint = "say what it shows: `![Eighteen of us in Westminster](…)`";
    let words = link.text.trim().to_lowercase();
    let camera = ["img_", "dsc_", "dscn", "image_", "photo_", "screenshot_", "pxl_"]
        .iter()
        .any(|start| words.starts_with(start));
    let named = camera || VAGUE_ALT_TEXTS.contains(&words.as_str());
    let sentence = format!("the words of a picture are only `{}`", link.text.trim().replace(FIELD_PLACEHOLDER, "…"));
    named.then(|| page.diagnostic_at_link("img-alt", Severity::Warning, link, sentence).with_help(hint))
}

fn animated_image(page: &LintDocument<'_>, link: &DocumentLink) -> Option<Diagnostic> {
    is_animated(&page.context.read_file(&link.target)?).then(|| {
        let sentence = format!("the picture `{}` moves; many mail programs show its first frame alone", link.target);
        page.diagnostic_at_link("img-format", Severity::Warning, link, sentence).with_help("save it as JPEG or PNG")
    })
}

/// Tells whether a GIF has more than one frame: each has a block that says how long it stays.
fn is_animated(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF8") && memchr::memmem::find_iter(bytes, b"\x00\x21\xf9\x04").nth(1).is_some()
}
