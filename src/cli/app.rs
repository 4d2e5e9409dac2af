//! What commands share: the open workspace, its database, and finding lists and issues by name.

use std::path::{Path, PathBuf};

use super::error::CommandError;
use super::output::print_status;
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::draft;
use crate::model::{Address, Issue, List, ListName, ParseAddressError, ParseListNameError, closest_match};

/// An open workspace.
pub(super) struct App {
    pub(super) workspace: Workspace,
}

impl App {
    pub(super) fn open(given: Option<&Path>) -> Result<Self, CommandError> {
        let workspace = Workspace::open(given, &std::env::current_dir()?)?;
        for secret in workspace.exposed_secrets() {
            let file = secret.file.strip_prefix(&workspace.root).unwrap_or(&secret.file).display();
            let warning = if secret.is_key {
                format!("`{file}` holds a private key, and every user of this machine can read it")
            } else {
                format!("`{file}` holds a password, and every user of this machine can read it")
            };
            print_status(format!("warning: {warning}\nhint: chmod 600 {file}"));
        }
        Ok(Self { workspace })
    }

    pub(super) async fn database(&self) -> Result<Database, CommandError> {
        Ok(Database::open(&self.workspace.settings.database.url, &self.workspace.root).await?)
    }
}

/// Returns the workspace's folder, to which the paths in diagnostics are relative, or the current one.
pub(super) fn workspace_root(given: Option<&Path>) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    Workspace::find(given, &here).unwrap_or(here)
}

/// Finds a list by name.
pub(super) async fn find_list(database: &Database, name: &str) -> Result<List, CommandError> {
    let wanted: Result<ListName, ParseListNameError> = name.parse();
    let mut work = database.begin_read().await?;
    if let Ok(wanted) = &wanted
        && let Some(list) = database::lists::by_name(&mut work, wanted).await?
    {
        return Ok(list);
    }
    let lists = database::lists::all(&mut work).await?;
    let failure = CommandError::new(format!("there is no list `{name}`"));
    let folded = name.trim().to_lowercase();
    Err(match (closest_match(&folded, lists.iter().map(|list| list.name.as_str())), wanted) {
        (Some(close), _) => failure.with_hint(format!("did you mean `{close}`?")),
        (None, Ok(_)) => failure.with_hint(format!("run `circular list create {name} --title \"…\"`")),
        (None, Err(bad)) => CommandError::new(bad.to_string()),
    })
}

/// Finds a list by name, also one that was deleted: reports about it stay.
pub(super) async fn find_any_list(database: &Database, name: &str) -> Result<List, CommandError> {
    let all = database::lists::all_with_deleted(&mut database.begin_read().await?).await?;
    match all.into_iter().find(|known| known.name.as_str() == name) {
        Some(list) => Ok(list),
        None => find_list(database, name).await,
    }
}

/// Finds the issue of a draft; `list` chooses one if the draft went to several lists.
pub(super) async fn find_issue(database: &Database, typed: &str, list: Option<&str>) -> Result<Issue, CommandError> {
    let mut work = database.begin_read().await?;
    let slug = draft::draft_slug(Path::new(typed));
    let mut issues = database::issues::by_slug(&mut work, &slug).await?;
    if let Some(list) = list {
        let list = find_any_list(database, list).await?;
        issues.retain(|issue| issue.list == list.id);
    }
    match issues.len() {
        1 => Ok(issues.remove(0)),
        0 => {
            let all = database::issues::all(&mut work).await?;
            let failure = CommandError::new(format!("no issue of `{slug}` exists yet"));
            Err(match closest_match(&slug, all.iter().map(|issue| issue.slug.as_str())) {
                Some(close) => failure.with_hint(format!("did you mean `{close}`?")),
                None => failure.with_hint("run `circular status` to see all issues"),
            })
        }
        _ => {
            Err(CommandError::new(format!("`{slug}` went to more than one list")).with_hint("choose one with `--list`"))
        }
    }
}

/// Returns the arguments that name an issue: its draft, and its list if the draft went to several.
pub(super) async fn issue_argument(database: &Database, issue: &Issue) -> Result<String, CommandError> {
    let mut work = database.begin_read().await?;
    if database::issues::by_slug(&mut work, &issue.slug).await?.len() < 2 {
        return Ok(issue.slug.clone());
    }
    let list = database::lists::by_id(&mut work, issue.list).await?;
    Ok(list.map_or_else(|| issue.slug.clone(), |list| format!("{} --list {}", issue.slug, list.name)))
}

/// Returns the domain of the sender for which an issue was frozen.
pub(super) async fn sender_domain(database: &Database, issue: &Issue) -> Result<String, CommandError> {
    let sender = database::issues::frozen_sender(&mut database.begin_read().await?, issue.id).await?;
    Ok(sender.address.domain().to_owned())
}

/// Makes the error for an address that no subscriber has; a former address leads to its present owner.
///
/// For any other address, the hint is `otherwise`.
pub(super) async fn unknown_address(
    database: &Database,
    address: &Address,
    otherwise: Option<String>,
) -> Result<CommandError, CommandError> {
    let present = database::former_addresses::present_address(&mut database.begin_read().await?, address).await?;
    let failure = CommandError::new(format!("no subscriber has the address `{address}`"));
    let hint = present.map(|present| format!("it is the former address of `{present}`")).or(otherwise);
    Ok(match hint {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    })
}

/// Parses an address from an argument.
pub(super) fn parse_address(address: &str) -> Result<Address, CommandError> {
    address.parse().map_err(|bad: ParseAddressError| CommandError::new(bad.to_string()))
}
