//! What a rule is: an id, a severity, the words about it, the function that checks it, and how it reports.

use std::ops::Range;

use super::lint_document::LintDocument;
use crate::draft::{BlockKind, DocumentLink, NumberedList, TextBlock};
use crate::model::{Diagnostic, SETTINGS_FILE, Severity, SourceLocation};

/// Finds what a rule is about in a document.
pub type LintCheck = fn(&LintDocument<'_>) -> Vec<Diagnostic>;

/// A rule, as `check --explain` and `docs/checks.md` describe it.
#[derive(Debug, Clone, Copy)]
pub struct LintRule {
    /// The id, such as `date-weekday`; it never changes.
    pub id: &'static str,
    /// The severity of what it finds; the highest if there are several.
    pub severity: Severity,
    /// When the severity is another one, in words; empty if it is always the same.
    pub other_severity: &'static str,
    /// Whether no letter can be made while it blocks, so that it cannot be allowed.
    pub mandatory: bool,
    /// What it finds, as a sentence without a capital letter and a full stop.
    pub description: &'static str,
    /// What to do about it, in whole sentences.
    pub help: &'static str,
    /// A mistake and the same without it.
    pub example: RuleExample,
    /// The check; `None` where reading, composing or the dry run finds it.
    pub check: Option<LintCheck>,
}

/// A piece of a draft with a mistake, and the same piece without it.
#[derive(Debug, Clone, Copy)]
pub struct RuleExample {
    /// With the mistake.
    pub bad: &'static str,
    /// Without it.
    pub good: &'static str,
}

/// An id names one rule.
impl PartialEq for LintRule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for LintRule {}

impl LintRule {
    /// Makes a diagnostic at some words of a block.
    pub(super) fn diagnostic_at_text(
        &self,
        document: &LintDocument<'_>,
        block: &TextBlock,
        range: &Range<usize>,
        sentence: String,
    ) -> Diagnostic {
        let key = match block.kind {
            BlockKind::Subject => "subject",
            BlockKind::Preheader => "preheader",
            _ => {
                let start = block.source_offset(range.start);
                return self.diagnostic_at_byte(document, start, sentence);
            }
        };
        let word = block.text.get(range.clone()).unwrap_or_default();
        let (line, column) = document.draft.value_position(key, word);
        self.diagnostic(document, line, column, sentence)
    }

    /// Makes a diagnostic at a link.
    pub(super) fn diagnostic_at_link(
        &self,
        document: &LintDocument<'_>,
        link: &DocumentLink,
        sentence: String,
    ) -> Diagnostic {
        self.diagnostic_at_byte(document, link.start, sentence)
    }

    /// Makes a diagnostic at a list.
    pub(super) fn diagnostic_at_list(
        &self,
        document: &LintDocument<'_>,
        list: &NumberedList,
        sentence: String,
    ) -> Diagnostic {
        self.diagnostic_at_byte(document, list.start, sentence)
    }

    /// Makes a diagnostic at a key of the front matter.
    pub(super) fn diagnostic_at_key(&self, document: &LintDocument<'_>, key: &str, sentence: String) -> Diagnostic {
        Diagnostic {
            id: self.id,
            severity: self.severity,
            location: Some(document.draft.key_location(key)),
            message: sentence,
            help: None,
            suggestion: None,
        }
    }

    /// Makes a diagnostic at the settings.
    pub(super) fn diagnostic_at_settings(&self, sentence: String) -> Diagnostic {
        let location = Some(SourceLocation { file: SETTINGS_FILE.into(), line: 0, column: 0 });
        Diagnostic { id: self.id, severity: self.severity, location, message: sentence, help: None, suggestion: None }
    }

    /// Makes a diagnostic at a byte of the body.
    pub(super) fn diagnostic_at_byte(&self, document: &LintDocument<'_>, at: usize, sentence: String) -> Diagnostic {
        let (line, column) = document.body.line_and_column(at.min(document.draft.body.len()));
        self.diagnostic(document, document.draft.body_line_offset + line, column, sentence)
    }

    fn diagnostic(&self, document: &LintDocument<'_>, line: usize, column: usize, sentence: String) -> Diagnostic {
        let place = Some(SourceLocation { file: document.draft.file.clone(), line, column });
        Diagnostic {
            id: self.id,
            severity: self.severity,
            location: place,
            message: sentence,
            help: None,
            suggestion: None,
        }
    }
}
