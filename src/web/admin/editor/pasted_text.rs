//! What is pasted into the editor, cleaned as `new --from` cleans a document.

use axum::extract::rejection::StringRejection;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use encodify::base64::STANDARD;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::documents::clean_pasted_html;
use crate::image_files::fit_image;

/// Turns the HTML of a clipboard into Markdown, with its pictures and what was changed. No file is read or written.
pub(super) async fn clean(html: Result<String, StringRejection>) -> Response {
    let Ok(html) = html else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "it is too large for a letter").into_response();
    };
    // A pasted page of many megabytes takes a while, and the other pages must not wait.
    let document = match spawn_blocking(move || clean_pasted_html(&html, fit_image)).await {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let pictures = document.pictures.iter();
    let pictures: Vec<Value> =
        pictures.map(|picture| json!({ "name": picture.name, "base64": STANDARD.encode(&picture.bytes) })).collect();
    let changes = document.changes.iter();
    let changes: Vec<Value> = changes
        .map(|change| {
            let kind: &str = change.kind.into();
            json!({ "kind": kind, "message": change.message, "near": change.near, "original": change.original })
        })
        .collect();
    let answer = json!({ "markdown": document.markdown, "pictures": pictures, "changes": changes });
    ([(CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
}
