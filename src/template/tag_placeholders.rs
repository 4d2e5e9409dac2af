//! Protects `{{…}}` while other parsers process the text around it.
//!
//! A Markdown parser writes `{{` in a link as `%7B%7B`; an HTML parser moves `{{#each}}` out of a table. So each tag
//! is replaced by a token of letters and digits, which parsers leave alone, and restored afterwards.

use super::TemplateSource;
use super::tag_positions::tag_positions;
use super::template_tags::TemplateTag;
use crate::model::MarkupPosition;

/// The tags that were removed from a source.
#[derive(Debug, Clone)]
pub struct TagPlaceholders {
    mark: String,
    stored: Vec<StoredTag>,
}

#[derive(Debug, Clone)]
struct StoredTag {
    source: String,
    is_standalone: bool,
    depth_change: isize,
}

impl TagPlaceholders {
    /// Replaces the tags of a source; `write` returns how a token is written in the text.
    fn extract(source: &TemplateSource, write: impl Fn(usize, &TemplateTag, &str) -> String) -> (Self, String) {
        // No tag of HTML begins with a digit: `<{{email}}>` stays text.
        let mut mark = "0qz".to_owned();
        while source.text().contains(&mark) {
            mark.push('z');
        }
        let mut tokens = Self { mark, stored: Vec::with_capacity(source.tags().len()) };
        let mut text = String::with_capacity(source.text().len());
        let mut from = 0;
        for (index, tag) in source.tags().iter().enumerate() {
            text.push_str(&source.text()[from..tag.start]);
            text.push_str(&write(index, tag, &tokens.placeholder(index)));
            from = tag.end;
            tokens.stored.push(StoredTag {
                source: source.text()[tag.start..tag.end].to_owned(),
                is_standalone: tag.is_standalone(),
                depth_change: tag.depth_change(),
            });
        }
        text.push_str(&source.text()[from..]);
        (tokens, text)
    }

    /// Replaces the tags of Markdown or plain text.
    #[must_use]
    pub fn from_text(source: &TemplateSource) -> (Self, String) {
        Self::extract(source, |_, _, token| token.to_owned())
    }

    /// Replaces the tags of HTML; between elements, block tags become comments, which are allowed everywhere.
    #[must_use]
    pub fn from_html(source: &TemplateSource) -> (Self, String) {
        let spots = tag_positions(source.text(), source.tags());
        Self::extract(source, |index, tag, token| match spots.get(index) {
            Some(MarkupPosition::Content) if tag.is_standalone() => format!("<!--{token}-->"),
            _ => token.to_owned(),
        })
    }

    /// Replaces a piece of a source with its own token; it is restored unchanged, including its tags.
    pub fn store(&mut self, piece: &str) -> String {
        self.stored.push(StoredTag { source: piece.to_owned(), is_standalone: false, depth_change: 0 });
        self.placeholder(self.stored.len() - 1)
    }

    /// Returns the tokens of a text with their byte offsets, and by how much each changes the block depth.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = PlaceholderSpan> + 't {
        text.match_indices(self.mark.as_str()).filter_map(|(start, _)| {
            let digits = &text[start + self.mark.len()..];
            let length = digits.find('x')?;
            let index = digits[..length].parse::<usize>().ok()?;
            let kept = self.stored.get(index)?;
            let end = start + self.mark.len() + length + 1;
            Some(PlaceholderSpan {
                index,
                start,
                end,
                is_standalone: kept.is_standalone,
                depth_change: kept.depth_change,
            })
        })
    }

    /// Restores the tags of a text; `brace` escapes braces that only became tags during processing.
    #[must_use]
    pub fn restore(&self, text: &str, brace: &str) -> String {
        let text = text.replace("{{", brace);
        let mut out = String::with_capacity(text.len() * 2);
        let mut from = 0;
        for token in self.find(&text) {
            let Some(kept) = self.stored.get(token.index) else { continue };
            let comment = text[..token.start].ends_with("<!--") && text[token.end..].starts_with("-->");
            let around = if comment { (4, 3) } else { (0, 0) };
            out.push_str(&text[from..token.start - around.0]);
            // A backslash before a tag would turn the tag into plain text.
            if out.ends_with('\\') && !kept.source.starts_with('\\') {
                out.push('\\');
            }
            out.push_str(&kept.source);
            from = token.end + around.1;
        }
        out.push_str(&text[from..]);
        out
    }

    fn placeholder(&self, index: usize) -> String {
        format!("{}{index}x", self.mark)
    }
}

/// A token in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceholderSpan {
    /// The index of its tag, from 0.
    pub index: usize,
    /// The offset of its start, in bytes.
    pub start: usize,
    /// The offset of its end, in bytes.
    pub end: usize,
    /// Whether its tag prints nothing itself.
    pub is_standalone: bool,
    /// By how much its tag changes the block depth.
    pub depth_change: isize,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn tags_are_restored_in_place() {
        for source in [
            "a {{b}} {{#if c}}d{{/if}} \\{{e}} 0qz0x 0qzz",
            "<table>{{#each x}}<tr><td title=\"{{a \"b\"}}\">{{y}}</td></tr>{{/each}}</table><title>{{#if s}}t{{/if}}</title>",
        ] {
            let (tokens, text) = TagPlaceholders::from_text(&TemplateSource::parse(source).unwrap());
            assert!(!text.contains("{{"), "{text}");
            assert_eq!(tokens.restore(&text, ""), source);
            let (tokens, text) = TagPlaceholders::from_html(&TemplateSource::parse(source).unwrap());
            assert_eq!(tokens.restore(&text, ""), source);
        }
    }

    #[test]
    fn block_tag_between_elements_becomes_a_comment() {
        let (_, text) = TagPlaceholders::from_html(
            &TemplateSource::parse("<ul class=\"{{#if a}}b{{/if}}\">{{#if a}}<li>{{b}}{{/if}}").unwrap(),
        );
        assert_eq!(text, "<ul class=\"0qz0xb0qz1x\"><!--0qz2x--><li>0qz3x<!--0qz4x-->");
    }

    #[test]
    fn new_braces_are_not_tags() {
        let (tokens, text) = TagPlaceholders::from_text(&TemplateSource::parse("{{a}}").unwrap());
        assert_eq!(tokens.restore(&format!("{{{{b}}}}\\{text}"), "\\{{"), "\\{{b}}\\\\{{a}}");
    }
}
