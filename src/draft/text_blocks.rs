//! What a draft's text consists of: blocks of words, links and numbered lists.

use std::ops::Range;

use crate::template::{self, TagRole, TemplateSource, TemplateTag};

/// Stands in the text of a block where a field will be.
pub const FIELD_PLACEHOLDER: char = '\u{fffc}';

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The subject.
    Subject,
    /// The line behind the subject in the inbox.
    Preheader,
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// A paragraph outside of lists.
    Paragraph,
    /// Text of a list's item.
    ListItem,
    /// A cell of a table.
    TableCell,
    /// Code, HTML or a rule: not words of the letter.
    Other,
}

/// Words that belong together.
#[derive(Debug, Clone)]
pub struct TextBlock {
    /// What the block is.
    pub kind: BlockKind,
    /// The words without Markdown signs; lines end in LF.
    pub text: String,
    /// Whether the block is part of a quotation.
    pub quoted: bool,
    /// For each byte of the text, its place in the source of the body.
    pub(super) byte_offsets: Vec<usize>,
    /// The byte of the body at which it begins.
    pub(super) start: usize,
}

/// A link or an image.
#[derive(Debug, Clone)]
pub struct DocumentLink {
    /// The target, with its tags.
    pub target: String,
    /// The link text or the image's alternative text.
    pub text: String,
    /// Whether it is an image.
    pub is_image: bool,
    /// Whether it is an address between `<` and `>`.
    pub is_autolink: bool,
    /// The index of the block that it is in.
    pub block: usize,
    /// The link text in the block, in bytes.
    pub range: Range<usize>,
    /// The byte of the body at which it begins.
    pub start: usize,
}

/// A numbered list.
#[derive(Debug, Clone)]
pub struct NumberedList {
    /// The number of its first item.
    pub first_number: u64,
    /// How many items it has.
    pub items: usize,
    /// The bytes of the body at which its items begin.
    pub item_starts: Vec<usize>,
    /// The index of the first block in it.
    pub block: usize,
    /// The byte of the body at which it begins.
    pub start: usize,
}

impl TextBlock {
    /// Returns the byte of the body at which a byte of the text stands.
    #[must_use]
    pub fn source_offset(&self, at: usize) -> usize {
        self.byte_offsets.get(at).copied().unwrap_or(self.start)
    }

    /// Makes a block of a key's value; an empty one if its tags cannot be read.
    pub(super) fn of_key(kind: BlockKind, source: Result<&TemplateSource, &template::Error>) -> Self {
        let text = source.map(visible_text).unwrap_or_default();
        Self { kind, text, quoted: false, byte_offsets: Vec::new(), start: 0 }
    }
}

/// Returns whether a tag prints something.
pub(super) fn is_printing(tag: &TemplateTag) -> bool {
    matches!(tag.role, TagRole::Value | TagRole::Escaped)
}

/// Returns a source with a placeholder for each tag that prints something, and without the other tags.
fn visible_text(source: &TemplateSource) -> String {
    let mut out = String::new();
    let mut from = 0;
    for tag in source.tags() {
        out.push_str(&source.text()[from..tag.start]);
        if is_printing(tag) {
            out.push(FIELD_PLACEHOLDER);
        }
        from = tag.end;
    }
    out.push_str(&source.text()[from..]);
    out
}
