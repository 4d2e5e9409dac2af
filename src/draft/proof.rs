//! A proof: a draft composed for the people it goes to, ready to be looked at, rehearsed or frozen.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Draft, compose, read};
use crate::audience::{self, Audience, BadCondition, Condition};
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::model::{Content, Finding, List, ListName, Severity, closest};
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

/// Reads and composes the draft at `path`; `list` and `condition` take the place of what it says itself.
///
/// # Errors
/// Everything that keeps it from being sent.
pub async fn proof(
    workspace: &Workspace,
    database: &Database,
    path: &Path,
    list: Option<&ListName>,
    condition: Option<&str>,
) -> Result<Proof, Flaw> {
    let mut draft = read(path)?;
    let fields = audience::fields(database).await?;
    let list = find(&mut database.read().await?, &draft, list).await?;
    let condition = condition
        .or(draft.condition.as_deref())
        .map(|text| Condition::parse(text, &fields).map_err(|bad| misconditioned(&draft, &bad)))
        .transpose()?;
    let composition = compose(workspace, &draft, &list, &fields).map_err(Flaw::Draft)?;
    let sources = [&composition.subject, &composition.html, &composition.text];
    let names = sources.into_iter().filter_map(|source| render::names(source).ok()).flatten();
    let used = names.map(|name| name.path).filter(|name| fields.contains(name)).collect();
    let sender = &workspace.settings.sender;
    let content = Content {
        sender: sender.from.clone(),
        reply_to: draft.reply_to.clone().or_else(|| sender.reply_to.clone()),
        composition,
        attachments: std::mem::take(&mut draft.attachments),
    };
    Ok(Proof { audience: Audience { list, condition }, draft, fields, used, content })
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

/// Makes a finding of a condition that cannot be used, at its place in the draft.
#[must_use]
pub fn misconditioned(draft: &Draft, bad: &BadCondition) -> Finding {
    let finding = finding(draft, "condition", "where", bad.to_string());
    match bad {
        BadCondition::UnknownField { closest: Some(close), .. } => {
            finding.with_hint(format!("did you mean `{close}`?"))
        }
        BadCondition::Syntax(_) => finding.with_hint("write one such as `category == \"student\"`"),
        _ => finding,
    }
}

fn finding(draft: &Draft, id: &'static str, key: &str, sentence: String) -> Finding {
    let place = Some(draft.place_of(key));
    Finding { id, severity: Severity::Block, place, sentence, hint: None }
}
