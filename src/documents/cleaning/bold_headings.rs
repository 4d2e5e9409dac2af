//! Makes headings of bold lines.

use crate::documents::blocks::{
    BOLD_RANK, Block, BlockContent, Inline, InlineKind, Paragraph, TITLE_RANK, plain_words,
};
use crate::documents::{ChangeKind, DocumentChange};

/// The longest heading, in characters.
const MAX_CHARS: usize = 80;

/// From which size on a bold line is larger than the rest, in half points; the usual words have 22.
const LARGE_SIZE: u32 = 26;

/// Makes headings of bold lines that stand alone and have something below them.
pub(super) fn make_headings(blocks: &mut [Block], changes: &mut Vec<DocumentChange>) {
    let is_candidate: Vec<bool> = blocks.iter().map(is_bold_line).collect();
    let paragraphs = blocks.iter().filter(|block| matches!(block.content, BlockContent::Paragraph(_))).count();
    let bold = is_candidate.iter().filter(|is| **is).count();
    // Where most is bold, bold tells nothing.
    if bold > 3 && bold * 3 > paragraphs * 2 {
        return;
    }
    let last = is_candidate.iter().rposition(|is| !is);
    let first_heading = blocks.iter().position(|block| matches!(block.content, BlockContent::Heading { .. }));
    let mut is_first = true;
    for (at, block) in blocks.iter_mut().enumerate() {
        if !is_candidate.get(at).is_some_and(|is| *is) || last.is_none_or(|last| at > last) {
            continue;
        }
        let BlockContent::Paragraph(Paragraph { text, look, .. }) = &mut block.content else { continue };
        let words = plain_words(text);
        let is_upper = !words.chars().any(char::is_lowercase) && words.chars().any(char::is_uppercase);
        let is_large = look.size >= LARGE_SIZE || look.is_centered || is_upper;
        let is_title = is_first && is_large && first_heading.is_none_or(|first| at < first);
        is_first = false;
        let mut text = std::mem::take(text);
        for inline in &mut text {
            inline.format.bold = false;
        }
        let rank = if is_title { TITLE_RANK } else { BOLD_RANK };
        block.content = BlockContent::Heading { rank, text };
        changes.push(DocumentChange::new(ChangeKind::BoldHeading, block.place, "a bold line became a heading"));
    }
}

fn is_bold_line(block: &Block) -> bool {
    let BlockContent::Paragraph(paragraph) = &block.content else { return false };
    if paragraph.item_level.is_some() {
        return false;
    }
    let is_bold = |inline: &Inline| match &inline.kind {
        InlineKind::Text(text) => inline.format.bold || text.trim().is_empty(),
        InlineKind::Note(_) => true,
        InlineKind::Field(_) => inline.format.bold,
        InlineKind::Break | InlineKind::Picture(_) => false,
    };
    let words = plain_words(&paragraph.text);
    let words = words.trim();
    words.chars().any(char::is_alphabetic)
        && words.chars().count() <= MAX_CHARS
        && !words.ends_with(['.', ',', ';', ':', '!', '?'])
        && paragraph.text.iter().all(is_bold)
}
