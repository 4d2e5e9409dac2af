//! What a rule is: an id, a severity, the words about it, and the function that checks it.

use super::lint_document::LintDocument;
use crate::model::{Diagnostic, Severity};

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
