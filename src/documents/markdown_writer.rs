//! Writes blocks as the Markdown of a draft, so that the draft's parser reads the same blocks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::blocks::{Block, BlockContent, Inline, InlineKind, ItemMark, ListItem, SourceDocument, TableCell};
use super::emphasis::EmphasisWriter;
use super::markdown_escapes::escape_line_starts;

/// The most levels of a list: a draft has no more.
const MAX_LEVEL: usize = 8;

/// The largest number of an item that Markdown has.
const MAX_NUMBER: u32 = 999_999_999;

/// A letter in Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WrittenMarkdown {
    pub(super) text: String,
    /// The line at which each paragraph of the document begins, by its place; both from 1.
    pub(super) lines: BTreeMap<usize, usize>,
}

/// Writes a document; `names` are the names of its pictures.
pub(super) fn write_markdown(document: &SourceDocument, names: &[String]) -> WrittenMarkdown {
    let mut writer = MarkdownWriter { document, names, note_order: Vec::new(), lines: BTreeMap::new(), is_raw: false };
    let mut text = writer.write_blocks(&document.blocks, Some(0));
    let mut at = 0;
    while let Some(index) = writer.note_order.get(at).copied() {
        at += 1;
        let blocks = document.notes.get(index).map_or(&[][..], Vec::as_slice);
        let note = writer.write_blocks(blocks, None);
        let note = indent_lines(note.trim_end(), "    ");
        let _ = write!(text, "\n[^{at}]: {}\n", note.trim_start());
    }
    let text = text.trim_start_matches('\n').to_owned();
    WrittenMarkdown { text, lines: writer.lines }
}

/// Writes blocks whose words are Markdown already.
pub(super) fn write_raw_markdown(document: &SourceDocument) -> WrittenMarkdown {
    let mut writer =
        MarkdownWriter { document, names: &[], note_order: Vec::new(), lines: BTreeMap::new(), is_raw: true };
    let text = writer.write_blocks(&document.blocks, Some(0));
    WrittenMarkdown { text, lines: writer.lines }
}

struct MarkdownWriter<'d> {
    document: &'d SourceDocument,
    names: &'d [String],
    /// The notes in the order of their references.
    note_order: Vec<usize>,
    lines: BTreeMap<usize, usize>,
    /// Whether the words are Markdown already.
    is_raw: bool,
}

/// A list that is written.
struct WrittenList {
    mark: ItemMark,
    /// Behind the number, or the bullet itself.
    sign: char,
    /// How far the words of its items are indented.
    width: usize,
}

impl MarkdownWriter<'_> {
    /// Writes blocks; `first_line` is the number of lines above them, if lines are noted.
    fn write_blocks(&mut self, blocks: &[Block], first_line: Option<usize>) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            if !out.is_empty() {
                out.push('\n');
            }
            if let Some(first) = first_line {
                let line = first + out.matches('\n').count() + 1;
                self.lines.entry(block.place).or_insert(line);
            }
            let length = if matches!(block.content, BlockContent::Item(_)) {
                let in_list = |block: &Block| match &block.content {
                    BlockContent::Item(_) => true,
                    BlockContent::Paragraph(paragraph) => paragraph.item_level.is_some(),
                    _ => false,
                };
                let length = blocks.iter().skip(at).take_while(|block| in_list(block)).count();
                let above = first_line.map(|first| first + out.matches('\n').count());
                out.push_str(&self.write_list(blocks.get(at..at + length).unwrap_or_default(), above));
                length
            } else {
                out.push_str(&self.write_block(block));
                1
            };
            at += length;
        }
        out
    }

    fn write_block(&mut self, block: &Block) -> String {
        match &block.content {
            BlockContent::Heading { rank, text } => {
                let words = self.write_inlines(text).replace('\n', " ");
                // A `#` at the end would be taken for the heading's own.
                let words = if words.ends_with('#') { format!("{}\\#", &words[..words.len() - 1]) } else { words };
                format!("{} {words}\n", "#".repeat(usize::from(*rank)))
            }
            BlockContent::Paragraph(paragraph) => format!("{}\n", self.write_text(&paragraph.text)),
            BlockContent::Item(_) => self.write_list(std::slice::from_ref(block), None),
            BlockContent::Table(rows) => self.write_table(rows),
            BlockContent::Quotation(inner) => {
                let inner = self.write_blocks(inner, None);
                let lines = inner.trim_end().lines();
                lines.map(|line| if line.is_empty() { ">\n".to_owned() } else { format!("> {line}\n") }).collect()
            }
            BlockContent::Code(text) => {
                let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
                format!("{fence}\n{}\n{fence}\n", text.trim_end_matches('\n').replace("{{", "\\{{"))
            }
            BlockContent::Rule => "---\n".to_owned(),
        }
    }

    fn write_list(&mut self, blocks: &[Block], above: Option<usize>) -> String {
        let mut out = String::new();
        let mut open: Vec<WrittenList> = Vec::new();
        for block in blocks {
            let note = |lines: &mut BTreeMap<usize, usize>, out: &str| {
                if let Some(above) = above {
                    lines.entry(block.place).or_insert(above + out.matches('\n').count() + 1);
                }
            };
            match &block.content {
                BlockContent::Item(item) => {
                    let indent = begin_item(item, &mut open, &mut out);
                    note(&mut self.lines, &out);
                    let width = open.last().map_or(0, |list| list.width);
                    let sign = open.last().map_or_else(String::new, written_sign);
                    let words = indent_lines(&self.write_text(&item.text), &" ".repeat(width));
                    let _ = writeln!(out, "{}{sign}{}", " ".repeat(indent), words.trim_start());
                }
                BlockContent::Paragraph(paragraph) => {
                    open.truncate(paragraph.item_level.unwrap_or(0) + 1);
                    let width = open.last().map_or(0, |list| list.width);
                    out.push('\n');
                    note(&mut self.lines, &out);
                    let words = indent_lines(&self.write_text(&paragraph.text), &" ".repeat(width));
                    let _ = writeln!(out, "{words}");
                }
                _ => {}
            }
        }
        out
    }

    fn write_table(&mut self, rows: &[Vec<TableCell>]) -> String {
        let mut out = String::new();
        for (at, row) in rows.iter().enumerate() {
            out.push('|');
            for cell in row {
                let words = self.write_cell(cell);
                out.extend([if words.is_empty() { "" } else { " " }, &words, " |"]);
            }
            out.push('\n');
            if at == 0 {
                let _ = writeln!(out, "|{}", " --- |".repeat(row.len()));
            }
        }
        out
    }

    /// Writes the paragraphs and lines of a cell, which has one line only.
    fn write_cell(&mut self, cell: &TableCell) -> String {
        let mut words = String::new();
        for paragraph in cell {
            for line in paragraph.split(|inline| inline.kind == InlineKind::Break) {
                let line = self.write_inlines(line).replace('|', "\\|");
                if line.is_empty() {
                    continue;
                }
                if !words.is_empty() {
                    words.push_str(if words.ends_with(['.', ',', ';', ':', '!', '?']) { " " } else { "; " });
                }
                words.push_str(&line);
            }
        }
        words
    }

    fn write_text(&mut self, text: &[Inline]) -> String {
        let words = self.write_inlines(text);
        if self.is_raw { words } else { escape_line_starts(&words) }
    }

    fn write_inlines(&mut self, text: &[Inline]) -> String {
        for inline in text {
            if let InlineKind::Note(index) = inline.kind
                && !self.note_order.contains(&index)
            {
                self.note_order.push(index);
            }
        }
        EmphasisWriter { document: self.document, names: self.names, note_order: &self.note_order, is_raw: self.is_raw }
            .write(text)
    }
}

/// Opens and closes lists up to an item; returns how far its sign is indented.
fn begin_item(item: &ListItem, open: &mut Vec<WrittenList>, out: &mut String) -> usize {
    let level = item.level.min(open.len()).min(MAX_LEVEL);
    let before = if open.len() > level { open.drain(level..).next() } else { None };
    let indent = open.last().map_or(0, |list| list.width);
    let number = match item.mark {
        ItemMark::Number(number) => Some(number.min(MAX_NUMBER)),
        ItemMark::Bullet => None,
    };
    let goes_on = before.as_ref().is_some_and(|before| match (before.mark, number) {
        (ItemMark::Bullet, None) => true,
        (ItemMark::Number(last), Some(number)) => last.checked_add(1) == Some(number),
        _ => false,
    });
    let sign = match (&before, number) {
        (Some(before), _) if goes_on => before.sign,
        // Another sign makes another list.
        (Some(before), Some(_)) => {
            if before.sign == '.' {
                ')'
            } else {
                '.'
            }
        }
        (Some(before), None) => {
            if before.sign == '-' {
                '*'
            } else {
                '-'
            }
        }
        (None, Some(_)) => '.',
        (None, None) => '-',
    };
    // A list that does not begin with 1 cannot follow a line of words.
    let needs_line = !goes_on && (before.is_some() || (!out.is_empty() && number.is_some_and(|number| number != 1)));
    if needs_line {
        out.push('\n');
    }
    let mark = number.map_or(ItemMark::Bullet, ItemMark::Number);
    let mut list = WrittenList { mark, sign, width: 0 };
    list.width = indent + written_sign(&list).len();
    open.push(list);
    indent
}

fn written_sign(list: &WrittenList) -> String {
    match list.mark {
        ItemMark::Bullet => format!("{} ", list.sign),
        ItemMark::Number(number) => format!("{number}{} ", list.sign),
    }
}

fn indent_lines(text: &str, indent: &str) -> String {
    let lines = text.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

fn longest_run(text: &str, sign: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == sign { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
