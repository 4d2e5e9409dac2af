//! Writes the text part of a letter: what a person would type, one line per paragraph.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use unicode_width::UnicodeWidthStr as _;

use super::footnotes::{FootnoteNumbers, superscript};
use super::markdown::{DECORATIVE_TITLE, MarkdownImage, parse_block_image, parse_button, parse_image};
use super::text_table::{TableRow, TextTable};
use crate::template::{TagPlaceholders, guard_target};

/// Braces that are no tag, in text.
const ESCAPED_BRACES: &str = "\\{{";

/// Writes the body as text with its tags back in place.
pub(super) fn write_text(events: &[Event<'static>], tokens: &TagPlaceholders) -> String {
    let mut writer = PlainTextWriter::new(tokens);
    let mut at = 0;
    while at < events.len() {
        if let Some((target, words, length)) = parse_button(&events[at..]) {
            writer.write_button(target, words);
            at += length;
        } else if let Some((image, length)) = parse_block_image(&events[at..]) {
            writer.write_block_image(&image);
            at += length;
        } else if let Some((image, length)) = parse_image(&events[at..]) {
            writer.write_image(&image);
            at += length;
        } else {
            writer.handle_event(&events[at]);
            at += 1;
        }
    }
    writer.write_link_list();
    writer.out
}

/// Writes words as text, without what leads elsewhere.
pub(super) fn inline_text(events: &[Event<'static>], tokens: &TagPlaceholders) -> String {
    let mut writer = PlainTextWriter::new(tokens);
    let bare = |event: &&Event<'static>| {
        !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) | Event::FootnoteReference(_))
    };
    events.iter().filter(bare).for_each(|event| writer.handle_event(event));
    writer.line
}

struct PlainTextWriter<'t> {
    tokens: &'t TagPlaceholders,
    out: String,
    /// What the line that is being written says so far.
    line: String,
    /// What each line starts with, from the outside in.
    line_prefixes: Vec<&'static str>,
    indent: Vec<usize>,
    /// What the next line starts with in place of the innermost indent.
    marker: Option<String>,
    counters: Vec<Option<u64>>,
    needs_blank_line: bool,
    /// Where in `line` the words of open links begin, and where they lead.
    open_links: Vec<(usize, String)>,
    /// Links whose targets are not listed yet.
    links: Vec<(usize, String)>,
    numbered_links: usize,
    footnotes: FootnoteNumbers,
    /// How many blocks are open within the paragraph.
    depth: isize,
    table: Option<TextTable>,
    cells: Vec<String>,
}

impl<'t> PlainTextWriter<'t> {
    fn new(tokens: &'t TagPlaceholders) -> Self {
        Self {
            tokens,
            out: String::new(),
            line: String::new(),
            line_prefixes: Vec::new(),
            indent: Vec::new(),
            marker: None,
            counters: Vec::new(),
            needs_blank_line: false,
            open_links: Vec::new(),
            links: Vec::new(),
            numbered_links: 0,
            footnotes: FootnoteNumbers::default(),
            depth: 0,
            table: None,
            cells: Vec::new(),
        }
    }

    fn handle_event(&mut self, event: &Event<'static>) {
        match event {
            Event::Start(tag) => self.handle_start(tag),
            Event::End(tag) => self.handle_end(*tag),
            Event::Text(text) => {
                self.depth += self.tokens.find(text).map(|token| token.depth_change).sum::<isize>();
                self.line.push_str(&self.tokens.restore(text, ESCAPED_BRACES));
            }
            Event::Code(code) => self.line.push_str(&self.tokens.restore(code, ESCAPED_BRACES)),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => {
                self.flush();
                self.line.push_str("--------------------");
                self.end_block();
            }
            Event::Html(html) => self.write_tags(html),
            Event::FootnoteReference(label) => self.line.push_str(&superscript(self.footnotes.number(label))),
            _ => {}
        }
    }

    fn handle_start(&mut self, tag: &Tag<'static>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.write_link_list();
                self.flush();
            }
            Tag::BlockQuote(Some(_)) => self.write_separator(),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                let number = superscript(self.footnotes.number(label));
                self.line.push_str(&number);
                self.line.push(' ');
            }
            Tag::BlockQuote(None) => {
                self.flush();
                self.blank_line();
                self.line_prefixes.push("> ");
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.line_prefixes.push("    ");
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
                self.line_prefixes.push("");
                self.marker = Some(marker);
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(TextTable { alignments: alignments.clone(), rows: Vec::new() });
            }
            Tag::Strong => self.line.push('*'),
            Tag::Emphasis => self.line.push('_'),
            Tag::Strikethrough => self.line.push_str("[deleted: "),
            Tag::Link { dest_url, .. } => {
                self.open_links.push((self.line.len(), self.tokens.restore(dest_url, ESCAPED_BRACES)));
            }
            _ => {}
        }
    }

    fn handle_end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_block(),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(Some(_)) => self.write_separator(),
            TagEnd::BlockQuote(None) => {
                self.flush();
                self.line_prefixes.pop();
                self.needs_blank_line = true;
            }
            TagEnd::CodeBlock => {
                let code = std::mem::take(&mut self.line);
                for line in code.trim_end().split('\n') {
                    self.push_line(line);
                }
                self.line_prefixes.pop();
                self.needs_blank_line = true;
            }
            TagEnd::List(_) => {
                self.flush();
                self.counters.pop();
                self.needs_blank_line = self.counters.is_empty();
            }
            TagEnd::Item => {
                self.flush();
                self.line_prefixes.pop();
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
                    table.rows.push(TableRow::Cells(cells));
                }
            }
            TagEnd::Table => {
                for (line, is_tag) in self.table.take().unwrap_or_default().to_lines() {
                    if is_tag { self.push_raw_line(&line) } else { self.push_line(&line) }
                }
                self.needs_blank_line = true;
            }
            TagEnd::Strong => self.line.push('*'),
            TagEnd::Emphasis => self.line.push('_'),
            TagEnd::Strikethrough => self.line.push(']'),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
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
            self.push_line(&rule.repeat(width));
        }
        self.needs_blank_line = !rule.is_empty();
    }

    /// Ends a link: its target stands at the end of the section, or in place where a block might leave the link out.
    fn end_link(&mut self) {
        let Some((start, to)) = self.open_links.pop() else { return };
        let words = &self.line[start..];
        let address = to.strip_prefix("mailto:").unwrap_or(&to);
        if words == to || words == address {
            return;
        }
        let shown = display_url(&to);
        if self.depth > 0 || self.table.is_some() {
            self.line.extend([" <", &shown, ">"]);
        } else {
            self.numbered_links += 1;
            self.line.extend([" [", &self.numbered_links.to_string(), "]"]);
            self.links.push((self.numbered_links, shown));
        }
    }

    fn write_button(&mut self, to: &str, words: &[Event<'static>]) {
        self.flush();
        for event in words {
            self.handle_event(event);
        }
        self.line.push_str(": ");
        self.line.push_str(&display_url(&self.tokens.restore(to, ESCAPED_BRACES)));
        self.end_block();
    }

    /// Writes the line that sets a call-out apart.
    fn write_separator(&mut self) {
        self.flush();
        if !self.out.trim_end().ends_with("* * *") {
            self.line.push_str("* * *");
        }
        self.end_block();
    }

    fn write_block_image(&mut self, image: &MarkdownImage) {
        self.flush();
        self.write_image(image);
        if !image.title.is_empty() && image.title != DECORATIVE_TITLE {
            self.line.push('\n');
            self.line.push_str(&self.tokens.restore(&image.title, ESCAPED_BRACES));
        }
        self.end_block();
    }

    /// Says what an image shows; one that is only there to please says nothing.
    fn write_image(&mut self, image: &MarkdownImage) {
        if image.title != DECORATIVE_TITLE {
            self.line.extend(["[Image: ", &self.tokens.restore(&image.alt, ESCAPED_BRACES), "]"]);
        }
    }

    /// Writes block tags, each on a line of its own, which Handlebars takes away whole.
    fn write_tags(&mut self, html: &str) {
        let found: Vec<_> = self.tokens.find(html).filter(|token| token.is_standalone).collect();
        if found.is_empty() {
            return;
        }
        let tags: Vec<_> =
            found.iter().map(|token| self.tokens.restore(&html[token.start..token.end], ESCAPED_BRACES)).collect();
        if let Some(table) = &mut self.table {
            table.rows.extend(tags.into_iter().map(TableRow::Tags));
            return;
        }
        self.flush();
        self.write_link_list();
        self.blank_line();
        for tag in &tags {
            self.push_raw_line(tag);
        }
    }

    fn write_link_list(&mut self) {
        for (number, to) in std::mem::take(&mut self.links) {
            if self.counters.is_empty() {
                self.blank_line();
            }
            self.push_line(&format!("[{number}] {to}"));
            self.needs_blank_line = self.counters.is_empty() && self.links.is_empty();
        }
    }

    /// Ends a block.
    fn end_block(&mut self) {
        self.flush();
        self.depth = 0;
        self.needs_blank_line = true;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            self.push_line(line);
        }
    }

    fn blank_line(&mut self) {
        if std::mem::take(&mut self.needs_blank_line) && !self.out.is_empty() {
            let quote: String = self.line_prefixes.iter().copied().filter(|start| *start == "> ").collect();
            self.out.push_str(quote.trim_end());
            self.out.push('\n');
        }
    }

    fn push_raw_line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn push_line(&mut self, line: &str) {
        self.blank_line();
        let mut indents = self.indent.iter();
        let marker = self.marker.take();
        let items = self.indent.len();
        let mut item = 0;
        for start in &self.line_prefixes {
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
fn display_url(to: &str) -> String {
    let shown = guard_target(to).unwrap_or_default();
    match shown.strip_prefix("mailto:") {
        Some(mail) => mail.split('?').next().unwrap_or_default().to_owned(),
        None => shown,
    }
}
