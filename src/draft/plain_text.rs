//! Writes the text part of a letter: what a person would type, one line per paragraph.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use unicode_width::UnicodeWidthStr as _;

use super::footnotes::{FootnoteNumbers, superscript};
use super::markdown::{ButtonLink, DECORATIVE_TITLE, MarkdownImage, parse_block_image, parse_buttons, parse_image};
use super::raw_html_events::{block_events, tag_event};
use super::text_lines::TextLines;
use super::text_links::{LinkNumbers, display_target};
use super::text_table::{TableRow, TextTable};
use crate::template::TagPlaceholders;
use crate::translation::Translator;

/// Braces that are no tag, in text.
const ESCAPED_BRACES: &str = "\\{{";

/// Writes the body as text with its tags back in place; `sections` are the places of the headings that are numbered.
/// Without `sentences`, links and images say no more than their address and their description.
pub(super) fn write_text(
    events: &[Event<'static>],
    sections: &[usize],
    tokens: &TagPlaceholders,
    sentences: Option<&Translator>,
) -> String {
    let mut writer = PlainTextWriter { sentences, ..PlainTextWriter::new(tokens) };
    for event in events {
        if let Event::Text(text) = event {
            writer.link_numbers.reserve(text);
        }
    }
    let mut at = 0;
    while at < events.len() {
        if let Some((buttons, length)) = parse_buttons(&events[at..]) {
            writer.write_buttons(&buttons);
            at += length;
        } else if let Some((image, length)) = parse_block_image(&events[at..]) {
            writer.write_block_image(&image);
            at += length;
        } else if let Some((image, length)) = parse_image(&events[at..]) {
            writer.write_image(&image);
            at += length;
        } else {
            writer.handle_event(&events[at]);
            if let Some(number) = sections.iter().position(|section| *section == at) {
                writer.line = format!("{}. ", number + 1);
            }
            at += 1;
        }
    }
    writer.write_link_list();
    writer.lines.out
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
    sentences: Option<&'t Translator>,
    lines: TextLines,
    /// What the line that is being written says so far.
    line: String,
    counters: Vec<Option<u64>>,
    /// Where in `line` the words of open links begin, and where they lead.
    open_links: Vec<(usize, String)>,
    /// Links whose targets are not listed yet.
    links: Vec<(usize, String)>,
    link_numbers: LinkNumbers,
    /// The block of raw HTML that is being gathered.
    html: Option<String>,
    /// What raw HTML opened.
    raw_tags: Vec<TagEnd>,
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
            sentences: None,
            lines: TextLines::default(),
            line: String::new(),
            counters: Vec::new(),
            open_links: Vec::new(),
            links: Vec::new(),
            link_numbers: LinkNumbers::default(),
            html: None,
            raw_tags: Vec::new(),
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
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(html),
                None => self.write_tags(html),
            },
            Event::InlineHtml(html) => tag_event(html).into_iter().for_each(|event| self.handle_raw_event(&event)),
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
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::BlockQuote(Some(_)) => self.write_separator(),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                let number = superscript(self.footnotes.number(label));
                self.line.push_str(&number);
                self.line.push(' ');
            }
            Tag::BlockQuote(None) => {
                self.flush();
                self.lines.blank_line();
                self.lines.line_prefixes.push("> ");
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.lines.line_prefixes.push("    ");
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
                self.lines.indent.push(marker.len());
                self.lines.line_prefixes.push("");
                self.lines.marker = Some(marker);
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(TextTable { alignments: alignments.clone(), rows: Vec::new() });
            }
            Tag::Strong => self.line.push('*'),
            Tag::Emphasis => self.line.push('_'),
            Tag::Strikethrough => self.line.push_str("[deleted: "),
            Tag::Link { dest_url, .. } => {
                self.open_links.push((self.line.len(), dest_url.to_string()));
            }
            _ => {}
        }
    }

    fn handle_end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_block(),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::BlockQuote(Some(_)) => self.write_separator(),
            TagEnd::BlockQuote(None) => {
                self.flush();
                self.lines.line_prefixes.pop();
                self.lines.needs_blank_line = true;
            }
            TagEnd::CodeBlock => {
                let code = std::mem::take(&mut self.line);
                for line in code.trim_end().split('\n') {
                    self.lines.push_line(line);
                }
                self.lines.line_prefixes.pop();
                self.lines.needs_blank_line = true;
            }
            TagEnd::List(_) => {
                self.flush();
                self.counters.pop();
                self.lines.needs_blank_line = self.counters.is_empty();
            }
            TagEnd::Item => {
                self.flush();
                self.lines.line_prefixes.pop();
                self.lines.indent.pop();
                self.lines.marker = None;
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
                    if is_tag { self.lines.push_raw_line(&line) } else { self.lines.push_line(&line) }
                }
                self.lines.needs_blank_line = true;
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
            self.lines.push_line(&rule.repeat(width));
        }
        self.lines.needs_blank_line = !rule.is_empty();
    }

    /// Ends a link: its target stands at the end of the section, or in place where a block might leave the link out.
    fn end_link(&mut self) {
        let Some((start, target)) = self.open_links.pop() else { return };
        let to = self.tokens.restore(&target, ESCAPED_BRACES);
        let words = self.line.get(start..).unwrap_or_default();
        let address = to.strip_prefix("mailto:").unwrap_or(&to);
        if words == to || words == address {
            return;
        }
        let shown = display_target(&target, self.tokens, ESCAPED_BRACES, self.sentences);
        if self.depth > 0 || self.table.is_some() {
            self.line.extend([" <", &shown, ">"]);
        } else {
            let number = self.link_numbers.next_number();
            self.line.extend([" [", &number.to_string(), "]"]);
            self.links.push((number, shown));
        }
    }

    /// Writes what raw HTML means; what it closes without having opened it, says nothing.
    fn handle_raw_event(&mut self, event: &Event<'static>) {
        match event {
            Event::Start(tag) => self.raw_tags.push(tag.to_end()),
            Event::End(TagEnd::Paragraph) if self.table.is_some() => return,
            Event::End(tag) if *tag != TagEnd::Paragraph => {
                let Some(at) = self.raw_tags.iter().rposition(|open| open == tag) else { return };
                self.raw_tags.remove(at);
            }
            _ => {}
        }
        self.handle_event(event);
    }

    fn end_html_block(&mut self) {
        let html = self.html.take().unwrap_or_default();
        for event in &block_events(&html) {
            self.handle_raw_event(event);
        }
        if !self.line.trim().is_empty() {
            self.end_block();
        }
    }

    /// Writes buttons, each on a line of its own.
    fn write_buttons(&mut self, buttons: &[ButtonLink<'_>]) {
        self.flush();
        for button in buttons {
            for event in button.words {
                self.handle_event(event);
            }
            let target = display_target(button.target, self.tokens, ESCAPED_BRACES, self.sentences);
            self.line.extend([": ", &target, "\n"]);
        }
        self.end_block();
    }

    /// Writes the line that sets a call-out apart.
    fn write_separator(&mut self) {
        self.flush();
        if !self.lines.out.trim_end().ends_with("* * *") {
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
            let alt = self.tokens.restore(&image.alt, ESCAPED_BRACES);
            let said = self.sentences.map(|sentences| sentences.say("image-text", &[("alt", &alt)]));
            self.line.push_str(&said.unwrap_or(alt));
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
        self.lines.blank_line();
        for tag in &tags {
            self.lines.push_raw_line(tag);
        }
    }

    fn write_link_list(&mut self) {
        for (number, to) in std::mem::take(&mut self.links) {
            if self.counters.is_empty() {
                self.lines.blank_line();
            }
            self.lines.push_line(&format!("[{number}] {to}"));
            self.lines.needs_blank_line = self.counters.is_empty() && self.links.is_empty();
        }
    }

    /// Ends a block.
    fn end_block(&mut self) {
        self.flush();
        self.depth = 0;
        self.lines.needs_blank_line = true;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            self.lines.push_line(line);
        }
    }
}
