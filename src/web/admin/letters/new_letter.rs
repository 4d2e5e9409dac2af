//! Starts a letter: blank, from a kind of letter, or from a document.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use url::form_urlencoded::parse;

use crate::config::archetypes;
use crate::draft::{self, NewDraftError};
use crate::model::io_reason;
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) =
    ("new-letter", include_str!("../../../../templates/admin/new-letter.html.hbs"));

/// What the chair calls the kinds of letters, and what is in each.
const KIND_WORDS: [(&str, &str, &str); 3] = [
    ("letter", "A letter", "a greeting, a few words, a button"),
    ("notice", "A meeting", "day, time and place, and a file for the readers’ calendars"),
    ("report", "A report", "the year in figures, with a list of contents"),
];

/// The line with which archetypes name their list.
const ARCHETYPE_LIST: &str = "\nto: members\n";

/// Why no letter was begun: the field, and a sentence.
pub(super) struct LetterProblem {
    pub(super) field: &'static str,
    pub(super) words: String,
}

/// Shows the form.
pub(super) async fn show(State(admin): State<Arc<AdminServer>>) -> Result<Html<String>, Error> {
    admin.new_letter_page("", "letter", None)
}

/// Writes a new draft and goes to its editor; the form has its title and its kind.
pub(super) async fn create(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let value = |key: &str| parse(&body).find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    let (title, kind) = (value("title").unwrap_or_default(), value("kind").unwrap_or_default());
    let Some((_, archetype)) = archetypes().iter().find(|(known, _)| *known == kind) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let archetype = admin.with_only_list(archetype).await?;
    match draft::create_draft(&admin.workspace.drafts_dir(), &title, &archetype) {
        Ok(slug) => Ok(Redirect::to(&format!("{}/edit", admin.draft_path(&slug))).into_response()),
        Err(error) => {
            let page = admin.new_letter_page(
                &title,
                &kind,
                Some(LetterProblem { field: "title", words: refusal_words(&error) }),
            )?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

/// Says why no letter was written.
pub(in crate::web::admin) fn refusal_words(error: &NewDraftError) -> String {
    match error {
        NewDraftError::NoName => "Give it a title with a letter or a digit.".to_owned(),
        NewDraftError::Exists(_) => "There is a letter of this name. Choose another title.".to_owned(),
        NewDraftError::Unwritable(error) => format!("It cannot be written: {}.", io_reason(error)),
    }
}

impl AdminServer {
    /// Addresses an archetype to the list of the society, if it has exactly one.
    pub(super) async fn with_only_list(&self, archetype: &str) -> Result<String, Error> {
        Ok(match self.lists().await?.as_slice() {
            [list] => archetype.replacen(ARCHETYPE_LIST, &format!("\nto: {}\n", list.name), 1),
            _ => archetype.to_owned(),
        })
    }

    /// Renders the form with what was typed.
    pub(super) fn new_letter_page(
        &self,
        title: &str,
        kind: &str,
        problem: Option<LetterProblem>,
    ) -> Result<Html<String>, Error> {
        let kinds = KIND_WORDS
            .iter()
            .map(|(name, label, hint)| json!({ "name": name, "label": label, "hint": hint, "chosen": *name == kind }));
        let problem =
            problem.map(|problem| json!({ "field": problem.field, "words": problem.words, problem.field: true }));
        let kinds: Vec<Value> = kinds.collect();
        self.render_page(TEMPLATE.0, "letters", json!({ "title": title, "kinds": kinds, "problem": problem }))
    }
}
