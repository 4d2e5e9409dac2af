//! Erases a person, after naming exactly what goes and what stays.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::form_input::{FormFault, FormInput, TYPED, mark_faults, typed_fault};
use super::form_values::FormValues;
use super::page_notices::PageNotice;
use super::person_fields::field_label;
use crate::model::{Address, SubscriberId, format_count, io_reason};
use crate::sending::{self, FiledCopies};
use crate::subscription::{self, ErasedData, ErasureOutcome, PersonalRecord};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("person-erase", include_str!("../../../../templates/admin/person-erase.html.hbs"));

/// Shows what would be erased.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
) -> Result<Response, Error> {
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let record = subscription::personal_record(&admin.database, &person.address).await?;
    admin.erase_form(id, &record, &FormValues::default(), &[])
}

/// Erases the person whose address was typed.
pub(super) async fn erase(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let _changing = admin.members.changing.lock().await;
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let record = subscription::personal_record(&admin.database, &person.address).await?;
    if let Some(fault) = typed_fault(&form, &person.address) {
        return admin.erase_form(id, &record, &form, &[fault]);
    }
    match admin.erase_when_idle(&person.address).await? {
        ErasureOutcome::Erased(erased) => {
            let traces: Vec<String> = erased.traces.iter().cloned().collect();
            let is_wiped = admin.database.purge_deleted(&traces).await?;
            let mut notice = erased_notice(&person.address, &erased, is_wiped);
            for address in std::iter::once(&person.address).chain(&erased.former_addresses) {
                match sending::filed_copies(&admin.workspace, address) {
                    Ok(copies) => notice.details.extend(delete_copies(&copies, form.has("copies"))),
                    Err(error) => notice
                        .details
                        .push(format!("The outbox could not be searched for copies to them: {}.", io_reason(&error))),
                }
            }
            Ok(admin.go_with_notice("members", notice))
        }
        ErasureOutcome::UnknownAddress(_) => Ok(admin.nobody()),
        ErasureOutcome::DeliveryInProgress(_) => {
            let words = "A letter to them is on its way this minute, so nothing was erased. Try it again in a minute.";
            admin.erase_form(id, &record, &form, &[FormFault::new(TYPED, words)])
        }
    }
}

impl AdminServer {
    /// Erases a person; a copy whose run was killed does not keep them.
    async fn erase_when_idle(&self, address: &Address) -> Result<ErasureOutcome, Error> {
        let outcome = subscription::erase_person(&self.database, address, clock::now()).await?;
        let ErasureOutcome::DeliveryInProgress(issues) = &outcome else { return Ok(outcome) };
        for issue in database::issues::all(&mut self.database.begin_read().await?).await? {
            if issues.contains(&issue.id) {
                let in_doubt = self.workspace.settings.retry.in_doubt;
                sending::settle_expired_leases(&self.database, &issue, in_doubt, clock::now()).await?;
            }
        }
        Ok(subscription::erase_person(&self.database, address, clock::now()).await?)
    }

    fn erase_form(
        &self,
        id: SubscriberId,
        record: &PersonalRecord,
        form: &FormValues,
        faults: &[FormFault],
    ) -> Result<Response, Error> {
        let copies = sending::filed_copies(&self.workspace, &record.address).unwrap_or_default();
        let files: usize = copies.iter().map(|copies| copies.files.len()).sum();
        let mut inputs = Vec::new();
        if files > 0 {
            let label = format!("Also delete {} to them in the outbox", format_count(files as u64, "copy", "copies"));
            inputs.push(FormInput::checkbox("copies", &label, form.has("copies")));
        }
        inputs.push(FormInput::text(TYPED, "Type the address", form.get(TYPED)).of_kind("email"));
        mark_faults(&mut inputs, faults);
        let fields: Vec<String> = record.fields.keys().map(|name| field_label(name)).collect();
        let lists: Vec<&str> = record.lists.iter().map(|on| on.title.as_str()).collect();
        let context = json!({
            "address": record.address.as_str(),
            "url": format!("{}/members/{id}", self.base_path()),
            "fields": fields.join(", "),
            "lists": lists.join(", "),
            "events": format_count(record.events.len() as u64, "entry", "entries"),
            "letters": format_count(record.deliveries.len() as u64, "letter", "letters"),
            "has_letters": !record.deliveries.is_empty(),
            "inputs": inputs,
            "faults": faults,
        });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATE.0, "members", context)?).into_response())
    }
}

/// Says what was erased, and where else the person may be.
fn erased_notice(address: &Address, erased: &ErasedData, is_wiped: bool) -> PageNotice {
    let mut details = Vec::new();
    if erased.skipped_deliveries > 0 {
        let copies = format_count(erased.skipped_deliveries, "waiting letter", "waiting letters");
        details.push(format!("{copies} to them will not be sent."));
    }
    details.push("Only a hash of the address stays, so that no import adds them again.".to_owned());
    if !erased.import_sources.is_empty() {
        let files: Vec<&str> = erased.import_sources.iter().map(String::as_str).collect();
        details.push(format!("They were imported from {}: delete them there too.", files.join(", ")));
    }
    details.push("Earlier backups still contain them.".to_owned());
    if !is_wiped {
        details.push(
            "Another program is reading the database, so traces stay in its file until “circular subscriber erase” is \
             run once that program is closed."
                .to_owned(),
        );
    }
    PageNotice { details, ..PageNotice::done(format!("{address} is erased.")) }
}

/// Deletes the copies in the outbox if that is wanted; says what became of them.
fn delete_copies(copies: &[FiledCopies], is_wanted: bool) -> Vec<String> {
    let mut words = Vec::new();
    for FiledCopies { folder, files } in copies {
        let count = format_count(files.len() as u64, "copy", "copies");
        if !is_wanted {
            words.push(format!("The folder {} still contains {count} to them.", folder.display()));
            continue;
        }
        words.push(match files.iter().try_for_each(std::fs::remove_file) {
            Ok(()) => format!("Deleted {count} to them in the folder {}.", folder.display()),
            Err(error) => format!(
                "The copies in the folder {} could not be deleted: {}.",
                folder.display(),
                wording::error_message(&error)
            ),
        });
    }
    words
}
