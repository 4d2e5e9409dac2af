//! The earlier versions of a draft, for the editor.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use super::edited_file::too_long;
use crate::clock;
use crate::draft::{self, DraftVersions};
use crate::web::admin::{AdminServer, Error};

/// Lists the versions of a draft, the latest first, with the time when each was replaced and what was changed then.
pub(super) async fn list(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Response, Error> {
    let path = admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let stored = DraftVersions::of(&admin.workspace.root, &slug);
    let versions = stored.list().map_err(Error::Drafts)?;
    let zone = admin.workspace.settings.society.time_zone();
    let today = clock::now().to_zoned(zone.clone()).date();
    let mut newer = std::fs::read(path).map_err(Error::Drafts)?;
    let mut listed = Vec::with_capacity(versions.len());
    for version in versions {
        let at = version.replaced_at.to_zoned(zone.clone());
        let bytes = stored.read(version.replaced_at).map_err(Error::Drafts)?.unwrap_or_default();
        let change = draft::describe_change(&String::from_utf8_lossy(&bytes), &String::from_utf8_lossy(&newer));
        let is_today = at.date() == today;
        listed.push(json!({
            "id": version.replaced_at.as_millisecond(),
            "day": if is_today { "Today".to_owned() } else { at.strftime("%-d %B").to_string() },
            "time": at.strftime("%H:%M").to_string(),
            "added": change.added,
            "removed": change.removed,
            "words": change.words,
        }));
        newer = bytes;
    }
    Ok(([(CONTENT_TYPE, "application/json")], json!(listed).to_string()).into_response())
}

/// Keeps a text that was not saved among the versions.
pub(super) async fn keep(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let Ok(body) = body else { return Ok(too_long()) };
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let versions = DraftVersions::of(&admin.workspace.root, &slug);
    versions.store(&body, clock::now(), true).map_err(Error::Drafts)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Sends the bytes of a version.
pub(super) async fn read(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug, id)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let replaced_at = id.parse().ok().and_then(|id| Timestamp::from_millisecond(id).ok());
    let versions = DraftVersions::of(&admin.workspace.root, &slug);
    let version = replaced_at.map(|at| versions.read(at)).transpose().map_err(Error::Drafts)?.flatten();
    let Some(bytes) = version else {
        let words = "This version is not stored any more: versions are kept for two days.";
        return Ok((StatusCode::NOT_FOUND, words).into_response());
    };
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response())
}
