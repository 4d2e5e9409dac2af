//! Where a letter is on the web, and taking it off.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::send_form::SendForm;
use crate::archive::{self, ArchiveChange};
use crate::database::archive_letters;
use crate::model::{ArchiveAccess, ArchiveLine, Issue, IssueId, IssueState, RESERVED, percent_encode};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database};

/// Takes a letter off the web, or puts it there. Either can be taken back by the other.
pub(super) async fn change(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = SendForm::parse(&body);
    let issue = admin.issue_status(id).await?.issue;
    let change = match form.value("act") {
        "remove" => archive::remove_letter(&admin.database, issue.id, clock::now()).await?,
        "restore" => archive::restore_letter(&admin.database, issue.id, clock::now()).await?,
        _ => ArchiveChange::NoWebCopy,
    };
    Ok(admin.back_to(
        id,
        match change {
            ArchiveChange::Done(ArchiveAccess::Off) => "off-web",
            ArchiveChange::Done(_) => "on-web",
            _ => "changed",
        },
    ))
}

impl AdminServer {
    /// Creates the context of the panel; `None` if the letter has no web copy, or its list no letters on the web.
    pub(super) async fn web_json(&self, issue: &Issue) -> Result<Option<Value>, Error> {
        let mut work = self.database.begin_read().await?;
        let entry = archive_letters::by_issue(&mut work, issue.id).await?;
        let list = database::lists::by_id(&mut work, issue.list).await?;
        let allowed = list.map_or(ArchiveAccess::Off, |list| list.archive);
        let is_sent = archive_letters::published_by_issue(&mut work, issue.id, clock::now()).await?.is_some();
        let never_sent = !is_sent && issue.state == IssueState::Cancelled;
        let has_web = !issue.trial && !never_sent && allowed != ArchiveAccess::Off;
        let Some(entry) = entry.filter(|_| has_web) else { return Ok(None) };
        let is_on = !entry.is_removed && entry.access != ArchiveAccess::Off;
        let state = match entry.access {
            _ if entry.is_removed && is_sent => "It was taken off the web: its page says that it is gone.",
            _ if entry.is_removed => "It will not be on the web: its page will say that it is gone.",
            ArchiveAccess::Off => "It is not on the web.",
            ArchiveAccess::Public if is_sent => "Everybody can read it:",
            ArchiveAccess::Public => "Everybody will be able to read it once it is sent.",
            ArchiveAccess::Link if is_sent => "People with its link can read it:",
            ArchiveAccess::Link => "People with its link will be able to read it once it is sent.",
        };
        let restore = if is_on { "Let everybody read it" } else { "Put it on the web" };
        Ok(Some(json!({
            "state": state,
            "url": self.web_address(&entry).filter(|_| is_on && is_sent),
            "remove": is_on.then_some(if is_sent { "Take it off the web" } else { "Keep it off the web" }),
            "restore": (!is_on || entry.access < allowed).then_some(restore),
        })))
    }

    fn web_address(&self, entry: &ArchiveLine) -> Option<String> {
        let url = self.workspace.settings.web.public_url.as_deref()?;
        Some(match entry.access {
            ArchiveAccess::Public => format!("{url}/letters/{}", percent_encode(&entry.path, RESERVED)),
            ArchiveAccess::Link => format!("{url}/l/{}", self.keys.seal_letter(entry.issue)?),
            ArchiveAccess::Off => return None,
        })
    }
}
