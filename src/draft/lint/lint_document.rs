//! A draft as the checks read it: blocks of words and links, each with its place in the file.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::lint_context::LintContext;
use super::masked_source::{MaskedSource, is_printing};
use crate::draft::draft_file::Draft;
use crate::draft::front_matter::key_position;
use crate::draft::markdown::parser_options;
use crate::model::{Diagnostic, Severity, SourceLocation, line_and_column};
use crate::template::parse_tags;

/// What stands where a field will be.
pub(super) const FIELD_PLACEHOLDER: char = '\u{fffc}';

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Subject,
    /// The line behind the subject.
    Preheader,
    /// A heading of a level from 1 to 6.
    Heading(u8),
    Paragraph,
    /// Words of a list's item.
    ListItem,
    /// A cell of a table.
    TableCell,
    /// Code, HTML, a rule: no words of the letter, but something.
    Other,
}

/// Words that belong together.
#[derive(Debug, Clone)]
pub(super) struct TextBlock {
    pub(super) kind: BlockKind,
    /// The words, without their signs; lines of the source end in LF.
    pub(super) text: String,
    /// Whether they are somebody else's.
    pub(super) quoted: bool,
    /// For each byte of the words: where it stands in the body.
    byte_offsets: Vec<usize>,
    start: usize,
}

/// A link or a picture.
#[derive(Debug, Clone)]
pub(super) struct DocumentLink {
    /// Where it leads, tags and all.
    pub(super) target: String,
    /// Its words, or the picture's.
    pub(super) text: String,
    /// Whether it is a picture.
    pub(super) is_image: bool,
    /// Whether it is an address between `<` and `>`.
    pub(super) is_autolink: bool,
    /// The block in which it stands.
    pub(super) block: usize,
    /// Which of the block's words are its.
    pub(super) range: Range<usize>,
    start: usize,
}

/// A numbered list.
#[derive(Debug, Clone)]
pub(super) struct NumberedList {
    pub(super) first_number: u64,
    pub(super) items: usize,
    /// The block that comes first in it.
    pub(super) block: usize,
    start: usize,
}

/// A draft as the checks read it.
pub(super) struct LintDocument<'d> {
    pub(super) draft: &'d Draft,
    pub(super) context: &'d LintContext,
    pub(super) blocks: Vec<TextBlock>,
    pub(super) links: Vec<DocumentLink>,
    pub(super) numbered_lists: Vec<NumberedList>,
}

impl<'d> LintDocument<'d> {
    /// Reads a draft; `None` when its tags cannot be read, which is told elsewhere.
    pub(super) fn parse(draft: &'d Draft, around: &'d LintContext) -> Option<Self> {
        let mask = MaskedSource::new(&draft.body)?;
        let mut page =
            Self { draft, context: around, blocks: Vec::new(), links: Vec::new(), numbered_lists: Vec::new() };
        for (kind, source) in [(BlockKind::Subject, &draft.subject), (BlockKind::Preheader, &draft.preheader)] {
            page.blocks.push(TextBlock {
                kind,
                text: strip_tags(source)?,
                quoted: false,
                byte_offsets: Vec::new(),
                start: 0,
            });
        }
        let mut reader = DocumentReader {
            document: &mut page,
            masked: &mask,
            current_block: None,
            quote_depth: 0,
            open_lists: Vec::new(),
            open_links: vec![],
        };
        for (event, range) in Parser::new_ext(&mask.text, parser_options()).into_offset_iter() {
            reader.handle_event(event, range);
        }
        reader.close_block();
        Some(page)
    }

    /// Returns the blocks of the letter itself.
    pub(super) fn body_blocks(&self) -> impl Iterator<Item = (usize, &TextBlock)> {
        self.blocks.iter().enumerate().skip(2)
    }

    /// Makes a finding at some words of a block.
    pub(super) fn diagnostic_at_text(
        &self,
        id: &'static str,
        severity: Severity,
        block: &TextBlock,
        range: &Range<usize>,
        sentence: String,
    ) -> Diagnostic {
        let key = match block.kind {
            BlockKind::Subject => "subject",
            BlockKind::Preheader => "preheader",
            _ => {
                let start = block.byte_offsets.get(range.start).copied().unwrap_or(block.start);
                return self.diagnostic_at_byte(id, severity, start, sentence);
            }
        };
        let word = block.text.get(range.clone()).unwrap_or_default();
        let (line, column) = key_position(&self.draft.front_matter, key, word);
        self.diagnostic(id, severity, line, column, sentence)
    }

    /// Makes a finding at a link.
    pub(super) fn diagnostic_at_link(
        &self,
        id: &'static str,
        severity: Severity,
        link: &DocumentLink,
        sentence: String,
    ) -> Diagnostic {
        self.diagnostic_at_byte(id, severity, link.start, sentence)
    }

    /// Makes a finding at a list.
    pub(super) fn diagnostic_at_list(
        &self,
        id: &'static str,
        severity: Severity,
        list: &NumberedList,
        sentence: String,
    ) -> Diagnostic {
        self.diagnostic_at_byte(id, severity, list.start, sentence)
    }

    /// Makes a finding at a key of the head.
    pub(super) fn diagnostic_at_key(
        &self,
        id: &'static str,
        severity: Severity,
        key: &str,
        sentence: String,
    ) -> Diagnostic {
        Diagnostic { id, severity, location: Some(self.draft.key_location(key)), message: sentence, help: None }
    }

    /// Makes a finding at a byte of the body.
    pub(super) fn diagnostic_at_byte(
        &self,
        id: &'static str,
        severity: Severity,
        at: usize,
        sentence: String,
    ) -> Diagnostic {
        let (line, column) = line_and_column(&self.draft.body, at.min(self.draft.body.len()));
        self.diagnostic(id, severity, self.draft.body_line_offset + line, column, sentence)
    }

    fn diagnostic(
        &self,
        id: &'static str,
        severity: Severity,
        line: usize,
        column: usize,
        sentence: String,
    ) -> Diagnostic {
        let place = Some(SourceLocation { file: self.draft.file.clone(), line, column });
        Diagnostic { id, severity, location: place, message: sentence, help: None }
    }
}

/// Walks through the Markdown.
struct DocumentReader<'p, 'd> {
    document: &'p mut LintDocument<'d>,
    masked: &'p MaskedSource<'d>,
    current_block: Option<TextBlock>,
    quote_depth: usize,
    /// The lists that are open: for numbered ones, which.
    open_lists: Vec<Option<usize>>,
    /// The links and pictures that are open.
    open_links: Vec<usize>,
}

impl DocumentReader<'_, '_> {
    fn handle_event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.handle_start(tag, range),
            Event::End(tag) => self.handle_end(tag),
            Event::Text(text) => self.push_text(&text, range),
            Event::Code(_) => self.push_char(FIELD_PLACEHOLDER, range.start),
            Event::SoftBreak | Event::HardBreak => self.push_char('\n', range.start),
            Event::Rule => {
                self.open_block(BlockKind::Other, range.start);
                self.close_block();
            }
            _ => {}
        }
    }

    fn handle_start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open_block(self.text_kind(), range.start),
            Tag::Heading { level, .. } => self.open_block(BlockKind::Heading(heading_level(level)), range.start),
            Tag::TableCell => self.open_block(BlockKind::TableCell, range.start),
            Tag::CodeBlock(_) => self.open_block(BlockKind::Other, range.start),
            Tag::HtmlBlock if !self.masked.text[range.clone()].trim_start().starts_with("<!--") => {
                self.open_block(BlockKind::Other, range.start);
            }
            Tag::BlockQuote(_) => {
                self.close_block();
                self.quote_depth += 1;
            }
            Tag::List(first) => {
                self.close_block();
                let numbered = first.map(|first| {
                    let block = self.document.blocks.len();
                    self.document.numbered_lists.push(NumberedList {
                        first_number: first,
                        items: 0,
                        block,
                        start: range.start,
                    });
                    self.document.numbered_lists.len() - 1
                });
                self.open_lists.push(numbered);
            }
            Tag::Item => {
                self.close_block();
                if let Some(list) =
                    self.open_lists.last().copied().flatten().and_then(|at| self.document.numbered_lists.get_mut(at))
                {
                    list.items += 1;
                }
            }
            Tag::Link { dest_url, link_type, .. } => {
                self.push_link(
                    &dest_url,
                    false,
                    matches!(link_type, LinkType::Autolink | LinkType::Email),
                    range.start,
                );
            }
            Tag::Image { dest_url, .. } => self.push_link(&dest_url, true, false, range.start),
            _ => {}
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
                let Some(link) = self.document.links.get_mut(number) else { return };
                let text = self.current_block.as_ref().map_or("", |block| &block.text);
                if !link.is_image {
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
        self.document.blocks.extend(self.current_block.take());
    }

    fn push_link(&mut self, target: &str, image: bool, auto: bool, start: usize) {
        if self.current_block.is_none() {
            self.open_block(self.text_kind(), start);
        }
        let from = self.current_block.as_ref().map_or(0, |block| block.text.len());
        self.open_links.push(self.document.links.len());
        let target = self.masked.restore(target, &self.document.draft.body);
        let block = self.document.blocks.len();
        self.document.links.push(DocumentLink {
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
        // Where a sign is written as another, such as `&amp;`, the whole of it stands at one place.
        let exact = text.len() == range.len();
        for (offset, c) in text.char_indices() {
            let at = if exact { range.start + offset } else { range.start };
            let Some(tag) = self.masked.tag_at(at).filter(|_| exact) else {
                self.push_char(c, at);
                continue;
            };
            if at != tag.start || !is_printing(tag) {
                continue;
            }
            let value =
                tag.expression.strip_prefix("issue.").and_then(|key| self.document.draft.issue.get(key)?.as_str());
            match value.map(str::to_owned) {
                Some(value) => value.chars().for_each(|c| self.push_char(c, at)),
                None => self.push_char(FIELD_PLACEHOLDER, at),
            }
        }
    }

    fn push_char(&mut self, c: char, at: usize) {
        if let Some(picture) =
            self.open_links.last().and_then(|at| self.document.links.get_mut(*at)).filter(|link| link.is_image)
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

fn strip_tags(source: &str) -> Option<String> {
    let mut out = String::new();
    let mut from = 0;
    for tag in parse_tags(source).ok()? {
        out.push_str(&source[from..tag.start]);
        if is_printing(&tag) {
            out.push(FIELD_PLACEHOLDER);
        }
        from = tag.end;
    }
    out.push_str(&source[from..]);
    Some(out)
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
