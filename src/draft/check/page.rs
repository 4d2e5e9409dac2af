//! A draft as the checks read it: blocks of words and links, each with its place in the file.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::around::Around;
use super::mask::{Mask, prints};
use crate::draft::events::options;
use crate::draft::front_matter::place_of;
use crate::draft::read::Draft;
use crate::model::{Finding, Place, Severity};
use crate::render::{position, tags};

/// What stands where a field will be.
pub(super) const FIELD: char = '\u{fffc}';

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The subject.
    Subject,
    /// The line behind the subject.
    Preheader,
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// Words of a list's item.
    Item,
    /// A cell of a table.
    Cell,
    /// Code, HTML, a rule: no words of the letter, but something.
    Other,
}

/// Words that belong together.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// The words, without their signs; lines of the source end in LF.
    pub(super) text: String,
    /// Whether they are somebody else's.
    pub(super) quoted: bool,
    /// For each byte of the words: where it stands in the body.
    at: Vec<usize>,
    start: usize,
}

/// A link or a picture.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Where it leads, tags and all.
    pub(super) target: String,
    /// Its words, or the picture's.
    pub(super) words: String,
    /// Whether it is a picture.
    pub(super) image: bool,
    /// Whether it is an address between `<` and `>`.
    pub(super) auto: bool,
    /// The block in which it stands.
    pub(super) block: usize,
    /// Which of the block's words are its.
    pub(super) range: Range<usize>,
    start: usize,
}

/// A numbered list.
#[derive(Debug, Clone)]
pub(super) struct Numbered {
    pub(super) first: u64,
    pub(super) items: usize,
    /// The block that comes first in it.
    pub(super) block: usize,
    start: usize,
}

/// A draft as the checks read it.
pub(super) struct Page<'d> {
    pub(super) draft: &'d Draft,
    pub(super) around: &'d Around,
    pub(super) blocks: Vec<Block>,
    pub(super) links: Vec<Link>,
    pub(super) numbered: Vec<Numbered>,
}

impl<'d> Page<'d> {
    /// Reads a draft; `None` when its tags cannot be read, which is told elsewhere.
    pub(super) fn of(draft: &'d Draft, around: &'d Around) -> Option<Self> {
        let mask = Mask::of(&draft.body)?;
        let mut page = Self { draft, around, blocks: Vec::new(), links: Vec::new(), numbered: Vec::new() };
        for (kind, source) in [(Kind::Subject, &draft.subject), (Kind::Preheader, &draft.preheader)] {
            page.blocks.push(Block { kind, text: without_tags(source)?, quoted: false, at: Vec::new(), start: 0 });
        }
        let mut reader =
            Reader { page: &mut page, mask: &mask, open: None, quotes: 0, lists: Vec::new(), within: vec![] };
        for (event, range) in Parser::new_ext(&mask.text, options()).into_offset_iter() {
            reader.event(event, range);
        }
        reader.close();
        Some(page)
    }

    /// Returns the blocks of the letter itself.
    pub(super) fn body(&self) -> impl Iterator<Item = (usize, &Block)> {
        self.blocks.iter().enumerate().skip(2)
    }

    /// Makes a finding at some words of a block.
    pub(super) fn at_words(
        &self,
        id: &'static str,
        severity: Severity,
        block: &Block,
        range: &Range<usize>,
        sentence: String,
    ) -> Finding {
        let key = match block.kind {
            Kind::Subject => "subject",
            Kind::Preheader => "preheader",
            _ => {
                let start = block.at.get(range.start).copied().unwrap_or(block.start);
                return self.at_byte(id, severity, start, sentence);
            }
        };
        let word = block.text.get(range.clone()).unwrap_or_default();
        let (line, column) = place_of(&self.draft.head, key, word);
        self.finding(id, severity, line, column, sentence)
    }

    /// Makes a finding at a link.
    pub(super) fn at_link(&self, id: &'static str, severity: Severity, link: &Link, sentence: String) -> Finding {
        self.at_byte(id, severity, link.start, sentence)
    }

    /// Makes a finding at a list.
    pub(super) fn at_list(&self, id: &'static str, severity: Severity, list: &Numbered, sentence: String) -> Finding {
        self.at_byte(id, severity, list.start, sentence)
    }

    /// Makes a finding at a key of the head.
    pub(super) fn at_key(&self, id: &'static str, severity: Severity, key: &str, sentence: String) -> Finding {
        Finding { id, severity, place: Some(self.draft.place_of(key)), sentence, hint: None }
    }

    /// Makes a finding at a byte of the body.
    pub(super) fn at_byte(&self, id: &'static str, severity: Severity, at: usize, sentence: String) -> Finding {
        let (line, column) = position(&self.draft.body, at.min(self.draft.body.len()));
        self.finding(id, severity, self.draft.offset + line, column, sentence)
    }

    fn finding(&self, id: &'static str, severity: Severity, line: usize, column: usize, sentence: String) -> Finding {
        let place = Some(Place { file: self.draft.file.clone(), line, column });
        Finding { id, severity, place, sentence, hint: None }
    }
}

/// Walks through the Markdown.
struct Reader<'p, 'd> {
    page: &'p mut Page<'d>,
    mask: &'p Mask<'d>,
    open: Option<Block>,
    quotes: usize,
    /// The lists that are open: for numbered ones, which.
    lists: Vec<Option<usize>>,
    /// The links and pictures that are open.
    within: Vec<usize>,
}

impl Reader<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text, range),
            Event::Code(_) => self.word(FIELD, range.start),
            Event::SoftBreak | Event::HardBreak => self.word('\n', range.start),
            Event::Rule => {
                self.begin(Kind::Other, range.start);
                self.close();
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(self.flow(), range.start),
            Tag::Heading { level, .. } => self.begin(Kind::Heading(number(level)), range.start),
            Tag::TableCell => self.begin(Kind::Cell, range.start),
            Tag::CodeBlock(_) => self.begin(Kind::Other, range.start),
            Tag::HtmlBlock if !self.mask.text[range.clone()].trim_start().starts_with("<!--") => {
                self.begin(Kind::Other, range.start);
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.close();
                let numbered = first.map(|first| {
                    let block = self.page.blocks.len();
                    self.page.numbered.push(Numbered { first, items: 0, block, start: range.start });
                    self.page.numbered.len() - 1
                });
                self.lists.push(numbered);
            }
            Tag::Item => {
                self.close();
                if let Some(list) = self.lists.last().copied().flatten().and_then(|at| self.page.numbered.get_mut(at)) {
                    list.items += 1;
                }
            }
            Tag::Link { dest_url, link_type, .. } => {
                self.link(&dest_url, false, matches!(link_type, LinkType::Autolink | LinkType::Email), range.start);
            }
            Tag::Image { dest_url, .. } => self.link(&dest_url, true, false, range.start),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::TableCell
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Item => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                let Some(number) = self.within.pop() else { return };
                let Some(link) = self.page.links.get_mut(number) else { return };
                let text = self.open.as_ref().map_or("", |block| &block.text);
                if !link.image {
                    link.range.end = text.len();
                    text.get(link.range.clone()).unwrap_or_default().clone_into(&mut link.words);
                }
            }
            _ => {}
        }
    }

    fn flow(&self) -> Kind {
        if self.lists.is_empty() { Kind::Paragraph } else { Kind::Item }
    }

    fn begin(&mut self, kind: Kind, start: usize) {
        self.close();
        let quoted = self.quotes > 0;
        self.open = Some(Block { kind, text: String::new(), quoted, at: Vec::new(), start });
    }

    fn close(&mut self) {
        self.page.blocks.extend(self.open.take());
    }

    fn link(&mut self, target: &str, image: bool, auto: bool, start: usize) {
        if self.open.is_none() {
            self.begin(self.flow(), start);
        }
        let from = self.open.as_ref().map_or(0, |block| block.text.len());
        self.within.push(self.page.links.len());
        let target = self.mask.restore(target, &self.page.draft.body);
        let block = self.page.blocks.len();
        self.page.links.push(Link { target, words: String::new(), image, auto, block, range: from..from, start });
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        // Where a sign is written as another, such as `&amp;`, the whole of it stands at one place.
        let exact = text.len() == range.len();
        for (offset, c) in text.char_indices() {
            let at = if exact { range.start + offset } else { range.start };
            let Some(tag) = self.mask.tag_at(at).filter(|_| exact) else {
                self.word(c, at);
                continue;
            };
            if at != tag.start || !prints(tag) {
                continue;
            }
            let value = tag.inner.strip_prefix("issue.").and_then(|key| self.page.draft.issue.get(key)?.as_str());
            match value.map(str::to_owned) {
                Some(value) => value.chars().for_each(|c| self.word(c, at)),
                None => self.word(FIELD, at),
            }
        }
    }

    fn word(&mut self, c: char, at: usize) {
        if let Some(picture) = self.within.last().and_then(|at| self.page.links.get_mut(*at)).filter(|link| link.image)
        {
            picture.words.push(c);
            return;
        }
        if self.open.is_none() {
            self.begin(self.flow(), at);
        }
        if let Some(block) = self.open.as_mut().filter(|block| block.kind != Kind::Other) {
            block.text.push(c);
            block.at.resize(block.text.len(), at);
        }
    }
}

fn without_tags(source: &str) -> Option<String> {
    let mut out = String::new();
    let mut from = 0;
    for tag in tags(source).ok()? {
        out.push_str(&source[from..tag.start]);
        if prints(&tag) {
            out.push(FIELD);
        }
        from = tag.end;
    }
    out.push_str(&source[from..]);
    Some(out)
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
