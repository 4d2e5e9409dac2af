//! A draft as the rules read it, with what it is compared with.

use std::ops::Range;

use super::lint_context::LintContext;
use super::lint_rule::LintRule;
use crate::draft::{BlockKind, DocumentBody, DocumentLink, Draft, FIELD_PLACEHOLDER, NumberedList, TextBlock};
use crate::model::{Diagnostic, SourceLocation};

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

    /// Makes a diagnostic at some words of a block.
    pub(super) fn diagnostic_at_text(
        &self,
        rule: &LintRule,
        block: &TextBlock,
        range: &Range<usize>,
        sentence: String,
    ) -> Diagnostic {
        let key = match block.kind {
            BlockKind::Subject => "subject",
            BlockKind::Preheader => "preheader",
            _ => {
                let start = block.source_offset(range.start);
                return self.diagnostic_at_byte(rule, start, sentence);
            }
        };
        let word = block.text.get(range.clone()).unwrap_or_default();
        let (line, column) = self.draft.value_position(key, word);
        self.diagnostic(rule, line, column, sentence)
    }

    /// Makes a diagnostic at a link.
    pub(super) fn diagnostic_at_link(&self, rule: &LintRule, link: &DocumentLink, sentence: String) -> Diagnostic {
        self.diagnostic_at_byte(rule, link.start, sentence)
    }

    /// Makes a diagnostic at a list.
    pub(super) fn diagnostic_at_list(&self, rule: &LintRule, list: &NumberedList, sentence: String) -> Diagnostic {
        self.diagnostic_at_byte(rule, list.start, sentence)
    }

    /// Makes a diagnostic at a key of the front matter.
    pub(super) fn diagnostic_at_key(&self, rule: &LintRule, key: &str, sentence: String) -> Diagnostic {
        Diagnostic {
            id: rule.id,
            severity: rule.severity,
            location: Some(self.draft.key_location(key)),
            message: sentence,
            help: None,
        }
    }

    /// Makes a diagnostic at a byte of the body.
    pub(super) fn diagnostic_at_byte(&self, rule: &LintRule, at: usize, sentence: String) -> Diagnostic {
        let (line, column) = self.body.line_and_column(at.min(self.draft.body.len()));
        self.diagnostic(rule, self.draft.body_line_offset + line, column, sentence)
    }

    fn diagnostic(&self, rule: &LintRule, line: usize, column: usize, sentence: String) -> Diagnostic {
        let place = Some(SourceLocation { file: self.draft.file.clone(), line, column });
        Diagnostic { id: rule.id, severity: rule.severity, location: place, message: sentence, help: None }
    }
}

/// Returns how many characters a reader sees; a field counts as a first name.
pub(super) fn visible_chars(text: &str) -> usize {
    text.chars().map(|c| if c == FIELD_PLACEHOLDER { FIELD_CHARS } else { 1 }).sum()
}
