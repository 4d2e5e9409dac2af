//! Keeps `{{…}}` whole while others work on the text around it.
//!
//! A Markdown reader writes `{{` in a link as `%7B%7B`; an HTML reader moves `{{#each}}` out of a table. So each tag
//! is replaced by letters and digits, which all of them leave alone, and put back afterwards.

use super::Error;
use super::tag_positions::tag_positions;
use super::template_tags::{TemplateTag, parse_tags};
use crate::model::MarkupPosition;

/// The tags that were taken out of a source.
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
    /// Takes the tags out of a source; `write` says how a token stands in the text.
    fn extract(source: &str, write: impl Fn(usize, &TemplateTag<'_>, &str) -> String) -> Result<(Self, String), Error> {
        let found = parse_tags(source)?;
        let mut mark = "qz".to_owned();
        while source.contains(&mark) {
            mark.push('z');
        }
        let mut tokens = Self { mark, stored: Vec::with_capacity(found.len()) };
        let mut text = String::with_capacity(source.len());
        let mut from = 0;
        for (index, tag) in found.iter().enumerate() {
            text.push_str(&source[from..tag.start]);
            text.push_str(&write(index, tag, &tokens.placeholder(index)));
            from = tag.end;
            tokens.stored.push(StoredTag {
                source: source[tag.start..tag.end].to_owned(),
                is_standalone: tag.is_standalone(),
                depth_change: tag.depth_change(),
            });
        }
        text.push_str(&source[from..]);
        Ok((tokens, text))
    }

    /// Takes the tags out of Markdown or plain text.
    ///
    /// # Errors
    /// The source's tags cannot be read.
    pub fn from_text(source: &str) -> Result<(Self, String), Error> {
        Self::extract(source, |_, _, token| token.to_owned())
    }

    /// Takes the tags out of HTML; between elements, block tags become comments, which may stand anywhere.
    ///
    /// # Errors
    /// The source's tags cannot be read.
    pub fn from_html(source: &str) -> Result<(Self, String), Error> {
        let spots = tag_positions(source, &parse_tags(source)?);
        Self::extract(source, |index, tag, token| match spots.get(index) {
            Some(MarkupPosition::Content) if tag.is_standalone() => format!("<!--{token}-->"),
            _ => token.to_owned(),
        })
    }

    /// Takes a piece of a source as a token of its own, which comes back as it is, tags and all.
    pub fn store(&mut self, piece: &str) -> String {
        self.stored.push(StoredTag { source: piece.to_owned(), is_standalone: false, depth_change: 0 });
        self.placeholder(self.stored.len() - 1)
    }

    /// Returns the tokens of a text with their places in it, in bytes, and by how much each changes the depth of blocks.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = PlaceholderSpan> + 't {
        text.match_indices(self.mark.as_str()).filter_map(|(start, _)| {
            let digits = &text[start + self.mark.len()..];
            let length = digits.find('x')?;
            let kept = self.stored.get(digits[..length].parse::<usize>().ok()?)?;
            let end = start + self.mark.len() + length + 1;
            Some(PlaceholderSpan { start, end, is_standalone: kept.is_standalone, depth_change: kept.depth_change })
        })
    }

    /// Puts the tags back into a text; braces that became tags on the way are made harmless by `brace`.
    #[must_use]
    pub fn restore(&self, text: &str, brace: &str) -> String {
        let text = text.replace("{{", brace);
        let mut out = String::with_capacity(text.len() * 2);
        let mut from = 0;
        for token in self.find(&text) {
            let digits = &text[token.start + self.mark.len()..token.end - 1];
            let Some(kept) = digits.parse::<usize>().ok().and_then(|index| self.stored.get(index)) else { continue };
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
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Whether its tag prints nothing itself.
    pub is_standalone: bool,
    /// By how much its tag changes the depth of blocks.
    pub depth_change: isize,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn tags_come_back_where_they_were() {
        for source in [
            "a {{b}} {{#if c}}d{{/if}} \\{{e}} qz0x qzz",
            "<table>{{#each x}}<tr><td title=\"{{a \"b\"}}\">{{y}}</td></tr>{{/each}}</table><title>{{#if s}}t{{/if}}</title>",
        ] {
            let (tokens, text) = TagPlaceholders::from_text(source).unwrap();
            assert!(!text.contains("{{"), "{text}");
            assert_eq!(tokens.restore(&text, ""), source);
            let (tokens, text) = TagPlaceholders::from_html(source).unwrap();
            assert_eq!(tokens.restore(&text, ""), source);
        }
    }

    #[test]
    fn a_block_tag_between_elements_is_a_comment() {
        let (_, text) =
            TagPlaceholders::from_html("<ul class=\"{{#if a}}b{{/if}}\">{{#if a}}<li>{{b}}{{/if}}").unwrap();
        assert_eq!(text, "<ul class=\"qz0xbqz1x\"><!--qz2x--><li>qz3x<!--qz4x-->");
    }

    #[test]
    fn braces_that_appear_on_the_way_are_no_tags() {
        let (tokens, text) = TagPlaceholders::from_text("{{a}}").unwrap();
        assert_eq!(tokens.restore(&format!("{{{{b}}}}\\{text}"), "\\{{"), "\\{{b}}\\\\{{a}}");
    }
}
