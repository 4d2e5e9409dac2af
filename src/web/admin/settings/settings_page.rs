//! The page with all settings.

use std::sync::{Arc, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::form_fields::{SENDER, SOCIETY, form_named};
use super::settings_form::{FormProblem, TypedValues};
use crate::web::admin::{AdminServer, Error};

const SETTINGS: &str = "settings";
pub(in crate::web::admin) const TEMPLATES: [(&str, &str); 3] = [
    (SETTINGS, include_str!("../../../../templates/admin/settings.html.hbs")),
    ("settings-form", include_str!("../../../../templates/admin/settings-form.html.hbs")),
    ("settings-look", include_str!("../../../../templates/admin/settings-look.html.hbs")),
];

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web::admin) struct SettingsQuery {
    #[serde(default)]
    pub(in crate::web::admin) done: String,
}

/// Shows all settings.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<SettingsQuery>,
) -> Result<Html<String>, Error> {
    admin.settings_page("", None, None, &query.done)
}

/// Saves a form, and goes back to the page that it came from.
pub(super) async fn save(
    State(admin): State<Arc<AdminServer>>,
    Path((_, form)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = form_named(&form).ok_or(Error::NotFound)?;
    let typed = TypedValues::read(&body);
    match admin.change_settings(&typed, |file| form.apply(&typed, file)).await? {
        Ok(()) => Ok(Redirect::to(&admin.settings_done_path(&typed, form.name)).into_response()),
        Err(problem) => admin.form_refused(form.name, &typed, &problem).await,
    }
}

/// Takes the last change back, if nothing has changed since.
pub(super) async fn undo(State(admin): State<Arc<AdminServer>>) -> Result<Response, Error> {
    let change = admin.settings_memory.lock().unwrap_or_else(PoisonError::into_inner).undo.take();
    let Some(change) = change else { return Ok(Redirect::to(&admin.settings_path()).into_response()) };
    let typed = TypedValues::read(format!("version={}", change.version_after).as_bytes());
    let undone = admin.change_settings(&typed, |file| {
        file.replace_text(change.text_before);
        Ok(())
    });
    match undone.await? {
        Ok(()) => {
            admin.settings_memory.lock().unwrap_or_else(PoisonError::into_inner).undo = None;
            Ok(Redirect::to(&format!("{}?done=undone", admin.settings_path())).into_response())
        }
        Err(problem) => admin.form_refused("", &TypedValues::default(), &problem).await,
    }
}

impl AdminServer {
    pub(in crate::web::admin) fn settings_path(&self) -> String {
        format!("{}/settings", self.base_path())
    }

    /// Returns where a form leads when it was saved: back to the first start, or to its place on the page.
    pub(in crate::web::admin) fn settings_done_path(&self, typed: &TypedValues, form: &str) -> String {
        if typed.get("next") == "start" {
            return format!("{}/start?done={form}", self.base_path());
        }
        format!("{}?done={form}#{form}", self.settings_path())
    }

    /// Answers with the form as it was typed, and what is wrong with it.
    pub(in crate::web::admin) async fn form_refused(
        &self,
        form: &str,
        typed: &TypedValues,
        problem: &FormProblem,
    ) -> Result<Response, Error> {
        let page = match typed.get("next") {
            "start" => self.start_page(form, Some(typed), Some(problem), "").await?,
            _ => self.settings_page(form, Some(typed), Some(problem), "")?,
        };
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }

    /// Renders the page; a form that was refused shows what was typed.
    fn settings_page(
        &self,
        refused: &str,
        typed: Option<&TypedValues>,
        problem: Option<&FormProblem>,
        done: &str,
    ) -> Result<Html<String>, Error> {
        let file = self.settings_file()?;
        let form = |definition: &super::form_fields::FormDefinition| {
            let is_refused = definition.name == refused;
            definition.to_json(&file, typed.filter(|_| is_refused), problem.filter(|_| is_refused))
        };
        let memory = self.settings_memory.lock().unwrap_or_else(PoisonError::into_inner);
        let context = json!({
            "next": "",
            "file": self.workspace.settings_file().display().to_string(),
            "society_form": form(&SOCIETY),
            "sender_form": form(&SENDER),
            "relay": self.relay_form(&file, typed.filter(|_| refused == "relay"), problem),
            "mailbox": self.mailbox_form(&file, typed.filter(|_| refused == "mailbox"), problem),
            "logo": self.workspace.settings.look.logo,
            "test": memory.test.clone().filter(|_| done == "test"),
            "problem": problem.map(FormProblem::to_json),
            "done": done_words(done),
            "can_undo": memory.undo.is_some() && done_words(done).is_some(),
        });
        drop(memory);
        self.render_page(SETTINGS, SETTINGS, context)
    }
}

/// Says what was just done.
pub(in crate::web::admin) fn done_words(done: &str) -> Option<&'static str> {
    match done {
        "society" => Some("Saved. Letters that you send from now on look like this."),
        "sender" => Some("Saved. Letters that you send from now on come from this sender."),
        "relay" => Some("Saved. Send yourself a test to see whether your provider takes it."),
        "mailbox" => Some("Saved. Mails that come back are read from the next time that you open circular."),
        "logo" => Some("Your logo stands above each letter now."),
        "undone" => Some("The settings are as they were before."),
        _ => None,
    }
}
