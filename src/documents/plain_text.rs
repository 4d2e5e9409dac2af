//! Reads text files, as typed or as saved by another program.

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::blocks::{Block, BlockContent, Inline, InlineKind, Paragraph, ParagraphLook, SourceDocument, TextFormat};
use super::cleaning::is_typed_item;
use super::document_error::DocumentError;
use crate::model::is_short_line;

/// From which length on a line is a whole paragraph, in characters: no program breaks lines there.
const LONG_CHARS: usize = 120;

/// The width of a tab and of a space before a line, in twentieths of a point.
const TAB_WIDTH: i32 = 720;
const SPACE_WIDTH: i32 = TAB_WIDTH / 4;

/// Decodes a text file: by its byte order mark, as UTF-8, else as Windows-1252.
///
/// # Errors
/// Returns an error if it is no text.
pub(super) fn decode(bytes: &[u8]) -> Result<String, DocumentError> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8.decode(bytes).0,
        None => WINDOWS_1252.decode(bytes).0,
    };
    if text.contains('\0') {
        return Err(DocumentError::Unknown);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Reads the paragraphs of a text.
pub(super) fn read(text: &str) -> SourceDocument {
    let mut document = SourceDocument::default();
    let mut place = 0;
    for chunk in chunks(text) {
        for lines in parts(&chunk) {
            place += 1;
            if let Some(block) = paragraph(place, &lines) {
                document.blocks.push(block);
            }
        }
    }
    document
}

/// Returns the lines between empty ones.
fn chunks(text: &str) -> Vec<Vec<&str>> {
    let mut chunks = vec![Vec::new()];
    for line in text.split(['\n', '\u{c}']) {
        // The line before a signature.
        let is_empty = line.trim().is_empty() || line.trim_end() == "--";
        if is_empty {
            chunks.push(Vec::new());
        } else if let Some(chunk) = chunks.last_mut() {
            chunk.push(line);
        }
    }
    chunks.retain(|chunk| !chunk.is_empty());
    chunks
}

/// Splits a line with several bullets, as when a program ran the items together.
pub(super) fn split_bullets(line: &str) -> Vec<String> {
    const BULLETS: [char; 5] = ['•', '▪', '●', '■', '\u{f0b7}'];
    let bullet = line.trim_start().chars().next().filter(|first| BULLETS.contains(first));
    let Some(bullet) = bullet.filter(|bullet| line.matches(*bullet).count() > 2) else { return vec![line.to_owned()] };
    let items = line.split(bullet).map(str::trim).filter(|item| !item.is_empty());
    items.map(|item| format!("{bullet} {item}")).collect()
}

/// Splits lines into paragraphs and items.
fn parts<'t>(lines: &[&'t str]) -> Vec<Vec<&'t str>> {
    let is_item = |line: &str| is_typed_item(&[Inline::plain(line)]);
    let items = lines.iter().filter(|line| is_item(line)).count();
    let has_long = lines.iter().any(|line| line.chars().count() > LONG_CHARS);
    let mut parts: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        let begins = parts.is_empty() || has_long || (items > 0 && is_item(line));
        match parts.last_mut() {
            Some(part) if !begins => part.push(line),
            _ => parts.push(vec![line]),
        }
    }
    parts
}

fn paragraph(place: usize, lines: &[&str]) -> Option<Block> {
    let first = lines.first()?;
    if let [title, rule] = lines
        && let Some(rank) = underline_rank(rule)
    {
        let text = vec![Inline::plain(title.trim())];
        return Some(Block { place, content: BlockContent::Heading { rank, text } });
    }
    let is_item = is_typed_item(&[Inline::plain(*first)]);
    let keeps_lines = lines.len() > 1 && !is_item && lines.iter().all(|line| is_short_line(line));
    let mut text: Vec<Inline> = Vec::new();
    for line in lines {
        if text.is_empty() {
            text.push(Inline::plain(if is_item { line } else { line.trim() }));
        } else if keeps_lines {
            text.push(Inline { kind: InlineKind::Break, format: TextFormat::default() });
            text.push(Inline::plain(line.trim()));
        } else {
            text.push(Inline::plain(format!(" {}", line.trim())));
        }
    }
    let space = first.len() - first.trim_start().len();
    let indent = first.get(..space).unwrap_or_default().chars();
    let first_line = indent.map(|c| if c == '\t' { TAB_WIDTH } else { SPACE_WIDTH }).sum();
    // The sign's own white space is read with the sign.
    let look = ParagraphLook { first_line: if is_item { 0 } else { first_line }, size: 22, is_centered: false };
    Some(Block { place, content: BlockContent::Paragraph(Paragraph { text, look, item_level: None }) })
}

/// Returns the rank of a heading by the line of signs below it.
fn underline_rank(line: &str) -> Option<u8> {
    let line = line.trim();
    let is_of = |sign: char| line.chars().count() >= 3 && line.chars().all(|c| c == sign);
    if is_of('=') {
        Some(1)
    } else if is_of('-') || is_of('~') {
        Some(2)
    } else {
        None
    }
}
