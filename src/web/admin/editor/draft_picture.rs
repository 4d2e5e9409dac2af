//! The pictures and files of a draft in the editor: one is put beside the draft, or shown.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::task::spawn_blocking;

use crate::draft::{self, PictureError};
use crate::model::capitalize;
use crate::web::admin::{AdminServer, Error};
use crate::wording;

/// The largest picture that is shown in the editor, in bytes.
const MAX_SHOWN_BYTES: u64 = 20_000_000;

/// The name that a dropped file had.
#[derive(Debug, Deserialize)]
pub(super) struct PictureQuery {
    name: String,
}

/// Puts a picture beside a draft; the answer is its name.
pub(super) async fn store(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<PictureQuery>,
    body: Bytes,
) -> Result<Response, Error> {
    let folder = admin.draft_folder(&slug)?;
    // A photograph takes a while, and the other pages must not wait.
    let stored = spawn_blocking(move || draft::store_picture(&folder, &query.name, &body)).await;
    let Ok(stored) = stored else { return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response()) };
    Ok(name_or_words(stored))
}

/// Puts a file that is sent with a draft beside it; the answer is its name.
pub(super) async fn store_attachment(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<PictureQuery>,
    body: Bytes,
) -> Result<Response, Error> {
    let folder = admin.draft_folder(&slug)?;
    Ok(name_or_words(draft::store_attachment(&folder, &query.name, &body)))
}

impl AdminServer {
    fn draft_folder(&self, slug: &str) -> Result<PathBuf, Error> {
        let path = self.draft_file(slug)?.ok_or(Error::NotFound)?;
        Ok(path.parent().unwrap_or(&path).to_owned())
    }
}

fn name_or_words(stored: Result<String, PictureError>) -> Response {
    match stored {
        Ok(name) => name.into_response(),
        Err(error @ (PictureError::Unusable(_) | PictureError::NoAttachment)) => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{}.", capitalize(&error.to_string()))).into_response()
        }
        Err(error) => {
            let words = format!("{}.", capitalize(&wording::error_chain(&error)));
            (StatusCode::INSUFFICIENT_STORAGE, words).into_response()
        }
    }
}

/// Shows a picture beside a draft.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug, name)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let bytes =
        draft::read_adjacent_file(&admin.draft_folder(&slug)?, &name, MAX_SHOWN_BYTES).ok_or(Error::NotFound)?;
    let media_type = draft::picture_type(&bytes).ok_or(Error::NotFound)?;
    Ok(([(CONTENT_TYPE, media_type)], bytes).into_response())
}
