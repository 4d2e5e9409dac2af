//! A draft as the rules read it, with what it is compared with.

use super::lint_context::LintContext;
use crate::draft::{BlockKind, DocumentBody, DocumentLink, Draft, FIELD_PLACEHOLDER, NumberedList, TextBlock};

/// How many characters a field counts for: a first name.
const FIELD_CHARS: usize = 6;

/// A draft as the rules read it.
pub struct LintDocument<'d> {
    pub(super) draft: &'d Draft,
    pub(super) context: &'d LintContext,
    pub(super) body: &'d DocumentBody,
    pub(super) blocks: &'d [TextBlock],
    pub(super) links: &'d [DocumentLink],
    pub(super) numbered_lists: &'d [NumberedList],
}

impl<'d> LintDocument<'d> {
    /// Takes a draft; `None` if its tags cannot be read, which composing it reports.
    pub(super) fn new(draft: &'d Draft, context: &'d LintContext) -> Option<Self> {
        let body = draft.document.readable_body()?;
        let (blocks, links, numbered_lists) = (&body.blocks, &body.links, &body.numbered_lists);
        Some(Self { draft, context, body, blocks, links, numbered_lists })
    }

    /// Returns the text of the subject or the preheader.
    pub(super) fn text_of(&self, kind: BlockKind) -> &'d str {
        self.blocks.iter().find(|block| block.kind == kind).map_or("", |block| block.text.trim())
    }

    /// Returns the links and images of a block.
    pub(super) fn links_in(&self, block: usize) -> &'d [DocumentLink] {
        let from = self.links.partition_point(|link| link.block < block);
        let to = self.links.partition_point(|link| link.block <= block);
        self.links.get(from..to).unwrap_or_default()
    }

    /// Returns whether a place in a block is within the words of a link.
    pub(super) fn is_linked(&self, block: usize, at: usize) -> bool {
        let links = self.links_in(block);
        let next = links.partition_point(|link| link.range.end <= at);
        links.get(next).is_some_and(|link| link.range.contains(&at))
    }

    /// Returns whether a sign of a block's text is written as it is, without a backslash and not as an entity.
    pub(super) fn is_literal(&self, block: &TextBlock, at: usize) -> bool {
        let source = self.draft.body.as_bytes();
        let start = block.source_offset(at);
        let same = source.get(start) == block.text.as_bytes().get(at);
        same && (start == 0 || source.get(start - 1) != Some(&b'\\'))
    }

    /// Returns the blocks of the letter itself.
    pub(super) fn body_blocks(&self) -> impl Iterator<Item = (usize, &'d TextBlock)> + use<'d> {
        self.blocks.iter().enumerate().skip(2)
    }
}

/// Returns how many characters a reader sees; a field counts as a first name.
pub(super) fn visible_chars(text: &str) -> usize {
    text.chars().map(|c| if c == FIELD_PLACEHOLDER { FIELD_CHARS } else { 1 }).sum()
}
