//! Adds one person by the rules of `circular subscriber add`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::change_page::doubt_words;
use super::consent_form::consent_inputs;
use super::directory_page::DirectoryQuery;
use super::form_input::{FormFault, FormInput, mark_faults};
use super::form_values::FormValues;
use super::page_notices::PageNotice;
use super::person_fields::{changed_fields, field_inputs, new_field_inputs};
use crate::import::DateOrder;
use crate::model::{
    Address, List, SubscriberFields, SubscriptionState, SuppressionReason, address_doubt, mailable_address,
};
use crate::subscription::{self, AddOutcome, FieldEdit, NewMember};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("member-add", include_str!("../../../../templates/admin/member-add.html.hbs"));

const ADDRESS: &str = "address";
/// The boxes that are shown once there is a reason for them.
const REJOIN: &str = "rejoin";
const NEW_PERSON: &str = "new-person";
const REPLACE: &str = "replace";

/// Shows the form.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<DirectoryQuery>,
) -> Result<Response, Error> {
    let lists = admin.lists().await?;
    let Some(list) = query.chosen_list(&lists).or(lists.first()) else { return Ok(admin.needs_list()) };
    admin.add_form(list, &lists, &FormValues::default(), &[], &[]).await
}

/// Adds the person, or says what must be decided first.
pub(super) async fn add(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let lists = admin.lists().await?;
    let Some(list) = admin.list_of_form(&form).await? else { return Ok(admin.needs_list()) };
    if form.has("show") {
        return admin.add_form(&list, &lists, &form, &[], &[]).await;
    }
    let kinds = database::fields::all(&mut admin.database.begin_read().await?).await?;
    let order = DateOrder::of(admin.workspace.settings.society.language.as_str());
    let (fields, mut faults) = changed_fields(&form, &kinds, &SubscriberFields::new(), order);
    let address = mailable_address(form.get(ADDRESS));
    if let Err(bad) = &address {
        let words = if form.get(ADDRESS).is_empty() { "Write the address.".to_owned() } else { format!("{bad}.") };
        faults.insert(0, FormFault::new(ADDRESS, words));
    }
    let basis = admin.consent_text(&list, &form).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let is_returning = form.has(REJOIN);
    if is_returning && basis.is_none() {
        faults.push(FormFault::new("basis", "Say how they asked to come back."));
    }
    let (Ok(address), true) = (address, faults.is_empty()) else {
        return admin.add_form(&list, &lists, &form, &faults, &[]).await;
    };
    let has_taken_over = form.has(NEW_PERSON);
    let member =
        NewMember { address: &address, fields: &fields, basis: basis.as_deref(), has_taken_over, is_returning };
    let planned = subscription::add_subscriber(&admin.database, &list, member, true, clock::now()).await?;
    let (faults, boxes) = questions(&planned, &address, &list, &form);
    if !faults.is_empty() {
        return admin.add_form(&list, &lists, &form, &faults, &boxes).await;
    }
    let outcome = subscription::add_subscriber(&admin.database, &list, member, false, clock::now()).await?;
    let (faults, boxes) = questions(&outcome, &address, &list, &form);
    let (AddOutcome::Joined(edits) | AddOutcome::AlreadySubscribed(edits)) = &outcome else {
        return admin.add_form(&list, &lists, &form, &faults, &boxes).await;
    };
    let mut notice = added_notice(&outcome, edits, &address, &list);
    if form.has("welcome") && list.welcome.is_some() {
        let is_queued = subscription::queue_welcome(&admin.database, &list, &address, clock::now()).await?;
        notice.details.push(
            if is_queued {
                "“circular serve” sends them the welcome letter."
            } else {
                "They had the welcome letter before: it is not sent again."
            }
            .to_owned(),
        );
    }
    let person = database::subscribers::by_address(&mut admin.database.begin_read().await?, &address).await?;
    Ok(admin.go_with_notice(&person.map_or("members".to_owned(), |person| format!("members/{}", person.id)), notice))
}

/// Returns what keeps a person from being added, and the boxes that allow it.
fn questions(
    outcome: &AddOutcome,
    address: &Address,
    list: &List,
    form: &FormValues,
) -> (Vec<FormFault>, Vec<FormInput>) {
    let refused = |words: String| (vec![FormFault::new(ADDRESS, words)], Vec::new());
    let asked = |id: &str, words: String, label: &str| {
        (vec![FormFault::new(id, words)], vec![FormInput::checkbox(id, label, false)])
    };
    match outcome {
        AddOutcome::Joined(edits) | AddOutcome::AlreadySubscribed(edits) => {
            let replaced: Vec<String> =
                edits.iter().filter(|edit| edit.before.is_some()).map(wording::field_edit_words).collect();
            if replaced.is_empty() || form.has(REPLACE) {
                return (Vec::new(), Vec::new());
            }
            let words = format!("{address} is known already. This would change: {}.", replaced.join("; "));
            asked(REPLACE, words, "Change it")
        }
        AddOutcome::OptedOut(state) => {
            let left = if *state == SubscriptionState::NoticesOnly { "wants only notices" } else { "has left" };
            let words = format!("{address} {left}: only they themselves can come back to “{}”.", list.title);
            asked(REJOIN, words, "They have asked us to come back, as written above")
        }
        AddOutcome::FormerAddress(present) => asked(
            NEW_PERSON,
            format!("{address} is the former address of {present}. If it is the same person, write the present one."),
            "Somebody else has this address now",
        ),
        AddOutcome::SuppressedAddress(SuppressionReason::Erased) => refused(format!(
            "The owner of {address} wanted to be erased: only they can come back, by the form or by a mail."
        )),
        AddOutcome::SuppressedAddress(reason) => refused(format!(
            "{address} takes no mail, because {}: it was not added.",
            wording::suppression_clause(*reason)
        )),
        AddOutcome::Suppressed => {
            refused(format!("{address} takes no mail: it was not added. Their page says why; find it under Members."))
        }
    }
}

fn added_notice(outcome: &AddOutcome, edits: &[FieldEdit], address: &Address, list: &List) -> PageNotice {
    let is_new = matches!(outcome, AddOutcome::Joined(_));
    let words = match (is_new, edits.is_empty()) {
        (true, _) => format!("{address} is on “{}”.", list.title),
        (false, true) => format!("{address} was on “{}” already: nothing was changed.", list.title),
        (false, false) => format!("{address} was on “{}” already. Changed:", list.title),
    };
    let doubt = address_doubt(address).map(|doubt| doubt_words(address, &doubt));
    PageNotice {
        details: doubt.into_iter().chain(edits.iter().map(wording::field_edit_words)).collect(),
        ..PageNotice::done(words)
    }
}

impl AdminServer {
    /// Leads to the page where the first list is made.
    pub(super) fn needs_list(&self) -> Response {
        let notice = PageNotice::refused("There is no list yet. Make one, then add people to it.");
        self.go_with_notice("lists/new", notice)
    }

    async fn add_form(
        &self,
        list: &List,
        lists: &[List],
        form: &FormValues,
        faults: &[FormFault],
        boxes: &[FormInput],
    ) -> Result<Response, Error> {
        let kinds = database::fields::all(&mut self.database.begin_read().await?).await?;
        let stored = SubscriberFields::new();
        let choices = lists.iter().map(|list| (list.name.as_str(), list.title.as_str()));
        let mut first = vec![FormInput::text(ADDRESS, "Address", form.get(ADDRESS)).of_kind("email")];
        let mut fields = field_inputs(&kinds, &stored, Some(form));
        let others = fields.split_off(fields.len().min(if kinds.contains_key("name") { 3 } else { 2 }));
        first.extend(fields);
        let mut more = [others, new_field_inputs(Some(form))].concat();
        let mut consent = consent_inputs(list, form);
        let mut boxes = boxes.to_vec();
        for inputs in [&mut first, &mut more, &mut consent, &mut boxes] {
            mark_faults(inputs, faults);
        }
        let context = json!({
            "list": list.name.as_str(),
            "title": list.title,
            "choice": (lists.len() > 1).then(|| FormInput::select("list", "List", list.name.as_str(), choices)),
            "first": first,
            "more": more,
            "more_open": more.iter().any(|input| input.fault.is_some()),
            "consent": consent,
            "boxes": boxes,
            "welcome": list.welcome.is_some().then(|| {
                FormInput::checkbox("welcome", "Send them the welcome letter of this list", form.has("welcome"))
            }),
            "faults": faults,
        });
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        Ok((status, self.render_page(TEMPLATE.0, "members", context)?).into_response())
    }
}
