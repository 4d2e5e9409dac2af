//! Walks through the Markdown of a draft and collects its blocks, links and lists.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};
use serde_json::{Map, Value};

use super::raw_html_events::{block_events, tag_event};
use super::source_positions::SourcePositions;
use super::text_blocks::{BlockKind, DocumentLink, FIELD_PLACEHOLDER, NumberedList, TextBlock, is_printing};
use crate::template::{TagPlaceholders, TemplateSource};

/// Walks through the Markdown.
pub(super) struct DocumentReader<'p> {
    source: &'p TemplateSource,
    placeholders: &'p TagPlaceholders,
    positions: &'p SourcePositions,
    prepared: &'p str,
    issue: &'p Map<String, Value>,
    blocks: Vec<TextBlock>,
    links: Vec<DocumentLink>,
    numbered_lists: Vec<NumberedList>,
    current_block: Option<TextBlock>,
    quote_depth: usize,
    /// The lists that are open: for numbered ones, which.
    open_lists: Vec<Option<usize>>,
    /// The links and pictures that are open.
    open_links: Vec<usize>,
    /// Those of them that are written in HTML.
    open_html_links: Vec<usize>,
}

impl<'p> DocumentReader<'p> {
    /// Begins to read; `blocks` are those that come before the body's.
    pub(super) fn new(
        source: &'p TemplateSource,
        placeholders: &'p TagPlaceholders,
        positions: &'p SourcePositions,
        prepared: &'p str,
        issue: &'p Map<String, Value>,
        blocks: Vec<TextBlock>,
    ) -> Self {
        Self {
            source,
            placeholders,
            positions,
            prepared,
            issue,
            blocks,
            links: Vec::new(),
            numbered_lists: Vec::new(),
            current_block: None,
            quote_depth: 0,
            open_lists: Vec::new(),
            open_links: Vec::new(),
            open_html_links: Vec::new(),
        }
    }

    /// Ends the last block and returns what was found.
    pub(super) fn finish(mut self) -> (Vec<TextBlock>, Vec<DocumentLink>, Vec<NumberedList>) {
        self.close_block();
        (self.blocks, self.links, self.numbered_lists)
    }

    /// Reads the next event of the prepared Markdown.
    pub(super) fn handle_event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.handle_start(tag, range),
            Event::End(tag) => self.handle_end(tag),
            Event::Text(text) => self.push_text(&text, range),
            Event::InlineHtml(tag) => self.handle_html(tag_event(&tag), range.start),
            Event::Html(html) => {
                let mut from = 0;
                for event in block_events(&html) {
                    let is_link = matches!(event, Event::Start(Tag::Link { .. }));
                    let tag =
                        html.get(from..).and_then(|rest| rest.to_ascii_lowercase().find("<a")).filter(|_| is_link);
                    let at = tag.map_or(range.start, |at| range.start + from + at);
                    from = tag.map_or(from, |at| from + at + 2);
                    self.handle_html(Some(event), at);
                }
            }
            Event::Code(_) => self.push_char(FIELD_PLACEHOLDER, self.positions.source_offset(range.start)),
            Event::SoftBreak | Event::HardBreak => self.push_char('\n', self.positions.source_offset(range.start)),
            Event::Rule => {
                self.open_block(BlockKind::Other, self.positions.source_offset(range.start));
                self.close_block();
            }
            _ => {}
        }
    }

    /// Notes the links of raw HTML; in a whole block of HTML, their words, too.
    fn handle_html(&mut self, event: Option<Event<'_>>, at: usize) {
        match event {
            Some(Event::Start(Tag::Link { dest_url, .. })) => {
                self.open_html_links.push(self.links.len());
                self.push_link(&dest_url, false, false, self.positions.source_offset(at));
            }
            Some(Event::End(TagEnd::Link))
                if !self.open_html_links.is_empty() && self.open_links.last() == self.open_html_links.last() =>
            {
                self.open_html_links.pop();
                self.handle_end(TagEnd::Link);
            }
            Some(Event::Text(text))
                if self.current_block.as_ref().is_some_and(|block| block.kind == BlockKind::Other) =>
            {
                if let Some(link) = self.open_html_links.last().and_then(|number| self.links.get_mut(*number)) {
                    link.text.push_str(&text);
                }
            }
            _ => {}
        }
    }

    fn handle_start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let start = self.positions.source_offset(range.start);
        match tag {
            Tag::Paragraph => self.open_block(self.text_kind(), start),
            Tag::Heading { level, .. } => self.open_block(BlockKind::Heading(heading_level(level)), start),
            Tag::TableCell => self.open_block(BlockKind::TableCell, start),
            Tag::CodeBlock(_) => self.open_block(BlockKind::Other, start),
            Tag::HtmlBlock if !self.prepared[range.clone()].trim_start().starts_with("<!--") => {
                self.open_block(BlockKind::Other, start);
            }
            Tag::BlockQuote(_) => {
                self.close_block();
                self.quote_depth += 1;
            }
            Tag::List(first) => self.open_list(first, start),
            Tag::Item => self.open_item(start),
            Tag::Link { dest_url, link_type, .. } => {
                self.push_link(&dest_url, false, matches!(link_type, LinkType::Autolink | LinkType::Email), start);
            }
            Tag::Image { dest_url, .. } => self.push_link(&dest_url, true, false, start),
            _ => {}
        }
    }

    fn open_list(&mut self, first: Option<u64>, start: usize) {
        self.close_block();
        let numbered = first.map(|first_number| {
            let block = self.blocks.len();
            self.numbered_lists.push(NumberedList { first_number, items: 0, item_starts: Vec::new(), block, start });
            self.numbered_lists.len() - 1
        });
        self.open_lists.push(numbered);
    }

    fn open_item(&mut self, start: usize) {
        self.close_block();
        let list = self.open_lists.last().copied().flatten();
        if let Some(list) = list.and_then(|at| self.numbered_lists.get_mut(at)) {
            list.items += 1;
            list.item_starts.push(start);
        }
    }

    fn handle_end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::TableCell
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Item => self.close_block(),
            TagEnd::BlockQuote(_) => {
                self.close_block();
                self.quote_depth = self.quote_depth.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close_block();
                self.open_lists.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                let Some(number) = self.open_links.pop() else { return };
                let Some(link) = self.links.get_mut(number) else { return };
                let text = self.current_block.as_ref().map_or("", |block| &block.text);
                // A block of HTML has no text of its own.
                if !link.is_image && link.text.is_empty() {
                    link.range.end = text.len();
                    text.get(link.range.clone()).unwrap_or_default().clone_into(&mut link.text);
                }
            }
            _ => {}
        }
    }

    fn text_kind(&self) -> BlockKind {
        if self.open_lists.is_empty() { BlockKind::Paragraph } else { BlockKind::ListItem }
    }

    fn open_block(&mut self, kind: BlockKind, start: usize) {
        self.close_block();
        let quoted = self.quote_depth > 0;
        self.current_block = Some(TextBlock { kind, text: String::new(), quoted, byte_offsets: Vec::new(), start });
    }

    fn close_block(&mut self) {
        self.blocks.extend(self.current_block.take());
    }

    fn push_link(&mut self, target: &str, image: bool, auto: bool, start: usize) {
        if self.current_block.is_none() {
            self.open_block(self.text_kind(), start);
        }
        let from = self.current_block.as_ref().map_or(0, |block| block.text.len());
        self.open_links.push(self.links.len());
        let target = self.placeholders.restore(target, "{{");
        let block = self.blocks.len();
        self.links.push(DocumentLink {
            target,
            text: String::new(),
            is_image: image,
            is_autolink: auto,
            block,
            range: from..from,
            start,
        });
    }

    fn push_text(&mut self, text: &str, range: Range<usize>) {
        let placeholders = self.placeholders;
        let mut from = 0;
        for token in placeholders.find(text) {
            self.push_words(text, from..token.start, &range);
            from = token.end;
            let Some(tag) = self.source.tags().get(token.index).filter(|tag| is_printing(tag)) else { continue };
            let issue = self.issue;
            match tag.expression.strip_prefix("issue.").and_then(|key| issue.get(key)?.as_str()) {
                Some(value) => value.chars().for_each(|c| self.push_char(c, tag.start)),
                None => self.push_char(FIELD_PLACEHOLDER, tag.start),
            }
        }
        self.push_words(text, from..text.len(), &range);
    }

    fn push_words(&mut self, text: &str, piece: Range<usize>, range: &Range<usize>) {
        // Where a sign is written as another, such as `&amp;`, the whole of it stands at one place.
        let exact = text.len() == range.len();
        let start = self.positions.source_offset(range.start + if exact { piece.start } else { 0 });
        for (offset, c) in text[piece].char_indices() {
            self.push_char(c, start + if exact { offset } else { 0 });
        }
    }

    fn push_char(&mut self, c: char, at: usize) {
        if let Some(picture) =
            self.open_links.last().and_then(|at| self.links.get_mut(*at)).filter(|link| link.is_image)
        {
            picture.text.push(c);
            return;
        }
        if self.current_block.is_none() {
            self.open_block(self.text_kind(), at);
        }
        if let Some(block) = self.current_block.as_mut().filter(|block| block.kind != BlockKind::Other) {
            block.text.push(c);
            block.byte_offsets.resize(block.text.len(), at);
        }
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
