//! Errors of the API: a status, a code for programs and a sentence for people, in JSON.

use std::error::Error;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde_json::json;

use super::super::response_headers::PageKind;

/// Why a call was refused.
#[derive(Debug)]
pub(in super::super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after: Option<SignedDuration>,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None }
    }

    /// The body or the query is not what the call takes.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", message)
    }

    /// There is no token, or it is not known.
    pub(super) fn unauthorized() -> Self {
        let message = "this call needs a token: `Authorization: Bearer circular_…`";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    /// The token may not do this.
    pub(super) fn forbidden(permission: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", format!("the token may not `{permission}`"))
    }

    /// What is named does not exist.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", message)
    }

    /// The path takes other methods.
    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "this path takes another method: see `Allow`")
    }

    /// The body is too large.
    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "the body is too large")
    }

    /// The body is not in JSON.
    pub(super) fn not_json() -> Self {
        let message = "send JSON with `Content-Type: application/json`";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", message)
    }

    /// Mail cannot reach the address.
    pub(super) fn bad_address(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-address", message)
    }

    /// The text to which somebody agreed has no words.
    pub(super) fn no_consent_text() -> Self {
        let message = "`consent_text` needs the words that the form showed";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no-consent-text", message)
    }

    /// There were too many calls.
    pub(super) fn too_many(wait: SignedDuration) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many", "there were too many calls");
        Self { retry_after: Some(wait), ..error }
    }

    /// Nobody can join at present.
    pub(super) fn closed(wait: SignedDuration) -> Self {
        let message = "nobody can join at present, because no confirmation mail can be sent";
        Self { retry_after: Some(wait), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "closed", message) }
    }

    /// Something failed here: it is logged, and not shown.
    pub(in super::super) fn unavailable(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error, "cannot answer");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the call cannot be answered at present")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({ "error": { "code": self.code, "message": self.message } }).to_string();
        let media_type = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (self.status, media_type, body).into_response();
        response.extensions_mut().insert(PageKind::CustomBody);
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        response
    }
}
