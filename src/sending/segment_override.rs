//! Finds whom a draft goes to: the list and conditions it names, or others given for this sending.

use super::prepare_error::PrepareError;
use crate::database::{self, Database};
use crate::draft::Draft;
use crate::model::{Diagnostic, List, ListName, Severity, closest_match};
use crate::segment::{BadCondition, Condition, ConditionNames, Segment};

/// The list and conditions to use instead of those in the draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentOverride {
    /// The list, instead of the draft's `to`.
    pub list: Option<ListName>,
    /// The condition that selects recipients, instead of the draft's `where`.
    pub condition: Option<String>,
    /// The condition that excludes recipients, instead of the draft's `exclude`.
    pub exclusion: Option<String>,
}

/// Resolves the list and both conditions; each condition that cannot be used is a diagnostic of its own.
pub(super) async fn resolve_segment(
    database: &Database,
    draft: &Draft,
    given: &SegmentOverride,
    names: &ConditionNames,
) -> Result<Segment, PrepareError> {
    let list = find_list(database, draft, given.list.as_ref()).await?;
    let mut diagnostics = Vec::new();
    let mut parse = |key, given: Option<&str>, own: Option<&str>| {
        let text = given.or(own)?;
        Condition::parse(text, names)
            .map_err(|bad| diagnostics.push(condition_diagnostic(draft, key, given.is_none(), &bad)))
            .ok()
    };
    let condition = parse("where", given.condition.as_deref(), draft.condition.as_deref());
    let exclusion = parse("exclude", given.exclusion.as_deref(), draft.exclusion.as_deref());
    if !diagnostics.is_empty() {
        return Err(PrepareError::Diagnostics(diagnostics));
    }
    Ok(Segment { list, condition, exclusion, statutory: draft.statutory })
}

async fn find_list(database: &Database, draft: &Draft, given: Option<&ListName>) -> Result<List, PrepareError> {
    let Some(name) = given.or(draft.list_name.as_ref()) else {
        return Err(diagnostic(draft, "no-list", "to", "the draft does not say which list it goes to".to_owned())
            .with_help("write `to: members` in its front matter, or send it with `--list members`")
            .into());
    };
    let mut work = database.begin_read().await?;
    if let Some(list) = database::lists::by_name(&mut work, name).await? {
        return Ok(list);
    }
    let lists = database::lists::all(&mut work).await?;
    let hint = match closest_match(name.as_str(), lists.iter().map(|list| list.name.as_str())) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("create it with `circular list create {name} --title \"…\"`"),
    };
    Err(diagnostic(draft, "no-list", "to", format!("there is no list `{name}`")).with_help(hint).into())
}

/// Returns the diagnostic of an invalid condition, located in the draft if the draft contains it.
fn condition_diagnostic(draft: &Draft, key: &'static str, in_draft: bool, bad: &BadCondition) -> Diagnostic {
    let mut found = diagnostic(draft, "condition", key, bad.to_string());
    if in_draft {
        found.location = Some(draft.word_location(key, bad.word().unwrap_or(key)));
    } else {
        (found.location, found.message) = (None, format!("in `--{key}`, {bad}"));
    }
    found.help = bad.hint();
    found
}

fn diagnostic(draft: &Draft, id: &'static str, key: &str, message: String) -> Diagnostic {
    let location = Some(draft.key_location(key));
    Diagnostic { id, severity: Severity::Block, location, message, help: None, suggestion: None }
}
