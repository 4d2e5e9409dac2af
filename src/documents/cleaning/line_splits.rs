//! Paragraphs whose lines are paragraphs or items of their own.

use super::typed_signs::{TypedSign, continues};
use crate::documents::blocks::{Block, BlockContent, Inline, InlineKind, Paragraph, is_blank};

/// Splits paragraphs at empty lines within them, and where their lines are typed items.
pub(super) fn split_paragraphs(blocks: &mut Vec<Block>) {
    let mut out = Vec::with_capacity(blocks.len());
    for block in std::mem::take(blocks) {
        match block.content {
            BlockContent::Paragraph(paragraph) if paragraph.text.iter().any(is_break) => {
                for part in split_at_empty_lines(&paragraph) {
                    split_typed_lines(part, block.place, &mut out);
                }
            }
            content => out.push(Block { place: block.place, content }),
        }
    }
    *blocks = out;
}

fn is_break(inline: &Inline) -> bool {
    inline.kind == InlineKind::Break
}

fn split_at_empty_lines(paragraph: &Paragraph) -> Vec<Paragraph> {
    let lines = lines_of(&paragraph.text);
    let mut parts: Vec<Vec<Vec<Inline>>> = vec![Vec::new()];
    for line in lines {
        if is_blank(&line) {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(line);
        }
    }
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|lines| Paragraph { text: join_lines(lines), ..paragraph.clone() }).collect()
}

/// Returns the lines of a text, without the breaks between them.
pub(super) fn lines_of(text: &[Inline]) -> Vec<Vec<Inline>> {
    text.split(is_break).map(<[Inline]>::to_vec).collect()
}

fn join_lines(lines: Vec<Vec<Inline>>) -> Vec<Inline> {
    let mut text: Vec<Inline> = Vec::new();
    for line in lines {
        if let Some(last) = text.last() {
            text.push(Inline { kind: InlineKind::Break, format: last.format.clone() });
        }
        text.extend(line);
    }
    text
}

/// Makes paragraphs of lines that begin with bullets or numbers, if they are a list.
fn split_typed_lines(paragraph: Paragraph, place: usize, out: &mut Vec<Block>) {
    let lines = lines_of(&paragraph.text);
    let signs: Vec<Option<TypedSign>> = lines.iter().map(|line| TypedSign::read(line)).collect();
    let marked: Vec<&TypedSign> = signs.iter().flatten().collect();
    let is_list = marked.windows(2).any(|pair| matches!(pair, [one, two] if continues(one, two)));
    let last = signs.iter().rposition(Option::is_some);
    let (true, Some(last)) = (is_list, last) else {
        out.push(Block { place, content: BlockContent::Paragraph(paragraph) });
        return;
    };
    let mut parts: Vec<Vec<Vec<Inline>>> = Vec::new();
    let mut has_item = false;
    for (at, line) in lines.into_iter().enumerate() {
        let is_item = signs.get(at).is_some_and(Option::is_some);
        let is_indented = line.first().is_some_and(|first| first.words().starts_with([' ', '\t', '\u{a0}']));
        let goes_on = !is_item && (!has_item || at < last || (at > last && is_indented) || at > last + 1);
        match parts.last_mut() {
            Some(part) if goes_on => part.push(line),
            _ => parts.push(vec![line]),
        }
        has_item |= is_item;
    }
    for part in parts {
        let paragraph = Paragraph { text: join_lines(part), ..paragraph.clone() };
        out.push(Block { place, content: BlockContent::Paragraph(paragraph) });
    }
}
