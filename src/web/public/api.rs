//! The HTTP API for the society's own programs, such as its website: each call shows a token. `docs/openapi.json`
//! describes it.

mod api_error;
mod bearer_token;
mod issue_status;
mod join_call;
mod json_body;
mod leave_call;
mod list_overview;

pub(super) use api_error::ApiError;
pub(super) use bearer_token::authorize;
pub(super) use json_body::json_response;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use super::PublicSite;

/// The largest body that is read, in bytes.
const MAX_CALL_BYTES: usize = 16 * 1_024;

/// The description of the API.
const OPENAPI: &str = include_str!("../../../docs/openapi.json");

/// The routes; what they do not know is answered in JSON as well.
pub(super) fn routes() -> Router<Arc<PublicSite>> {
    let calls = Router::new()
        .route("/openapi.json", get(async || ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()))
        .route("/lists", get(list_overview::show))
        .route("/issues", get(issue_status::show_newest))
        .route("/issues/{draft}", get(issue_status::show))
        .route("/join", post(join_call::join))
        .route("/leave", post(leave_call::leave))
        .fallback(async || ApiError::not_found("there is no such path"))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .layer(DefaultBodyLimit::max(MAX_CALL_BYTES));
    Router::new().nest("/api", calls)
}
