//! Cleans the Markdown of a draft that holds pasted text, and leaves everything else as it is.

use super::blocks::{Block, BlockContent, Inline, SourceDocument};
use super::cleaning::{clean_line, is_typed_item, make_lists, shows_list};
use super::markdown_writer::write_raw_markdown;
use super::plain_text;
use super::{ChangeKind, CleanDocument, DocumentChange};
use crate::model::{is_prose, is_short_line};

/// How the lines begin that are Markdown of another kind than a paragraph.
const MARKDOWN_STARTS: [&str; 9] = ["#", "|", ">", "<", "![", "[^", "{{#", "{{/", "{{else"];

/// Lines between empty ones, and where the first of them is.
struct MarkdownChunk<'m> {
    first: usize,
    lines: Vec<&'m str>,
}

impl MarkdownChunk<'_> {
    /// Returns the line behind it.
    fn end(&self) -> usize {
        self.first + self.lines.len()
    }
}

/// Cleans the body of a draft: typed bullets and numbers become lists, indented paragraphs and single line breaks
/// ordinary ones, merge fields fields, and invisible characters go.
#[must_use]
pub fn clean_markdown(body: &str) -> CleanDocument {
    let mut cleaner = MarkdownCleaner::default();
    let body = cleaner.clean_characters(body);
    let chunks = chunks(&body);
    let mut at = 0;
    let mut below_list = false;
    while let Some(chunk) = chunks.get(at) {
        let typed: Vec<&MarkdownChunk<'_>> = chunks.iter().skip(at).take_while(|chunk| is_typed(chunk)).collect();
        let lines = typed.iter().flat_map(|chunk| &chunk.lines).flat_map(|line| plain_text::split_bullets(line));
        let lines: Vec<String> = lines.collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        if !typed.is_empty() && shows_list(&lines) {
            cleaner.write_list(chunk.first, typed.last().map_or(chunk.first, |last| last.end()), &lines);
            at += typed.len();
            // What is indented below it was code, and no part of an item.
            below_list = false;
            continue;
        }
        cleaner.write_chunk(chunk, below_list);
        let is_indented = chunk.lines.iter().all(|line| is_indented(line));
        below_list = chunk.lines.first().is_some_and(|line| is_item(line)) || (below_list && is_indented);
        at += 1;
    }
    cleaner.finish(&body)
}

/// Cleans a file in Markdown; its front matter is left out.
pub(super) fn read(text: &str) -> CleanDocument {
    let body = without_front_matter(text);
    let mut clean = clean_markdown(body.trim_start_matches('\n'));
    if body.len() < text.len() {
        clean.changes.insert(0, DocumentChange::new(ChangeKind::PageContent, 0, "the front matter was left out"));
    }
    if !clean.markdown.ends_with('\n') {
        clean.markdown.push('\n');
    }
    clean
}

/// Returns what is below the front matter: lines that begin with a key, between two of three hyphens.
fn without_front_matter(text: &str) -> &str {
    let split = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let is_key = |line: &str| {
        let name = line.split_once(':').map_or("", |(name, _)| name);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let is_part = |line: &str| line.is_empty() || line.starts_with([' ', '\t', '#', '-']) || is_key(line);
    match split {
        Some((head, body)) if head.lines().next().is_some_and(is_key) && head.lines().all(is_part) => body,
        _ => text,
    }
}

/// Writes the cleaned body.
#[derive(Default)]
struct MarkdownCleaner {
    out: String,
    changes: Vec<DocumentChange>,
    /// Changes of characters in lines that are not written yet, by their lines in the body.
    pending: Vec<DocumentChange>,
}

impl MarkdownCleaner {
    fn line(&self) -> usize {
        self.out.matches('\n').count() + 1
    }

    fn tell(&mut self, kind: ChangeKind, near: &str, message: &str) {
        let mut change = DocumentChange::new(kind, 0, message);
        change.line = Some(self.line());
        change.near = super::document_change::first_words(near);
        self.changes.push(change);
    }

    /// Cleans characters and merge fields outside of code.
    fn clean_characters(&mut self, body: &str) -> String {
        let mut out = String::with_capacity(body.len());
        let mut fence: Option<&str> = None;
        let mut number = 1;
        for (at, line) in body.split('\n').enumerate() {
            if at > 0 {
                out.push('\n');
                number += 1;
            }
            let is_fence = fence_of(line);
            if fence.is_some() || is_fence.is_some() {
                fence = match (fence, is_fence) {
                    (None, found) => found,
                    (Some(open), Some(found)) if open == found => None,
                    (open, _) => open,
                };
                out.push_str(line);
                continue;
            }
            let (clean, changes) = clean_line(line);
            for mut change in changes {
                change.line = Some(number);
                change.near = super::document_change::first_words(&clean);
                self.pending.push(change);
            }
            number += clean.matches('\n').count();
            out.push_str(&clean);
        }
        out
    }

    /// Opens a chunk whose lines in the body are `from` to the one before `to`.
    fn open_chunk(&mut self, from: usize, to: usize) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let written = self.line();
        let is_here = |change: &mut DocumentChange| change.line.is_some_and(|line| (from..to).contains(&line));
        for mut change in self.pending.extract_if(.., is_here) {
            change.line = change.line.map(|line| line - from + written);
            self.changes.push(change);
        }
    }

    fn write_lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn write_chunk(&mut self, chunk: &MarkdownChunk<'_>, below_list: bool) {
        self.open_chunk(chunk.first, chunk.end());
        let lines = &chunk.lines;
        let text = lines.join(" ");
        if !below_list && lines.iter().all(|line| is_indented(line)) && is_prose(&text) {
            self.tell(ChangeKind::IndentedText, &text, "an indented paragraph is no code");
            let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
            self.write_paragraph(&lines);
        } else if is_paragraph(lines) && !lines.iter().any(|line| is_indented(line)) {
            self.write_paragraph(lines);
        } else {
            self.write_lines(lines);
        }
    }

    /// Writes a paragraph; its lines are kept apart if they are those of an address or a signature.
    fn write_paragraph(&mut self, lines: &[&str]) {
        let greets = lines.first().is_some_and(|first| {
            let first = first.trim();
            is_short_line(first) && first.starts_with("Dear ") && first.ends_with([',', ':'])
        });
        if let (true, Some((first, rest))) = (greets && lines.len() > 1, lines.split_first()) {
            self.tell(ChangeKind::LineBreak, first, "the salutation became a paragraph of its own");
            self.write_lines(&[first, ""]);
            self.write_paragraph(rest);
            return;
        }
        let last = lines.len().saturating_sub(1);
        if !runs_together(lines) {
            self.write_lines(lines);
            return;
        }
        self.tell(ChangeKind::LineBreak, &lines.join(" "), "lines that ran together were kept apart");
        for (at, line) in lines.iter().enumerate() {
            let end = if at < last { "\\\n" } else { "\n" };
            self.out.push_str(line.trim_end());
            self.out.push_str(end);
        }
    }

    /// Writes typed items as a list.
    fn write_list(&mut self, first: usize, end: usize, lines: &[&str]) {
        self.open_chunk(first, end);
        let source = plain_text::read(&lines.join("\n"));
        let mut document = SourceDocument { blocks: source.blocks, ..SourceDocument::default() };
        let mut changes = Vec::new();
        make_lists(&mut document.blocks, &mut changes);
        let above = self.line() - 1;
        let written = write_raw_markdown(&document);
        for mut change in changes {
            let near = document.blocks.iter().find(|block| block.place == change.paragraph).map(words_of);
            change.near = super::document_change::first_words(&near.unwrap_or_default());
            change.line = Some(written.lines.get(&change.paragraph).map_or(first, |line| line + above));
            change.paragraph = 0;
            self.changes.push(change);
        }
        self.out.push_str(&written.text);
    }

    fn finish(mut self, body: &str) -> CleanDocument {
        // The body keeps the empty lines around it.
        let start = body.len() - body.trim_start_matches('\n').len();
        let mut markdown = "\n".repeat(start) + &self.out;
        if !body.ends_with('\n') {
            markdown.truncate(markdown.trim_end_matches('\n').len());
        }
        for change in &mut self.changes {
            change.line = change.line.map(|line| line + start);
        }
        // Nothing is left of a line that had only characters that nobody sees.
        self.changes.extend(self.pending.into_iter().map(|change| DocumentChange { line: None, ..change }));
        self.changes.sort_by_key(|change| change.line);
        CleanDocument { markdown, pictures: Vec::new(), changes: self.changes }
    }
}

fn words_of(block: &Block) -> String {
    match &block.content {
        BlockContent::Item(item) => super::blocks::plain_words(&item.text),
        BlockContent::Paragraph(paragraph) => super::blocks::plain_words(&paragraph.text),
        _ => String::new(),
    }
}

/// Returns the chunks of a body; code between fences is one.
fn chunks(body: &str) -> Vec<MarkdownChunk<'_>> {
    let mut chunks: Vec<MarkdownChunk<'_>> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut is_open = false;
    for (number, line) in body.split('\n').enumerate() {
        let found = fence_of(line);
        let was_fenced = fence.is_some();
        fence = match (fence, found) {
            (None, found) => found,
            (Some(open), Some(found)) if open == found => None,
            (open, _) => open,
        };
        if line.trim().is_empty() && !was_fenced {
            is_open = false;
            continue;
        }
        match chunks.last_mut() {
            Some(chunk) if is_open => chunk.lines.push(line),
            _ => chunks.push(MarkdownChunk { first: number + 1, lines: vec![line] }),
        }
        is_open = true;
    }
    chunks
}

fn fence_of(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence))
}

fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t')
}

/// Returns whether a line is an item of a list in Markdown.
fn is_item(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line.get(digits..).unwrap_or_default();
    (digits == 0 && ["- ", "* ", "+ "].iter().any(|sign| behind.starts_with(sign)))
        || ((1..=9).contains(&digits) && (behind.starts_with(". ") || behind.starts_with(") ")))
}

/// Returns whether lines are a paragraph, and nothing else of Markdown.
fn is_paragraph(lines: &[&str]) -> bool {
    lines.iter().all(|line| {
        let start = line.trim_start();
        let is_rule = start.trim_end().chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | ' '));
        !is_item(line)
            && !is_rule
            && !MARKDOWN_STARTS.iter().any(|sign| start.starts_with(sign))
            && fence_of(line).is_none()
    })
}

/// Returns whether a chunk has items that were typed with other signs than those of Markdown.
fn is_typed(chunk: &MarkdownChunk<'_>) -> bool {
    let typed = |line: &&str| is_typed_item(&[Inline::plain(*line)]);
    is_paragraph(&chunk.lines) && chunk.lines.iter().any(typed)
}

/// Returns whether lines are short, and each begins like a name, a house or a place.
fn runs_together(lines: &[&str]) -> bool {
    let begins = |line: &&str| {
        line.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '{' | '+' | '*'))
    };
    let has_break = |line: &&str| line.ends_with('\\') || line.ends_with("  ");
    lines.len() > 1
        && lines.iter().all(|line| is_short_line(line))
        && lines.iter().skip(1).all(begins)
        && !lines.iter().take(lines.len() - 1).all(has_break)
        && !lines.iter().any(has_break)
}

#[cfg(test)]
mod tests {
    use super::{clean_markdown, read};
    use crate::documents::ChangeKind;

    #[test]
    fn pasted_text_becomes_markdown() {
        for (pasted, clean) in [
            ("We bring\n\n• tea\n• cake\n", "We bring\n\n- tea\n- cake\n"),
            ("• **tea** [a](https://a.example)\n\n• cake\n", "- **tea** [a](https://a.example)\n- cake\n"),
            ("We bring\n(1) tea\n(2) cake\n\nThanks.\n", "We bring\n\n1. tea\n2. cake\n\nThanks.\n"),
            ("• tea • cake • milk\n", "- tea\n- cake\n- milk\n"),
            (
                "We met.\n\n    Six of us had never been there before today.\n",
                "We met.\n\nSix of us had never been there before today.\n",
            ),
            ("The town hall\n1 Example Street\nExampleton\n", "The town hall\\\n1 Example Street\\\nExampleton\n"),
            (
                "Dear friend,\nwe met in the town hall and were many.\n",
                "Dear friend,\n\nwe met in the town hall and were many.\n",
            ),
            ("Dear «First_Name»,\n", "Dear {{first_name}},\n"),
            ("soft\u{ad}ly\u{200b}\n", "softly\n"),
        ] {
            assert_eq!(clean_markdown(pasted).markdown, clean);
            assert!(!clean_markdown(pasted).changes.is_empty(), "{pasted}");
            assert_eq!(clean_markdown(clean).markdown, clean, "again");
        }
    }

    #[test]
    fn changes_of_characters_have_the_lines_of_the_result() {
        let clean = clean_markdown("\n• tea\n• cake\n\n\n\u{200b}\n\nDear «First_Name»,\nwe met in the hall.\n");
        assert_eq!(clean.markdown, "\n- tea\n- cake\n\nDear {{first_name}},\n\nwe met in the hall.\n");
        let line = |kind| clean.changes.iter().find(|change| change.kind == kind).map(|change| change.line);
        assert_eq!(line(ChangeKind::MergeField), Some(Some(5)));
        assert_eq!(line(ChangeKind::TypedList), Some(Some(2)));
        assert_eq!(line(ChangeKind::Character), Some(None));
    }

    #[test]
    fn front_matter_is_left_out_and_told() {
        let file = read("---\ntitle: Tea\ntags:\n  - a\n---\n\n## Tea\n\n- a\n\n  more of *a*");
        assert_eq!(file.markdown, "## Tea\n\n- a\n\n  more of *a*\n");
        assert_eq!(file.changes.len(), 1);
        for body in ["---\n\nNote: we met.\n\n---\n\nMuch.\n", "---\nWe met: all of us.\n\n---\nMuch.\n"] {
            assert_eq!(read(body).markdown, body);
        }
    }

    #[test]
    fn clean_markdown_stays_as_it_is() {
        for markdown in [
            "# A\n\nWe met.\nAll of us came, and stayed until the evening.\n\n- a\n\n    more of a\n\n1. b\n",
            "```\n• a\n• b\n```\n\n    let a = b;\n",
            "| a | b |\n| --- | --- |\n| • c | d |\n",
            "{{#if town}}\nCome to {{town}}.\n{{/if}}\n\n> • a\n> • b\n",
            "With best wishes,\\\nthe chair\n",
            "17. May is the day.\n\n– so much for now.\n",
            "\n\nText\n\n\n",
        ] {
            let clean = clean_markdown(markdown);
            assert!(clean.changes.is_empty(), "{markdown}: {:?}", clean.changes);
        }
    }
}
