//! `--despite`: what is sent although a check blocks it.

use crate::cli::check;
use crate::cli::error::CommandError;
use crate::model::{Diagnostic, Severity};

/// Refuses ids that are none, or that cannot be passed over.
pub(super) fn validate_ids(ids: &[String]) -> Result<(), CommandError> {
    for id in ids {
        let check = check::rule_by_id(id)?;
        if check.mandatory {
            return Err(CommandError::new(format!(
                "`--despite {id}` cannot be: no letter can be made while it stands"
            ))
            .with_hint(format!("`circular check --explain {id}` tells what to do")));
        }
        if check.severity < Severity::Block {
            return Err(
                CommandError::new(format!("`{id}` keeps nothing from being sent")).with_hint("leave `--despite` out")
            );
        }
    }
    Ok(())
}

/// Refuses to send while something blocks; returns the ids of what blocks and was passed over.
pub(super) fn check_blocking(findings: &[Diagnostic], ids: &[String]) -> Result<Vec<&'static str>, CommandError> {
    let mut passed = Vec::new();
    let mut blocking = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Block) {
        let list = if ids.iter().any(|id| id == finding.id) { &mut passed } else { &mut blocking };
        if !list.contains(&finding.id) {
            list.push(finding.id);
        }
    }
    if blocking.is_empty() {
        return Ok(passed);
    }
    let grave = findings.iter().filter(|finding| finding.severity > Severity::Note);
    let failure = CommandError::from_diagnostics(grave.cloned().collect());
    let soft = blocking.iter().all(|id| crate::draft::find_rule(id).is_some_and(|check| !check.mandatory));
    let words: Vec<_> = ids.iter().map(String::as_str).chain(blocking).map(|id| format!("--despite {id}")).collect();
    Err(if soft { failure.with_advice(format!("mend it; if it is meant, say `{}`", words.join(" "))) } else { failure })
}

/// Says what was passed over.
pub(super) fn format_ids(passed: &[&str]) -> String {
    passed.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
