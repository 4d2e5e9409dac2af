//! What is pasted into the editor, cleaned as `new --from` cleans a document.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use encodify::base64::STANDARD;
use serde_json::{Value, json};

use crate::documents::clean_pasted_html;

/// Turns the HTML of a clipboard into Markdown, with its pictures and what was changed. No file is read or written.
pub(super) async fn clean(html: String) -> Response {
    let document = match clean_pasted_html(&html) {
        Ok(document) => document,
        Err(error) => return (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
    };
    let pictures = document.pictures.iter();
    let pictures: Vec<Value> =
        pictures.map(|picture| json!({ "name": picture.name, "base64": STANDARD.encode(&picture.bytes) })).collect();
    let changes = document.changes.iter();
    let changes: Vec<Value> = changes.map(|change| json!({ "message": change.message, "near": change.near })).collect();
    let answer = json!({ "markdown": document.markdown, "pictures": pictures, "changes": changes });
    ([(CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
}
