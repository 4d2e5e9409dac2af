//! `GET /api/lists`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::super::PublicSite;
use super::api_error::ApiError;
use super::bearer_token::authorize;
use super::json_body::json_response;
use crate::database;
use crate::model::{ApiPermission, List};

/// The answer.
#[derive(Debug, Serialize)]
struct ListOverview {
    lists: Vec<ListEntry>,
}

/// A list as the website shows it.
#[derive(Debug, Serialize)]
struct ListEntry {
    name: String,
    title: String,
    /// The language of its letters, if it is not the society's.
    language: Option<String>,
    /// How people join: `single`, `double` or `approved`.
    opt_in: &'static str,
    is_public: bool,
    /// Whether people can ask to join it now.
    is_open: bool,
}

/// Shows all lists.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, parts: Parts) -> Result<Response, ApiError> {
    authorize(&site, &parts, ApiPermission::Read).await?;
    let read = async { database::lists::all(&mut site.database.begin_read().await?).await };
    let lists = read.await.map_err(|error: database::Error| ApiError::unavailable(&error))?;
    let entry = |list: List| ListEntry {
        is_open: list.public && site.accepts_signups(&list.name),
        name: list.name.to_string(),
        title: list.title,
        language: list.language.map(|language| language.as_str().to_owned()),
        opt_in: list.opt_in.into(),
        is_public: list.public,
    };
    Ok(json_response(StatusCode::OK, &ListOverview { lists: lists.into_iter().map(entry).collect() }))
}
