//! A proof: a draft composed for the people it goes to, ready to be looked at, rehearsed or frozen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Composed, Draft, compose, read};
use crate::audience::{self, Audience, BadCondition, Condition};
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::model::{Content, FieldKind, Finding, List, ListName, Severity, closest};
use crate::render;

/// A draft composed for an audience.
#[derive(Debug)]
pub struct Proof {
    /// The draft.
    pub draft: Draft,
    /// Who it goes to.
    pub audience: Audience,
    /// All fields that a subscriber may have.
    pub fields: BTreeSet<String>,
    /// Those of them that the letter uses.
    pub used: BTreeSet<String>,
    /// What the copies are made of.
    pub content: Content,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// What is wrong with the draft, its templates or its audience.
    #[error("the draft cannot be sent as it is")]
    Draft(Vec<Finding>),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl From<Finding> for Flaw {
    fn from(finding: Finding) -> Self {
        Self::Draft(vec![finding])
    }
}

/// What takes the place of what a draft says of whom it goes to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Instead<'a> {
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
pub async fn proof(
    workspace: &Workspace,
    database: &Database,
    path: &Path,
    instead: Instead<'_>,
) -> Result<Proof, Flaw> {
    let draft = read(path)?;
    let kinds = audience::kinds(database).await?;
    let list = find(&mut database.read().await?, &draft, instead.list).await?;
    let audience = addressed(&draft, list, instead, &kinds).map_err(Flaw::Draft)?;
    let fields: BTreeSet<String> = kinds.into_keys().collect();
    let list = &audience.list;
    let Composed { composition, files } = compose(workspace, &draft, list, &fields).map_err(Flaw::Draft)?;
    let sources = [&composition.subject, &composition.html, &composition.text];
    let names = sources.into_iter().filter_map(|source| render::names(source).ok()).flatten();
    let used = names.map(|name| name.path).filter(|name| fields.contains(name)).collect();
    let sender = &workspace.settings.sender;
    let content = Content {
        sender: sender.from.clone(),
        reply_to: draft.reply_to.clone().or_else(|| sender.reply_to.clone()),
        composition,
        attachments: files,
    };
    Ok(Proof { draft, audience, fields, used, content })
}

async fn find(work: &mut database::Work, draft: &Draft, given: Option<&ListName>) -> Result<List, Flaw> {
    let Some(name) = given.or(draft.to.as_ref()) else {
        return Err(finding(draft, "no-list", "to", "the draft does not say to which list it goes".to_owned())
            .with_hint("write `to: members` in its head, or send it with `--list members`")
            .into());
    };
    if let Some(list) = database::list::by_name(work, name).await? {
        return Ok(list);
    }
    let lists = database::list::all(work).await?;
    let hint = match closest(name.as_str(), lists.iter().map(|list| list.name.as_str())) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("make it with `circular list create {name} --title \"…\"`"),
    };
    Err(finding(draft, "no-list", "to", format!("there is no list `{name}`")).with_hint(hint).into())
}

/// Finds out whom a draft goes to; each condition that cannot be used is a finding of its own.
fn addressed(
    draft: &Draft,
    list: List,
    instead: Instead<'_>,
    kinds: &BTreeMap<String, FieldKind>,
) -> Result<Audience, Vec<Finding>> {
    let mut findings = Vec::new();
    let mut parsed = |key, given: Option<&str>, own: Option<&str>| {
        let text = given.or(own)?;
        Condition::parse(text, kinds)
            .map_err(|bad| findings.push(misconditioned(draft, key, given.is_none(), &bad)))
            .ok()
    };
    let condition = parsed("where", instead.condition, draft.condition.as_deref());
    let exclusion = parsed("exclude", instead.exclusion, draft.exclusion.as_deref());
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(Audience { list, condition, exclusion, statutory: draft.statutory })
}

/// Makes a finding of a condition that cannot be used, at its place in the draft if it stands there.
fn misconditioned(draft: &Draft, key: &'static str, in_draft: bool, bad: &BadCondition) -> Finding {
    let mut finding = finding(draft, "condition", key, bad.to_string());
    if in_draft {
        finding.place = Some(draft.place_in(key, bad.word().unwrap_or(key)));
    } else {
        (finding.place, finding.sentence) = (None, format!("in `--{key}`, {bad}"));
    }
    finding.hint = bad.hint();
    finding
}

fn finding(draft: &Draft, id: &'static str, key: &str, sentence: String) -> Finding {
    let place = Some(draft.place_of(key));
    Finding { id, severity: Severity::Block, place, sentence, hint: None }
}
