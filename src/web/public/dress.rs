//! What every answer wears: the same headers, and a page in place of a bare error.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Site;
use crate::web::put;

/// An address with a token in it is a key: it must not be kept, indexed, framed or told to anybody.
const HEADERS: [(&str, &str); 5] = [
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("x-robots-tag", "noindex"),
    ("x-content-type-options", "nosniff"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
];

/// How an answer differs from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guise {
    /// It has words of its own, whatever its status.
    Worded,
    /// It may be found by whoever searches the web.
    Indexed,
}

/// Puts the headers on an answer, and words into an error.
pub(super) async fn dress(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let guise = response.extensions_mut().remove::<Guise>();
    if (status.is_client_error() || status.is_server_error()) && guise != Some(Guise::Worded) {
        *response.body_mut() = Body::from(site.sheets.trouble(status));
        response.headers_mut().remove(header::CONTENT_LENGTH);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
    }
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("60"));
    }
    put(&mut response, &HEADERS);
    if guise == Some(Guise::Indexed) {
        response.headers_mut().remove("x-robots-tag");
    }
    response
}
