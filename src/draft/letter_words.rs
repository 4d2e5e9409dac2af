//! Whether a letter has words, whatever its fields are.

use super::draft_file::Draft;
use super::plain_text;
use crate::template::{TagRole, TemplateSource};

/// Returns the body as Handlebars source of a text, if it may be empty for some subscribers; `None` if it has words or
/// a picture for everybody.
#[must_use]
pub fn uncertain_words(draft: &Draft) -> Option<String> {
    let is_plain = draft.template.as_deref().is_none_or(|template| matches!(template, "letter" | "report"));
    let body = draft.document.body.as_ref().ok().filter(|_| is_plain && draft.images.is_empty())?;
    let text = plain_text::write_text(&body.writing_events(), &[], &body.placeholders, None);
    let source = TemplateSource::parse(text.as_str()).ok()?;
    let (mut depth, mut from) = (0_isize, 0);
    for tag in source.tags() {
        if depth == 0 && (has_words(&text[from..tag.start]) || tag.role == TagRole::Escaped) {
            return None;
        }
        depth += tag.depth_change();
        from = tag.end;
    }
    (!has_words(&text[from..])).then_some(text)
}

/// Returns whether a text has more than the signs that Markdown leaves.
#[must_use]
pub fn has_words(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !"-*_>=~".contains(c))
}
