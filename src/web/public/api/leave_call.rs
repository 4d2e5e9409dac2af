//! `POST /api/leave`: takes an address off a list, or off all of them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::super::PublicSite;
use super::api_error::ApiError;
use super::bearer_token::authorize;
use super::json_body::{json_response, read_json};
use crate::database;
use crate::model::{Address, ApiPermission, ParseAddressError};
use crate::subscription;

/// The body of the call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeaveCall {
    /// Who leaves.
    email: String,
    /// The name of the list; without it, all lists.
    list: Option<String>,
}

/// Unsubscribes an address. The answer does not say whether it was on a list.
pub(super) async fn leave(
    State(site): State<Arc<PublicSite>>,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let token = authorize(&site, &parts, ApiPermission::Leave).await?;
    let call: LeaveCall = read_json(&parts.headers, body)?;
    let address: Address =
        call.email.trim().parse().map_err(|error: ParseAddressError| ApiError::bad_address(error.to_string()))?;
    let read = async { database::lists::all(&mut site.database.begin_read().await?).await };
    let mut lists = read.await.map_err(|error: database::Error| ApiError::unavailable(&error))?;
    if let Some(name) = &call.list {
        lists.retain(|list| list.name.as_str() == name);
        if lists.is_empty() {
            return Err(ApiError::not_found("there is no list of this name"));
        }
    }
    let reason = format!("asked through the API by {}", token.name);
    for list in &lists {
        let left = subscription::take_off(&site.database, list, &address, Some(&reason), (site.now)());
        left.await.map_err(|error| ApiError::unavailable(&error))?;
    }
    Ok(json_response(StatusCode::ACCEPTED, &json!({ "status": "accepted" })))
}
