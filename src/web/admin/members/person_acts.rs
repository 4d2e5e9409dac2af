//! Takes a person off a list, and takes that back.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;

use super::form_values::FormValues;
use super::page_notices::{PageNotice, UndoForm};
use crate::clock;
use crate::model::{List, SubscriberId};
use crate::subscription::{self, UndoOutcome};
use crate::web::admin::{AdminServer, Error};

/// Unsubscribes a person from the list of the form; the reason is kept.
pub(super) async fn take_off(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let Some(list) = admin.list_of_form(&form).await? else { return Ok(admin.no_list(id)) };
    let reason = form.filled("reason");
    let left = subscription::take_off(&admin.database, &list, &person.address, reason, clock::now()).await?;
    let notice = match left {
        Some(true) => PageNotice {
            undo: Some(UndoForm {
                url: format!("{}/members/{id}/back", admin.base_path()),
                list: list.name.to_string(),
            }),
            details: vec!["An import will not add them again.".to_owned()],
            ..PageNotice::done(format!("{} is off “{}”.", person.address, list.title))
        },
        Some(false) => PageNotice::refused(format!("They are not on “{}” any more: nothing was changed.", list.title)),
        None => return Ok(admin.nobody()),
    };
    Ok(admin.go_with_notice(&format!("members/{id}"), notice))
}

/// Puts a person back who was taken off by mistake.
pub(super) async fn undo_take_off(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let Some(list) = admin.list_of_form(&form).await? else { return Ok(admin.no_list(id)) };
    let outcome = subscription::undo_take_off(&admin.database, &list, &person.address, clock::now()).await?;
    let notice = match outcome {
        UndoOutcome::Restored(_) => PageNotice::done(format!("They are on “{}” again, as before.", list.title)),
        UndoOutcome::ChangedSince => PageNotice::refused(
            "That cannot be undone any more: they left by themselves, or something else was changed since.",
        ),
        UndoOutcome::Suppressed => {
            PageNotice::refused("That cannot be undone: the address takes no mail, and was not put on the list.")
        }
    };
    Ok(admin.go_with_notice(&format!("members/{id}"), notice))
}

impl AdminServer {
    /// Returns the list that a form names.
    pub(super) async fn list_of_form(&self, form: &FormValues) -> Result<Option<List>, Error> {
        Ok(self.lists().await?.into_iter().find(|list| list.name.as_str() == form.get("list")))
    }

    fn no_list(&self, id: SubscriberId) -> Response {
        let notice = PageNotice::refused("There is no such list any more: nothing was changed.");
        self.go_with_notice(&format!("members/{id}"), notice)
    }
}
