//! Finds where in the markup each tag of an HTML source is.

use super::template_tags::TemplateTag;
use crate::model::{MarkupPosition, MarkupScanner};

pub(super) fn tag_positions(html: &str, tags: &[TemplateTag]) -> Vec<MarkupPosition> {
    let mut scanner = MarkupScanner::new(html);
    let positions = tags.iter().map(|tag| {
        let position = scanner.advance_to(tag.start);
        scanner.skip_to(tag.end);
        position
    });
    positions.collect()
}

/// Returns the start of the construct that hides the rest of an HTML source: a comment, or an element that contains
/// only text.
pub(super) fn unclosed_construct(html: &str, tags: &[TemplateTag]) -> Option<&'static str> {
    let mut scanner = MarkupScanner::new(html);
    for tag in tags {
        scanner.advance_to(tag.start);
        scanner.skip_to(tag.end);
    }
    scanner.unclosed_construct()
}
