//! The headers of every response, and a page in place of a bare error.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::page_language::PageLanguage;
use super::{PublicSite, error_page};
use crate::web::set_headers;

/// A URL with a token in it is a key: it must not be cached, indexed, framed or passed on as a referrer.
const SECURITY_HEADERS: [(&str, &str); 5] = [
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("x-robots-tag", "noindex"),
    ("x-content-type-options", "nosniff"),
    (
        "content-security-policy",
        "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
];

/// How a response differs from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    /// It has a body of its own, even if its status is an error.
    CustomBody,
    /// Search engines may index it.
    Indexable,
    /// A letter or a list of letters for everybody; its own headers say how long it may be kept.
    PublicArchive,
    /// The same behind a sealed link: no search engine follows it.
    SealedArchive,
}

/// Sets the headers of a response, and replaces a bare error with a page.
pub(super) async fn finish_response(State(site): State<Arc<PublicSite>>, request: Request, next: Next) -> Response {
    let language = PageLanguage::of(request.uri(), request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    let kind = response.extensions_mut().remove::<PageKind>();
    if (status.is_client_error() || status.is_server_error()) && kind != Some(PageKind::CustomBody) {
        *response.body_mut() = Body::from(error_page::render(site.pages.for_reader(&language, None, None), status));
        response.headers_mut().remove(header::CONTENT_LENGTH);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
    }
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("60"));
    }
    let own_control = match kind {
        Some(PageKind::PublicArchive | PageKind::SealedArchive) => response.headers_mut().remove(header::CACHE_CONTROL),
        _ => None,
    };
    set_headers(&mut response, &SECURITY_HEADERS);
    if let Some(control) = own_control {
        response.headers_mut().insert(header::CACHE_CONTROL, control);
    }
    match kind {
        Some(PageKind::Indexable | PageKind::PublicArchive) => drop(response.headers_mut().remove("x-robots-tag")),
        Some(PageKind::SealedArchive) => set_headers(&mut response, &[("x-robots-tag", "noindex, nofollow")]),
        _ => {}
    }
    response
}
