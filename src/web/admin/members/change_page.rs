//! Changes the address and the fields of a person.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::form_input::{FormFault, FormInput, mark_faults};
use super::form_values::FormValues;
use super::page_notices::PageNotice;
use super::person_fields::{changed_fields, field_inputs, new_field_inputs};
use super::person_page::record_version;
use crate::import::DateOrder;
use crate::model::{Address, AddressDoubt, SubscriberId, SuppressionReason, address_doubt, mailable_address};
use crate::subscription::{self, EditOutcome, PersonalRecord, SubscriberEdit, SubscriberEdited};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("person-change", include_str!("../../../../templates/admin/person-change.html.hbs"));

/// The input of the address.
const ADDRESS: &str = "address";

/// Shows the form.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
) -> Result<Response, Error> {
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let record = subscription::personal_record(&admin.database, &person.address).await?;
    admin.change_form(id, &record, None, &[]).await
}

/// Changes a person, unless somebody else has changed them since the form was shown.
pub(super) async fn change(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let _changing = admin.members.changing.lock().await;
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let record = subscription::personal_record(&admin.database, &person.address).await?;
    if form.get("version") != record_version(&record) {
        let words = "This person was changed meanwhile, in another window or by themselves. What you typed is still \
                     below, and nothing was saved. Compare it with the person’s page, then save again.";
        return admin.change_form(id, &record, Some(&form), &[FormFault::new(ADDRESS, words)]).await;
    }
    let kinds = database::fields::all(&mut admin.database.begin_read().await?).await?;
    let order = DateOrder::of(admin.workspace.settings.society.language.as_str());
    let (fields, mut faults) = changed_fields(&form, &kinds, &record.fields, order);
    let address = match mailable_address(form.get(ADDRESS)) {
        Ok(address) => Some(address),
        // An address that no mail reaches can be kept, but not be taken.
        Err(_) if form.get(ADDRESS) == record.address.as_str() => None,
        Err(bad) => {
            faults.insert(0, FormFault::new(ADDRESS, format!("{bad}.")));
            None
        }
    };
    if !faults.is_empty() {
        return admin.change_form(id, &record, Some(&form), &faults).await;
    }
    let edit = SubscriberEdit { address: address.as_ref(), fields: &fields };
    let outcome = subscription::edit_subscriber(&admin.database, &record.address, edit, false, clock::now()).await?;
    match outcome {
        EditOutcome::Edited(edited) => Ok(admin.go_with_notice(&format!("members/{id}"), changed_notice(&edited))),
        EditOutcome::UnknownAddress => Ok(admin.nobody()),
        refused => {
            let new = address.as_ref().unwrap_or(&record.address);
            let fault = FormFault::new(ADDRESS, refusal(&refused, new));
            admin.change_form(id, &record, Some(&form), &[fault]).await
        }
    }
}

impl AdminServer {
    async fn change_form(
        &self,
        id: SubscriberId,
        record: &PersonalRecord,
        typed: Option<&FormValues>,
        faults: &[FormFault],
    ) -> Result<Response, Error> {
        let kinds = database::fields::all(&mut self.database.begin_read().await?).await?;
        let address = typed.map_or(record.address.as_str(), |typed| typed.get(ADDRESS));
        let mut inputs = vec![FormInput::text(ADDRESS, "Address", address).of_kind("email").with_hint(
            "With a new address they stay the same person: their lists, their history and the links in their letters \
             stay as they are.",
        )];
        inputs.extend(field_inputs(&kinds, &record.fields, typed));
        let mut more = new_field_inputs(typed);
        mark_faults(&mut inputs, faults);
        mark_faults(&mut more, faults);
        let context = json!({
            "name": record.address.as_str(),
            "url": format!("{}/members/{id}", self.base_path()),
            "version": record_version(record),
            "inputs": inputs,
            "more": more,
            "more_open": faults.iter().any(|fault| fault.id.starts_with("new-")),
            "faults": faults,
        });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATE.0, "members", context)?).into_response())
    }
}

/// Says why the address was not changed.
fn refusal(outcome: &EditOutcome, new: &Address) -> String {
    match outcome {
        EditOutcome::SuppressedAddress(reason) => {
            let clause = wording::suppression_clause(*reason);
            let way = if reason.is_removable_by_operator() {
                "If it works again, choose “Mail again” on the page of the person who has it, or import it."
            } else {
                "Only its owner can undo that."
            };
            format!("{new} takes no mail, because {clause}: nothing was changed. {way}")
        }
        _ => format!(
            "Somebody already has the address {new}: nothing was changed. If it is the same person, take the old \
             address off its lists instead."
        ),
    }
}

/// Says what was changed, and what is to be known of it.
fn changed_notice(edited: &SubscriberEdited) -> PageNotice {
    let address = &edited.address;
    if edited.is_unchanged() {
        return PageNotice::done("Nothing was changed.");
    }
    let mut details: Vec<String> = edited.fields.iter().map(wording::field_edit_words).collect();
    let Some(former) = &edited.former_address else {
        return PageNotice { details, ..PageNotice::done("Saved.") };
    };
    details.extend(address_doubt(address).map(|doubt| doubt_words(address, &doubt)));
    match edited.suppression {
        Some(SuppressionReason::Bounced) => details.push(format!(
            "They still get no mail, because mail to {former} could not be delivered. If the new address works, \
             choose “Mail again” below."
        )),
        Some(reason) => {
            details.push(format!("They still get no mail, because {}.", wording::suppression_clause(reason)));
        }
        None => {}
    }
    if !edited.import_sources.is_empty() && former.folded() != address.folded() {
        let files: Vec<&str> = edited.import_sources.iter().map(String::as_str).collect();
        details.push(format!(
            "They came from {}: change the address there too. An import leaves the old one out.",
            files.join(", ")
        ));
    }
    let words = format!("{former} is now {address}. History, lists and links are kept.");
    PageNotice { details, ..PageNotice::done(words) }
}

/// Says why an address looks wrong.
pub(super) fn doubt_words(address: &Address, doubt: &AddressDoubt) -> String {
    match doubt {
        AddressDoubt::Example => format!("{address} is only an example: no mail can reach it."),
        AddressDoubt::Misspelled(meant) => format!("{address} looks misspelled: is it @{meant}?"),
    }
}
