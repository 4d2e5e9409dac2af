//! What every answer wears: the same headers, and a page in place of a bare error.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::PublicSite;
use crate::web::set_headers;

/// An address with a token in it is a key: it must not be kept, indexed, framed or told to anybody.
const SECURITY_HEADERS: [(&str, &str); 5] = [
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
pub(super) enum PageKind {
    /// It has words of its own, whatever its status.
    CustomBody,
    /// It may be found by whoever searches the web.
    Indexable,
}

/// Puts the headers on an answer, and words into an error.
pub(super) async fn dress(State(site): State<Arc<PublicSite>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let guise = response.extensions_mut().remove::<PageKind>();
    if (status.is_client_error() || status.is_server_error()) && guise != Some(PageKind::CustomBody) {
        *response.body_mut() = Body::from(site.pages.render_error(status));
        response.headers_mut().remove(header::CONTENT_LENGTH);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
    }
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("60"));
    }
    set_headers(&mut response, &SECURITY_HEADERS);
    if guise == Some(PageKind::Indexable) {
        response.headers_mut().remove("x-robots-tag");
    }
    response
}
