//! Writes the text part of a letter: what a person would type, one line per paragraph.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use unicode_width::UnicodeWidthStr as _;

use super::events::{DECORATIVE, Image, button, image, picture};
use super::footnotes::{Footnotes, raised};
use super::table::{Row, Table};
use crate::render::{Tokens, target};

/// Braces that are no tag, in text.
const BRACES: &str = "\\{{";

/// Writes the body as text with its tags back in place.
pub(super) fn write(events: &[Event<'static>], tokens: &Tokens) -> String {
    let mut writer = Writer::new(tokens);
    let mut at = 0;
    while at < events.len() {
        if let Some((target, words, length)) = button(&events[at..]) {
            writer.button(target, words);
            at += length;
        } else if let Some((image, length)) = picture(&events[at..]) {
            writer.picture(&image);
            at += length;
        } else if let Some((image, length)) = image(&events[at..]) {
            writer.image(&image);
            at += length;
        } else {
            writer.event(&events[at]);
            at += 1;
        }
    }
    writer.list_links();
    writer.out
}

/// Writes words as text, without what leads elsewhere.
pub(super) fn words(events: &[Event<'static>], tokens: &Tokens) -> String {
    let mut writer = Writer::new(tokens);
    let bare = |event: &&Event<'static>| {
        !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) | Event::FootnoteReference(_))
    };
    events.iter().filter(bare).for_each(|event| writer.event(event));
    writer.line
}

struct Writer<'t> {
    tokens: &'t Tokens,
    out: String,
    /// What the line that is being written says so far.
    line: String,
    /// What each line starts with, from the outside in.
    starts: Vec<&'static str>,
    indent: Vec<usize>,
    /// What the next line starts with in place of the innermost indent.
    marker: Option<String>,
    counters: Vec<Option<u64>>,
    gap: bool,
    /// Where in `line` the words of open links begin, and where they lead.
    open_links: Vec<(usize, String)>,
    /// Links whose targets are not listed yet.
    links: Vec<(usize, String)>,
    numbered: usize,
    footnotes: Footnotes,
    /// How many blocks are open within the paragraph.
    depth: isize,
    table: Option<Table>,
    cells: Vec<String>,
}

impl<'t> Writer<'t> {
    fn new(tokens: &'t Tokens) -> Self {
        Self {
            tokens,
            out: String::new(),
            line: String::new(),
            starts: Vec::new(),
            indent: Vec::new(),
            marker: None,
            counters: Vec::new(),
            gap: false,
            open_links: Vec::new(),
            links: Vec::new(),
            numbered: 0,
            footnotes: Footnotes::default(),
            depth: 0,
            table: None,
            cells: Vec::new(),
        }
    }

    fn event(&mut self, event: &Event<'static>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => {
                self.depth += self.tokens.find(text).map(|token| token.depth).sum::<isize>();
                self.line.push_str(&self.tokens.restore(text, BRACES));
            }
            Event::Code(code) => self.line.push_str(&self.tokens.restore(code, BRACES)),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => {
                self.flush();
                self.line.push_str("--------------------");
                self.close();
            }
            Event::Html(html) => self.tags(html),
            Event::FootnoteReference(label) => self.line.push_str(&raised(self.footnotes.number(label))),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'static>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.list_links();
                self.flush();
            }
            Tag::BlockQuote(Some(_)) => self.stars(),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                let number = raised(self.footnotes.number(label));
                self.line.push_str(&number);
                self.line.push(' ');
            }
            Tag::BlockQuote(None) => {
                self.flush();
                self.blank();
                self.starts.push("> ");
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.starts.push("    ");
            }
            Tag::List(first) => {
                self.flush();
                self.counters.push(*first);
            }
            Tag::Item => {
                self.flush();
                let marker = match self.counters.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.indent.push(marker.len());
                self.starts.push("");
                self.marker = Some(marker);
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(Table { alignments: alignments.clone(), rows: Vec::new() });
            }
            Tag::Strong => self.line.push('*'),
            Tag::Emphasis => self.line.push('_'),
            Tag::Strikethrough => self.line.push_str("[deleted: "),
            Tag::Link { dest_url, .. } => {
                self.open_links.push((self.line.len(), self.tokens.restore(dest_url, BRACES)));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close(),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::BlockQuote(Some(_)) => self.stars(),
            TagEnd::BlockQuote(None) => {
                self.flush();
                self.starts.pop();
                self.gap = true;
            }
            TagEnd::CodeBlock => {
                let code = std::mem::take(&mut self.line);
                for line in code.trim_end().split('\n') {
                    self.write(line);
                }
                self.starts.pop();
                self.gap = true;
            }
            TagEnd::List(_) => {
                self.flush();
                self.counters.pop();
                self.gap = self.counters.is_empty();
            }
            TagEnd::Item => {
                self.flush();
                self.starts.pop();
                self.indent.pop();
                self.marker = None;
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                self.cells.push(cell.trim().to_owned());
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                if let Some(table) = &mut self.table {
                    table.rows.push(Row::Cells(cells));
                }
            }
            TagEnd::Table => {
                for (line, is_tag) in self.table.take().unwrap_or_default().lines() {
                    if is_tag { self.bare(&line) } else { self.write(&line) }
                }
                self.gap = true;
            }
            TagEnd::Strong => self.line.push('*'),
            TagEnd::Emphasis => self.line.push('_'),
            TagEnd::Strikethrough => self.line.push(']'),
            TagEnd::Link => self.link(),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let width = self.line.width().min(72);
        let rule = match level {
            HeadingLevel::H1 => "=",
            HeadingLevel::H2 => "-",
            _ => {
                self.line.push(':');
                ""
            }
        };
        self.flush();
        if !rule.is_empty() {
            self.write(&rule.repeat(width));
        }
        self.gap = !rule.is_empty();
    }

    /// Ends a link: its target stands at the end of the section, or in place where a block might leave the link out.
    fn link(&mut self) {
        let Some((start, to)) = self.open_links.pop() else { return };
        let words = &self.line[start..];
        let address = to.strip_prefix("mailto:").unwrap_or(&to);
        if words == to || words == address {
            return;
        }
        let shown = shown(&to);
        if self.depth > 0 || self.table.is_some() {
            self.line.extend([" <", &shown, ">"]);
        } else {
            self.numbered += 1;
            self.line.extend([" [", &self.numbered.to_string(), "]"]);
            self.links.push((self.numbered, shown));
        }
    }

    fn button(&mut self, to: &str, words: &[Event<'static>]) {
        self.flush();
        for event in words {
            self.event(event);
        }
        self.line.push_str(": ");
        self.line.push_str(&shown(&self.tokens.restore(to, BRACES)));
        self.close();
    }

    /// Writes the line that sets a call-out apart.
    fn stars(&mut self) {
        self.flush();
        if !self.out.trim_end().ends_with("* * *") {
            self.line.push_str("* * *");
        }
        self.close();
    }

    fn picture(&mut self, image: &Image) {
        self.flush();
        self.image(image);
        if !image.title.is_empty() && image.title != DECORATIVE {
            self.line.push('\n');
            self.line.push_str(&self.tokens.restore(&image.title, BRACES));
        }
        self.close();
    }

    /// Says what an image shows; one that is only there to please says nothing.
    fn image(&mut self, image: &Image) {
        if image.title != DECORATIVE {
            self.line.extend(["[Image: ", &self.tokens.restore(&image.alt, BRACES), "]"]);
        }
    }

    /// Writes block tags, each on a line of its own, which Handlebars takes away whole.
    fn tags(&mut self, html: &str) {
        let found: Vec<_> = self.tokens.find(html).filter(|token| token.silent).collect();
        if found.is_empty() {
            return;
        }
        let tags: Vec<_> =
            found.iter().map(|token| self.tokens.restore(&html[token.start..token.end], BRACES)).collect();
        if let Some(table) = &mut self.table {
            table.rows.extend(tags.into_iter().map(Row::Tags));
            return;
        }
        self.flush();
        self.list_links();
        self.blank();
        for tag in &tags {
            self.bare(tag);
        }
    }

    fn list_links(&mut self) {
        for (number, to) in std::mem::take(&mut self.links) {
            if self.counters.is_empty() {
                self.blank();
            }
            self.write(&format!("[{number}] {to}"));
            self.gap = self.counters.is_empty() && self.links.is_empty();
        }
    }

    /// Ends a block.
    fn close(&mut self) {
        self.flush();
        self.depth = 0;
        self.gap = true;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            self.write(line);
        }
    }

    fn blank(&mut self) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() {
            let quote: String = self.starts.iter().copied().filter(|start| *start == "> ").collect();
            self.out.push_str(quote.trim_end());
            self.out.push('\n');
        }
    }

    fn bare(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn write(&mut self, line: &str) {
        self.blank();
        let mut indents = self.indent.iter();
        let marker = self.marker.take();
        let items = self.indent.len();
        let mut item = 0;
        for start in &self.starts {
            if start.is_empty() {
                item += 1;
                let width = indents.next().copied().unwrap_or(0);
                match &marker {
                    Some(marker) if item == items => self.out.push_str(marker),
                    _ => self.out.extend(std::iter::repeat_n(' ', width)),
                }
            } else {
                self.out.push_str(start);
            }
        }
        self.out.push_str(line);
        self.out.push('\n');
    }
}

/// Returns a link's target as a person would write it: of a link that begins a mail, the address.
fn shown(to: &str) -> String {
    let shown = target(to).unwrap_or_default();
    match shown.strip_prefix("mailto:") {
        Some(mail) => mail.split('?').next().unwrap_or_default().to_owned(),
        None => shown,
    }
}
