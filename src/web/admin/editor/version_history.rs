//! The earlier versions of a draft, for the editor.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use crate::clock;
use crate::draft::DraftVersions;
use crate::web::admin::{AdminServer, Error};

/// Lists the versions of a draft, the latest first, with the time when each was replaced.
pub(super) async fn list(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Response, Error> {
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let versions = DraftVersions::of(&admin.workspace.root, &slug).list().map_err(Error::Drafts)?;
    let zone = admin.workspace.settings.society.time_zone();
    let versions: Vec<_> = versions
        .iter()
        .map(|version| {
            let at = version.replaced_at.to_zoned(zone.clone());
            json!({
                "id": version.replaced_at.as_millisecond(),
                "day": at.strftime("%-d %B").to_string(),
                "time": at.strftime("%H:%M:%S").to_string(),
            })
        })
        .collect();
    Ok(([(CONTENT_TYPE, "application/json")], json!(versions).to_string()).into_response())
}

/// Keeps a text that was not saved among the versions.
pub(super) async fn keep(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Error> {
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let versions = DraftVersions::of(&admin.workspace.root, &slug);
    versions.store(&body, clock::now(), true).map_err(Error::Drafts)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends the bytes of a version.
pub(super) async fn read(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug, id)): Path<(String, String, i64)>,
) -> Result<Response, Error> {
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let replaced_at = Timestamp::from_millisecond(id).map_err(|_| Error::NotFound)?;
    let version = DraftVersions::of(&admin.workspace.root, &slug).read(replaced_at).map_err(Error::Drafts)?;
    let bytes = version.ok_or(Error::NotFound)?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response())
}
