//! A proof: a draft composed for the people it goes to, ready to be looked at, rehearsed or frozen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{ComposedContent, Draft, compose::compose_draft, draft_file::read_draft};
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::model::{Diagnostic, FieldKind, IssueContent, List, ListName, Severity, closest_match};
use crate::segment::{self, BadCondition, Condition, Segment};
use crate::template;

/// A draft composed for an audience.
#[derive(Debug)]
pub struct ComposedDraft {
    /// The draft.
    pub draft: Draft,
    /// Who it goes to.
    pub segment: Segment,
    /// All fields that a subscriber may have.
    pub fields: BTreeSet<String>,
    /// Those of them that the letter uses.
    pub used_fields: BTreeSet<String>,
    /// What the copies are made of.
    pub content: IssueContent,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// What is wrong with the draft, its templates or its audience.
    #[error("the draft cannot be sent as it is")]
    Diagnostics(Vec<Diagnostic>),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl From<Diagnostic> for ComposeError {
    fn from(finding: Diagnostic) -> Self {
        Self::Diagnostics(vec![finding])
    }
}

/// What takes the place of what a draft says of whom it goes to.
#[derive(Debug, Clone, Copy, Default)]
pub struct SegmentOverride<'a> {
    /// The list.
    pub list: Option<&'a ListName>,
    /// The condition that narrows it.
    pub condition: Option<&'a str>,
    /// The condition that takes people out of it.
    pub exclusion: Option<&'a str>,
}

/// Reads and composes the draft at `path`, for those whom it names, or whom `instead` does.
///
/// # Errors
/// Everything that keeps it from being sent.
pub async fn compose_for_segment(
    workspace: &Workspace,
    database: &Database,
    path: &Path,
    instead: SegmentOverride<'_>,
) -> Result<ComposedDraft, ComposeError> {
    let draft = read_draft(path)?;
    let kinds = segment::field_kinds(database).await?;
    let list = find_list(&mut database.begin_read().await?, &draft, instead.list).await?;
    let audience = resolve_segment(&draft, list, instead, &kinds).map_err(ComposeError::Diagnostics)?;
    let fields: BTreeSet<String> = kinds.into_keys().collect();
    let list = &audience.list;
    let ComposedContent { composition, attachments: files } =
        compose_draft(workspace, &draft, list, &fields).map_err(ComposeError::Diagnostics)?;
    let sources = [&composition.subject, &composition.html, &composition.text];
    let names = sources.into_iter().filter_map(|source| template::field_references(source).ok()).flatten();
    let used = names.map(|name| name.path).filter(|name| fields.contains(name)).collect();
    let sender = &workspace.settings.sender;
    let content = IssueContent {
        sender: sender.from.clone(),
        reply_to: draft.reply_to.clone().or_else(|| sender.reply_to.clone()),
        composition,
        attachments: files,
    };
    Ok(ComposedDraft { draft, segment: audience, fields, used_fields: used, content })
}

async fn find_list(
    work: &mut database::DatabaseTransaction,
    draft: &Draft,
    given: Option<&ListName>,
) -> Result<List, ComposeError> {
    let Some(name) = given.or(draft.list_name.as_ref()) else {
        return Err(diagnostic(draft, "no-list", "to", "the draft does not say to which list it goes".to_owned())
            .with_help("write `to: members` in its head, or send it with `--list members`")
            .into());
    };
    if let Some(list) = database::lists::by_name(work, name).await? {
        return Ok(list);
    }
    let lists = database::lists::all(work).await?;
    let hint = match closest_match(name.as_str(), lists.iter().map(|list| list.name.as_str())) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("make it with `circular list create {name} --title \"…\"`"),
    };
    Err(diagnostic(draft, "no-list", "to", format!("there is no list `{name}`")).with_help(hint).into())
}

/// Finds out whom a draft goes to; each condition that cannot be used is a finding of its own.
fn resolve_segment(
    draft: &Draft,
    list: List,
    instead: SegmentOverride<'_>,
    kinds: &BTreeMap<String, FieldKind>,
) -> Result<Segment, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let mut parsed = |key, given: Option<&str>, own: Option<&str>| {
        let text = given.or(own)?;
        Condition::parse(text, kinds)
            .map_err(|bad| findings.push(condition_diagnostic(draft, key, given.is_none(), &bad)))
            .ok()
    };
    let condition = parsed("where", instead.condition, draft.condition.as_deref());
    let exclusion = parsed("exclude", instead.exclusion, draft.exclusion.as_deref());
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(Segment { list, condition, exclusion, statutory: draft.statutory })
}

/// Makes a finding of a condition that cannot be used, at its place in the draft if it stands there.
fn condition_diagnostic(draft: &Draft, key: &'static str, in_draft: bool, bad: &BadCondition) -> Diagnostic {
    let mut finding = diagnostic(draft, "condition", key, bad.to_string());
    if in_draft {
        finding.location = Some(draft.word_location(key, bad.word().unwrap_or(key)));
    } else {
        (finding.location, finding.message) = (None, format!("in `--{key}`, {bad}"));
    }
    finding.help = bad.hint();
    finding
}

fn diagnostic(draft: &Draft, id: &'static str, key: &str, sentence: String) -> Diagnostic {
    let place = Some(draft.key_location(key));
    Diagnostic { id, severity: Severity::Block, location: place, message: sentence, help: None }
}
