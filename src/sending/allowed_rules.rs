//! Decides whether blocking diagnostics stop a sending, and which of them the operator may override.

use std::collections::BTreeMap;

use crate::lint::{self, LintRule};
use crate::model::{Diagnostic, Severity};

/// The lint rules that may be violated this time; each is one that blocks and can be overridden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedRules {
    ids: Vec<&'static str>,
    reasons: BTreeMap<&'static str, String>,
}

/// Why a rule cannot be allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowError {
    /// There is no rule with this id.
    #[error("there is no check `{0}`")]
    UnknownRule(String),
    /// No copy can be made while the rule is violated.
    #[error("`{}` cannot be overridden", .0.id)]
    Mandatory(&'static LintRule),
    /// The rule never blocks.
    #[error("`{}` does not block sending", .0.id)]
    NotBlocking(&'static LintRule),
}

/// Diagnostics that stop a sending.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("checks block sending: {}", .rules.join(", "))]
pub struct BlockedError {
    /// The ids of the rules that block, most severe first.
    pub rules: Vec<&'static str>,
    /// Whether all of them can be overridden.
    pub overridable: bool,
}

impl AllowedRules {
    /// Looks up the rules by their ids.
    ///
    /// # Errors
    /// A rule does not exist, cannot be overridden, or never blocks.
    pub fn new<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<Self, AllowError> {
        let mut allowed = Vec::new();
        for id in ids {
            let rule = lint::find_rule(id).ok_or_else(|| AllowError::UnknownRule(id.to_owned()))?;
            if rule.mandatory {
                return Err(AllowError::Mandatory(rule));
            }
            if rule.severity < Severity::Block {
                return Err(AllowError::NotBlocking(rule));
            }
            allowed.push(rule.id);
        }
        Ok(Self { ids: allowed, reasons: BTreeMap::new() })
    }

    /// Adds why a rule is allowed, in somebody's words; it is stored with the issue.
    #[must_use]
    pub fn with_reason(mut self, id: &str, reason: &str) -> Self {
        let known = self.ids.iter().copied().find(|known| *known == id);
        self.reasons.extend(known.map(|id| (id, reason.to_owned())));
        self
    }

    /// Returns why a rule is allowed.
    #[must_use]
    pub fn reason(&self, id: &str) -> Option<&str> {
        self.reasons.get(id).map(String::as_str)
    }

    /// Returns the ids in the order in which they were given.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.ids.iter().copied()
    }

    /// Returns the ids of the rules that block and are allowed.
    ///
    /// # Errors
    /// Some rules block and are not allowed.
    pub fn check<'d>(
        &self,
        diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    ) -> Result<Vec<&'static str>, BlockedError> {
        let (mut overridden, mut rules) = (Vec::new(), Vec::new());
        for found in diagnostics.into_iter().filter(|found| found.severity == Severity::Block) {
            let ids = if self.ids.contains(&found.id) { &mut overridden } else { &mut rules };
            if !ids.contains(&found.id) {
                ids.push(found.id);
            }
        }
        if rules.is_empty() {
            return Ok(overridden);
        }
        let overridable = rules.iter().all(|id| lint::find_rule(id).is_some_and(|rule| !rule.mandatory));
        Err(BlockedError { rules, overridable })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn found(id: &'static str, severity: Severity) -> Diagnostic {
        Diagnostic { id, severity, location: None, message: String::new(), help: None, suggestion: None }
    }

    #[test]
    fn only_blocking_rules_that_can_be_overridden_are_allowed() {
        assert!(AllowedRules::new(["placeholder", "date-weekday"]).is_ok());
        assert_eq!(AllowedRules::new(["placehodler"]), Err(AllowError::UnknownRule("placehodler".to_owned())));
        assert!(matches!(AllowedRules::new(["field-unknown"]), Err(AllowError::Mandatory(_))));
        assert!(matches!(AllowedRules::new(["placeholder", "all-caps"]), Err(AllowError::NotBlocking(_))));
    }

    #[test]
    fn allowed_blocks_are_named_and_others_refused() {
        let diagnostics = [
            found("placeholder", Severity::Block),
            found("placeholder", Severity::Block),
            found("date-weekday", Severity::Block),
            found("all-caps", Severity::Note),
        ];
        let both = AllowedRules::new(["placeholder", "date-weekday"]).unwrap();
        assert_eq!(both.check(&diagnostics), Ok(vec!["placeholder", "date-weekday"]));
        let one = AllowedRules::new(["placeholder"]).unwrap();
        let blocked = BlockedError { rules: vec!["date-weekday"], overridable: true };
        assert_eq!(one.check(&diagnostics), Err(blocked));
        let mandatory = one.check(&[found("nobody", Severity::Block)]).unwrap_err();
        assert!(!mandatory.overridable, "an issue without recipients is never sent");
        assert_eq!(AllowedRules::default().check(&diagnostics[3..]), Ok(Vec::new()));
    }
}
