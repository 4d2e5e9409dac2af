//! Where a letter is on the web, and taking it off.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::send_form::SendForm;
use crate::archive::{self, ArchiveChange};
use crate::model::{ArchiveAccess, ArchiveLine, Issue, IssueId, RESERVED, percent_encode};
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
        let entry = database::archive_letters::by_issue(&mut work, issue.id).await?;
        let list = database::lists::by_id(&mut work, issue.list).await?;
        let allowed = list.map_or(ArchiveAccess::Off, |list| list.archive);
        let Some(entry) = entry.filter(|_| !issue.trial && allowed != ArchiveAccess::Off) else { return Ok(None) };
        let is_shown = !entry.is_removed && entry.access != ArchiveAccess::Off;
        let state = match (is_shown, entry.is_removed, entry.access) {
            (false, true, _) => "It was taken off the web: its page says that it is gone.",
            (false, false, _) => "It is not on the web.",
            (true, _, ArchiveAccess::Public) => "Everybody can read it:",
            (true, _, _) => "People with its link can read it:",
        };
        Ok(Some(json!({
            "state": state,
            "url": self.web_address(&entry).filter(|_| is_shown),
            "can_remove": is_shown,
            "can_restore": !is_shown || entry.access < allowed,
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
