//! Starts a letter from the list of drafts.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded::parse;

use crate::config::archetypes;
use crate::draft::{self, NewDraftError};
use crate::web::admin::AdminServer;
use crate::wording;

/// Writes a new draft and goes to its editor; the form has its title and its kind.
pub(super) async fn create(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Response {
    let value = |key: &str| parse(&body).find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    let (title, kind) = (value("title").unwrap_or_default(), value("kind").unwrap_or_default());
    let Some((_, archetype)) = archetypes().iter().find(|(known, _)| *known == kind) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match draft::create_draft(&admin.workspace.drafts_dir(), &title, archetype) {
        Ok(slug) => Redirect::to(&format!("{}/edit", admin.draft_path(&slug))).into_response(),
        Err(NewDraftError::NoName) => refusal("Give it a title with a letter or a digit."),
        Err(NewDraftError::Exists(_)) => refusal("There is a letter of this name. Choose another title."),
        Err(error) => refusal(&format!("It cannot be written: {}.", wording::error_chain(&error))),
    }
}

fn refusal(words: &str) -> Response {
    (StatusCode::CONFLICT, words.to_owned()).into_response()
}
