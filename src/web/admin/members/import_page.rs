//! The page of a dropped file: what each column becomes, who would join, and the import itself.

use std::io::Cursor;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::consent_form::consent_inputs;
use super::form_input::{FormFault, FormInput, mark_faults};
use super::form_values::FormValues;
use super::held_import::HeldImport;
use super::import_choices::{NEW_LIST, import_options};
use super::import_review::{
    ImportReview, inspection_context, plain_quotes, refusal_context, report_context, row_groups,
};
use super::page_notices::{NoticeQuery, PageNotice};
use super::person_fields::field_label;
use crate::import::{self, ImportOptions, ImportReport, find_opted_out_members, first_rows, inspect, write_rows};
use crate::model::{List, ListId, format_number};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, subscription, wording};

pub(super) const TEMPLATES: [(&str, &str); 2] = [
    ("import-review", include_str!("../../../../templates/admin/import-review.html.hbs")),
    ("import-done", include_str!("../../../../templates/admin/import-done.html.hbs")),
];

/// How many rows of the file are shown.
const SHOWN_ROWS: usize = 5;

/// Shows what would happen, or what has happened. Nothing is written.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, key)): Path<(String, String)>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Response, Error> {
    let Some(held) = admin.held_import(&key) else { return Ok(admin.file_is_gone()) };
    if let Some(result) = &held.result {
        return Ok(admin.render_page(TEMPLATES[1].0, "members", result)?.into_response());
    }
    let mut review = admin.review(&held).await?;
    review.context["notice"] = json!(admin.notice_of(&notice));
    Ok(admin.render_page(TEMPLATES[0].0, "members", review.context)?.into_response())
}

/// Keeps what was chosen, and imports the file if that was the button.
pub(super) async fn choose(
    State(admin): State<Arc<AdminServer>>,
    Path((_, key)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let page = format!("members/import/{key}");
    let _changing = admin.members.changing.lock().await;
    let Some(mut held) = admin.held_import(&key) else { return Ok(admin.file_is_gone()) };
    if held.result.is_some() {
        return Ok(Redirect::to(&format!("{}/{page}", admin.base_path())).into_response());
    }
    if form.get("act") == "drop" {
        admin.drop_import(&key);
        return Ok(admin.go_with_notice("members", PageNotice::done("The file is forgotten. Nobody was imported.")));
    }
    admin.keep_choices(&key, form.clone());
    if form.get("act") != "import" {
        return Ok(Redirect::to(&format!("{}/{page}", admin.base_path())).into_response());
    }
    held.choices = form.clone();
    let review = admin.review(&held).await?;
    if let Some(notice) = review.objection(form.get("shown")) {
        return Ok(admin.go_with_notice(&page, notice));
    }
    match admin.import(&held).await? {
        Ok(result) => admin.keep_result(&key, result),
        Err(words) => return Ok(admin.go_with_notice(&page, PageNotice::refused(words))),
    }
    Ok(Redirect::to(&format!("{}/{page}", admin.base_path())).into_response())
}

impl AdminServer {
    fn file_is_gone(&self) -> Response {
        let words = "The file is not held any more: it was imported, dropped, or waited too long. Choose it once more.";
        self.go_with_notice("members/import", PageNotice::refused(words))
    }

    fn options(&self, held: &HeldImport, basis: Option<String>) -> ImportOptions {
        import_options(&held.choices, &held.name, basis, self.workspace.settings.society.language.as_str())
    }

    /// Reads the file as it was chosen, and finds out what an import would do.
    async fn review(&self, held: &HeldImport) -> Result<ImportReview, Error> {
        let lists = self.lists().await?;
        let list = self.import_list(&held.choices, &lists)?;
        let kinds = database::fields::all(&mut self.database.begin_read().await?).await?;
        let mut faults = Vec::new();
        let basis = self.consent_text(&list, &held.choices).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let frame = self.import_frame(held, &list, &lists, &faults);
        let options = ImportOptions { dry_run: true, ..self.options(held, basis) };
        let inspection = match inspect(&self.database, Cursor::new(held.bytes.clone()), options).await {
            Ok(inspection) => inspection,
            Err(import::Error::Database(error)) => return Err(error.into()),
            Err(error) => return Ok(ImportReview::refused(refusal_context(frame, &error, &held.choices))),
        };
        let rows = first_rows(&inspection, SHOWN_ROWS).unwrap_or_default();
        let context = inspection_context(frame, &inspection, &rows, &held.choices, &kinds);
        let dry_run = async {
            let (inspection, members) = find_opted_out_members(&self.database, &list, inspection).await?;
            Ok((members, write_rows(&self.database, &list, inspection, clock::now()).await?))
        };
        match dry_run.await {
            Ok((members, report)) => {
                Ok(ImportReview::of(report_context(context, &report, &members, &list), &report, faults))
            }
            Err(import::Error::Database(error)) => Err(error.into()),
            Err(error) => Ok(ImportReview::refused(refusal_context(context, &error, &held.choices))),
        }
    }

    /// Returns what is on the page whatever is in the file.
    fn import_frame(&self, held: &HeldImport, list: &List, lists: &[List], faults: &[FormFault]) -> Value {
        let mut consent = consent_inputs(list, &held.choices);
        mark_faults(&mut consent, faults);
        let chosen = if list.id == ListId::NONE { NEW_LIST } else { list.name.as_str() };
        let options = lists.iter().map(|list| (list.name.as_str(), list.title.as_str()));
        let options = options.chain([(NEW_LIST, "A new list …")]);
        json!({
            "url": format!("{}/members/import/{}", self.base_path(), held.key),
            "file": held.name,
            "from": held.choices.get("from"),
            "list_input": FormInput::select("list", "Onto which list?", chosen, options),
            "title_input": (list.id == ListId::NONE).then(|| {
                FormInput::text("title", "What is the new list called?", &list.title)
                    .with_hint("Members see it, such as “Our members”.")
            }),
            "consent": consent,
            "faults": faults,
            "list_title": list.title,
        })
    }

    /// Imports the file. Nothing was written if the words say why it cannot be.
    async fn import(&self, held: &HeldImport) -> Result<Result<Value, String>, Error> {
        let lists = self.lists().await?;
        let mut list = self.import_list(&held.choices, &lists)?;
        let basis = match self.consent_text(&list, &held.choices) {
            Ok(basis) => basis,
            Err(fault) => return Ok(Err(fault.message)),
        };
        let has_basis = basis.is_some();
        let options = self.options(held, basis);
        // A file that cannot be read leaves no empty list behind.
        let inspection = match inspect(&self.database, Cursor::new(held.bytes.clone()), options).await {
            Ok(inspection) => inspection,
            Err(error) => return Ok(Err(format!("{}.", plain_quotes(&wording::error_chain(&error))))),
        };
        if list.id == ListId::NONE {
            let domain = self.workspace.settings.sender.from.address.domain();
            let made = subscription::create_list(&self.database, &list.name, &list.title, domain, clock::now()).await;
            list = match made {
                Ok(list) => list,
                Err(error) => return Ok(Err(format!("{}.", plain_quotes(&error.to_string())))),
            };
        }
        match write_rows(&self.database, &list, inspection, clock::now()).await {
            Ok(report) => Ok(Ok(self.result_context(held, &list, &report, has_basis))),
            Err(error) => Ok(Err(format!(
                "The import stopped: {}. A part of the people may have been imported; importing the file again is \
                 harmless.",
                plain_quotes(&wording::error_chain(&error))
            ))),
        }
    }

    fn result_context(&self, held: &HeldImport, list: &List, report: &ImportReport, has_basis: bool) -> Value {
        let fields: Vec<String> = report.fields.iter().map(|name| field_label(name)).collect();
        json!({
            "file": held.name,
            "title": list.title,
            "joined": format_number(report.new + report.joined),
            "counts": wording::import_counts(report),
            "fields": fields.join(", "),
            "groups": row_groups(report),
            "no_basis": !has_basis && report.new + report.joined > 0,
            "members_url": format!("{}/members?list={}", self.base_path(), list.name),
            "is_from_start": held.is_from_start,
            "start_url": format!("{}/start", self.base_path()),
        })
    }
}
