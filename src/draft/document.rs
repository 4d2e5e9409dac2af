//! A draft's text, parsed once: composition, lint and the preview share this value.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TextMergeStream};
use serde_json::{Map, Value};

use super::document_reader::DocumentReader;
use super::markdown::{self, MarkdownImage};
use super::markdown_repairs;
use super::marker_depth::check_marker_depth;
use super::source_positions::SourcePositions;
use super::standalone_tags::prepare_tag_lines;
use super::text_blocks::{BlockKind, DocumentLink, NumberedList, TextBlock};
use crate::template::{self, TagPlaceholders, TemplateSource};

/// The parsed text of a draft. Each part is an error if its tags cannot be read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The subject.
    pub subject: Result<TemplateSource, template::Error>,
    /// The preheader.
    pub preheader: Result<TemplateSource, template::Error>,
    /// The Markdown below the front matter.
    pub body: Result<DocumentBody, template::Error>,
}

/// The parsed Markdown of a draft.
#[derive(Debug, Clone)]
pub struct DocumentBody {
    /// The Markdown as written, with its tags.
    pub source: TemplateSource,
    /// The words: first those of the subject and of the preheader, then block by block.
    pub blocks: Vec<TextBlock>,
    /// The links and images.
    pub links: Vec<DocumentLink>,
    /// The numbered lists.
    pub numbered_lists: Vec<NumberedList>,
    /// The bytes of the source at which rows of tables begin that have more cells than the head.
    pub(super) overfull_rows: Vec<usize>,
    pub(super) placeholders: TagPlaceholders,
    events: Vec<Event<'static>>,
    /// For each event, the byte of the source at which it begins.
    offsets: Vec<usize>,
    line_starts: Vec<usize>,
}

impl Document {
    /// Parses a draft's subject, preheader and body; `issue` has its own fields, whose values stand in the text.
    pub(super) fn parse(subject: &str, preheader: &str, body: &str, issue: &Map<String, Value>) -> Self {
        let (subject, preheader) = (TemplateSource::parse(subject), TemplateSource::parse(preheader));
        let keys = vec![
            TextBlock::of_key(BlockKind::Subject, subject.as_ref()),
            TextBlock::of_key(BlockKind::Preheader, preheader.as_ref()),
        ];
        let body = check_marker_depth(body)
            .and_then(|()| TemplateSource::parse(body))
            .map(|source| DocumentBody::parse(source, keys, issue));
        Self { subject, preheader, body }
    }

    /// Returns the body, unless some tag of the draft cannot be read.
    #[must_use]
    pub fn readable_body(&self) -> Option<&DocumentBody> {
        self.body.as_ref().ok().filter(|_| self.subject.is_ok() && self.preheader.is_ok())
    }
}

impl DocumentBody {
    fn parse(source: TemplateSource, keys: Vec<TextBlock>, issue: &Map<String, Value>) -> Self {
        let (placeholders, text) = TagPlaceholders::from_text(&source);
        let (prepared, line_map) = prepare_tag_lines(&text, &placeholders);
        let positions = SourcePositions::new(&source, &placeholders, &text, line_map);
        let mut reader = DocumentReader::new(&source, &placeholders, &positions, &prepared, issue, keys);
        let placed = markdown_repairs::parse_markdown(&prepared);
        let overfull_rows = markdown_repairs::overfull_rows(&placed, &prepared);
        let overfull_rows = overfull_rows.into_iter().map(|at| positions.source_offset(at)).collect();
        let (mut events, mut offsets) = (Vec::with_capacity(placed.len()), Vec::with_capacity(placed.len()));
        for (event, range) in placed {
            offsets.push(positions.source_offset(range.start));
            reader.handle_event(event.clone(), range);
            events.push(event);
        }
        let (blocks, links, numbered_lists) = reader.finish();
        let line_starts = source.text().match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { source, blocks, links, numbered_lists, overfull_rows, placeholders, events, offsets, line_starts }
    }

    /// Returns the Markdown events for writing, with block tags and lists put in order.
    pub(super) fn writing_events(&self) -> Vec<Event<'static>> {
        markdown::order_events(TextMergeStream::new(self.events.iter().cloned()).collect(), &self.placeholders)
    }

    /// Returns the pieces of raw HTML with their lines, from 0.
    #[must_use]
    pub fn raw_html(&self) -> Vec<(usize, String)> {
        self.find_events(|events| match &events[0] {
            Event::Html(html) | Event::InlineHtml(html) => Some(html.to_string()),
            _ => None,
        })
    }

    /// Returns the texts of code blocks that are made by indenting, with their lines, from 0.
    #[must_use]
    pub fn indented_code(&self) -> Vec<(usize, String)> {
        self.find_events(|events| match events {
            [Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), rest @ ..] => {
                let texts = rest.iter().map_while(|event| match event {
                    Event::Text(text) => Some(text.as_ref()),
                    _ => None,
                });
                Some(texts.collect())
            }
            _ => None,
        })
    }

    /// Returns the images with their lines, from 0; `None` stands for an image that is written in HTML.
    pub(super) fn images(&self) -> Vec<(usize, Option<MarkdownImage>)> {
        self.find_events(|events| match &events[0] {
            Event::Start(Tag::Image { .. }) => markdown::parse_image(events).map(|(image, _)| Some(image)),
            Event::Html(html) | Event::InlineHtml(html) if html.to_ascii_lowercase().contains("<img") => Some(None),
            _ => None,
        })
    }

    /// Returns the lines, from 0, on which blocks begin, in the order of [`Self::writing_events`].
    pub(super) fn block_lines(&self) -> Vec<usize> {
        let found = self.find_events(|events| markdown::is_block_start(&events[0]).then_some(()));
        found.into_iter().map(|(line, ())| line).collect()
    }

    /// Returns the line and column of a byte of the body, both from 1.
    #[must_use]
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|line| self.line_starts.get(line)).copied().unwrap_or(0);
        (line + 1, self.source.text().get(start..byte).map_or(0, |before| before.chars().count()) + 1)
    }

    fn find_events<T>(&self, see: impl Fn(&[Event<'static>]) -> Option<T>) -> Vec<(usize, T)> {
        let line = |at: usize| self.line_starts.partition_point(|start| *start <= self.offsets[at]);
        (0..self.events.len()).filter_map(|at| Some((line(at), see(&self.events[at..])?))).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn parsed(body: &str) -> DocumentBody {
        Document::parse("A subject", "", body, &Map::new()).body.unwrap()
    }

    #[test]
    fn words_and_links_keep_their_places_in_the_source() {
        let body = "Dear {{default naïve \"ü\"}},\n{{#if a}}\nx [y](https://{{host}}/z)\n{{else if b}}\n- y &amp; *zebra*\n{{/if}}\n\n\
                    {{!-- a\nlong comment --}}\n\nend {{c}}end\n\n> {{#if a}}\n> quoted\n> {{/if}}\n";
        let parsed = parsed(body);
        for word in ["Dear", "zebra", "end", "quoted", "y &"] {
            let block = parsed.blocks.iter().skip(2).find(|block| block.text.contains(word)).unwrap();
            let at = block.source_offset(block.text.find(word).unwrap());
            assert_eq!(&body[at..at + word.len()], word, "{:?}", block.text);
        }
        let link = &parsed.links[0];
        assert_eq!(link.target, "https://{{host}}/z");
        assert!(body[link.start..].starts_with("[y]("), "{}", &body[link.start..]);
        assert_eq!(parsed.line_and_column(link.start), (3, 3));
        assert_eq!(parsed.line_and_column(body.find("zebra").unwrap()), (5, 12));
    }

    #[test]
    fn fields_become_placeholders_and_own_fields_their_values() {
        let issue = json_map("place", "Leeds");
        let body = Document::parse("{{a}}, news", "", "Come to {{issue.place}}, {{name}}{{#if x}}!{{/if}}", &issue);
        let texts: Vec<_> = body.body.unwrap().blocks.iter().map(|block| block.text.clone()).collect();
        assert_eq!(texts, ["\u{fffc}, news", "", "Come to Leeds, \u{fffc}!"]);
    }

    #[test]
    fn lines_after_a_long_comment_are_counted_in_the_source() {
        let body = "{{!-- a\nb\nc --}}\n\n[x](y.pdf)\n";
        let parsed_body = parsed(body);
        assert_eq!(parsed_body.line_and_column(parsed_body.links[0].start), (5, 1));
        assert_eq!(parsed(body).block_lines(), [4]);
    }

    fn json_map(key: &str, value: &str) -> Map<String, Value> {
        Map::from_iter([(key.to_owned(), Value::String(value.to_owned()))])
    }
}
