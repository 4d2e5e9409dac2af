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

    /// Returns the blocks of the letter itself.
    pub(super) fn body_blocks(&self) -> impl Iterator<Item = (usize, &'d TextBlock)> + use<'d> {
        self.blocks.iter().enumerate().skip(2)
    }
}

/// Returns how many characters a reader sees; a field counts as a first name.
pub(super) fn visible_chars(text: &str) -> usize {
    text.chars().map(|c| if c == FIELD_PLACEHOLDER { FIELD_CHARS } else { 1 }).sum()
}
