//! Stops all mail to an address, and mails it again by the rules of `circular suppression`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::form_input::{FormFault, FormInput, TYPED, mark_faults, typed_fault};
use super::form_values::FormValues;
use super::page_notices::{PageNotice, UndoForm};
use crate::model::{Subscriber, SubscriberId, format_count, single_line};
use crate::subscription::{self, SuppressionOutcome, UnsuppressOutcome};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("mail-again", include_str!("../../../../templates/admin/mail-again.html.hbs"));

/// Stops all mail to a person.
pub(super) async fn suppress(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let note = form.filled("note").map(single_line);
    let outcome =
        subscription::suppress_address(&admin.database, &person.address, note.as_deref(), clock::now()).await?;
    let notice = match outcome {
        SuppressionOutcome::Suppressed(lists) => PageNotice {
            details: vec!["An import does not change that.".to_owned()],
            undo: Some(UndoForm { url: format!("{}/members/{id}/mail-again", admin.base_path()), list: String::new() }),
            ..PageNotice::done(format!(
                "{} gets no mail any more; it was on {}.",
                person.address,
                format_count(lists as u64, "list", "lists")
            ))
        },
        SuppressionOutcome::UnknownAddress => return Ok(admin.nobody()),
        SuppressionOutcome::AlreadySuppressed(reason, at) => PageNotice::refused(format!(
            "They already get no mail since {}: {}.",
            admin.format_day(at),
            wording::suppression_clause(reason)
        )),
    };
    Ok(admin.go_with_notice(&format!("members/{id}"), notice))
}

/// Asks before an address is mailed again.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
) -> Result<Response, Error> {
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    admin.mail_again_form(&person, &FormValues::default(), &[]).await
}

/// Mails an address again, if only a bounce or the operator stopped it. Who stopped it by hand a moment ago need not type
/// the address.
pub(super) async fn mail_again(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let suppression = database::suppressions::get(&mut admin.database.begin_read().await?, id).await?;
    let is_undo = !form.has(TYPED)
        && suppression.as_ref().is_some_and(|kept| kept.reason == crate::model::SuppressionReason::Operator);
    if suppression.is_some_and(|kept| kept.reason.is_removable_by_operator())
        && !is_undo
        && let Some(fault) = typed_fault(&form, &person.address)
    {
        return admin.mail_again_form(&person, &form, &[fault]).await;
    }
    let note = form.filled("note").map(single_line);
    let outcome =
        subscription::unsuppress_address(&admin.database, &person.address, note.as_deref(), clock::now()).await?;
    let notice = match outcome {
        UnsuppressOutcome::Restored(lists) => PageNotice::done(format!(
            "{} is mailed again, on {}.",
            person.address,
            format_count(lists as u64, "list", "lists")
        )),
        UnsuppressOutcome::UnknownAddress | UnsuppressOutcome::NotSuppressed => {
            PageNotice::refused("They get mail already: nothing was changed.")
        }
        UnsuppressOutcome::NotAllowed(reason, at) => PageNotice::refused(format!(
            "Since {}: {}. Only they themselves can undo that, by the form or by a mail to you that they want your \
             letters again.",
            admin.format_day(at),
            wording::suppression_clause(reason)
        )),
    };
    Ok(admin.go_with_notice(&format!("members/{id}"), notice))
}

impl AdminServer {
    async fn mail_again_form(
        &self,
        person: &Subscriber,
        form: &FormValues,
        faults: &[FormFault],
    ) -> Result<Response, Error> {
        let kept = database::suppressions::get(&mut self.database.begin_read().await?, person.id).await?;
        let mut inputs = vec![
            FormInput::text("note", "Why may they be mailed again?", form.get("note"))
                .with_hint("Such as “told us by telephone that the mailbox works again”. It is kept."),
            FormInput::text(TYPED, "Type the address", form.get(TYPED)).of_kind("email"),
        ];
        mark_faults(&mut inputs, faults);
        let context = json!({
            "address": person.address.as_str(),
            "url": format!("{}/members/{}", self.base_path(), person.id),
            "suppression": kept.map(|kept| json!({
                "clause": wording::suppression_clause(kept.reason),
                "since": self.format_day(kept.since),
                "note": kept.note,
                "can_end": kept.reason.is_removable_by_operator(),
            })),
            "inputs": inputs,
            "faults": faults,
        });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATE.0, "members", context)?).into_response())
    }
}
