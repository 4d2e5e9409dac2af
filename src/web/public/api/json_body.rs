//! Bodies in JSON: of calls, with the fields that the call knows and no others, and of answers.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::response_headers::PageKind;
use super::api_error::ApiError;

/// Reads a body.
pub(super) fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<T, ApiError> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = media_type.split(';').next().unwrap_or("").trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::not_json());
    }
    let body = body.map_err(|rejected| match rejected.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        _ => ApiError::bad_request("the body cannot be read"),
    })?;
    serde_json::from_slice(&body).map_err(|error| ApiError::bad_request(format!("the body cannot be used: {error}")))
}

/// Makes an answer in JSON.
pub(in super::super) fn json_response(status: StatusCode, body: &impl Serialize) -> Response {
    let media_type = [(header::CONTENT_TYPE, "application/json")];
    let mut response = match serde_json::to_string(body) {
        Ok(text) => (status, media_type, text).into_response(),
        Err(error) => return ApiError::unavailable(&error).into_response(),
    };
    response.extensions_mut().insert(PageKind::CustomBody);
    response
}
