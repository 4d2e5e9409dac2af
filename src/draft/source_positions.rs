//! Places in the prepared Markdown, as places in the draft's source.

use super::standalone_tags::LineOrigin;
use crate::template::{TagPlaceholders, TemplateSource};

/// Maps a byte of the prepared Markdown to the byte of the source that it comes from.
#[derive(Debug)]
pub(super) struct SourcePositions {
    lines: Vec<LineOrigin>,
    tags: Vec<TagSpan>,
    source_length: usize,
}

/// Where a tag's placeholder stands in the text, and the tag in the source.
#[derive(Debug)]
struct TagSpan {
    text_start: usize,
    text_end: usize,
    source_start: usize,
    source_end: usize,
}

impl SourcePositions {
    /// Builds the map; `text` is the source with placeholders, `lines` are the lines that were made from it.
    pub(super) fn new(
        source: &TemplateSource,
        placeholders: &TagPlaceholders,
        text: &str,
        lines: Vec<LineOrigin>,
    ) -> Self {
        let spans = placeholders.find(text).filter_map(|span| {
            let tag = source.tags().get(span.index)?;
            Some(TagSpan { text_start: span.start, text_end: span.end, source_start: tag.start, source_end: tag.end })
        });
        Self { lines, tags: spans.collect(), source_length: source.text().len() }
    }

    /// Returns the byte of the source; within a placeholder, the start of its tag.
    pub(super) fn source_offset(&self, prepared: usize) -> usize {
        let number = self.lines.partition_point(|line| line.prepared_start <= prepared);
        let text = match number.checked_sub(1).and_then(|number| self.lines.get(number)) {
            Some(line) => line.text_start + (prepared - line.prepared_start).min(line.kept_length),
            None => prepared,
        };
        let next = self.tags.partition_point(|tag| tag.text_end <= text);
        let at = match (self.tags.get(next).filter(|tag| tag.text_start <= text), next.checked_sub(1)) {
            (Some(tag), _) => tag.source_start,
            (None, Some(last)) => self.tags[last].source_end + (text - self.tags[last].text_end),
            (None, None) => text,
        };
        at.min(self.source_length)
    }
}
