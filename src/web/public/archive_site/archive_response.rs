//! Responses that browsers and proxies may keep (RFC 9110, RFC 9111).

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::page_cache::CachedPage;
use crate::web::public::response_headers::PageKind;

/// How long a page may be shown without asking again: a letter that is removed is gone a minute later at the latest.
const PUBLIC_PAGE: &str = "public, max-age=60";
/// A page behind a sealed link is kept by nobody.
const SEALED_PAGE: &str = "private, no-store";
/// The address of a file changes with its content.
const PUBLIC_FILE: &str = "public, max-age=31536000, immutable";
const SEALED_FILE: &str = "private, max-age=31536000, immutable";

/// Who may read a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody; search engines may list it.
    Public,
    /// People with the sealed link.
    Sealed,
}

impl Audience {
    fn kind(self) -> PageKind {
        match self {
            Self::Public => PageKind::PublicArchive,
            Self::Sealed => PageKind::SealedArchive,
        }
    }
}

/// Answers with a page, or says that the reader's copy is current.
pub(super) fn page_response(page: &Arc<CachedPage>, request: &HeaderMap, audience: Audience) -> Response {
    let control = if audience == Audience::Public { PUBLIC_PAGE } else { SEALED_PAGE };
    let mut response = if is_current(request, &page.etag, page.modified_at) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, page.media_type)], page.text.clone()).into_response()
    };
    set_validators(&mut response, &page.etag, page.modified_at);
    finish(response, control, audience)
}

/// Answers with a file whose address contains its digest.
pub(super) fn file_response(
    media_type: &str,
    bytes: Vec<u8>,
    digest: &str,
    request: &HeaderMap,
    audience: Audience,
) -> Response {
    let control = if audience == Audience::Public { PUBLIC_FILE } else { SEALED_FILE };
    let etag = format!("\"{digest}\"");
    let mut response = if is_current(request, &etag, Timestamp::MAX) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, media_type.to_owned())], bytes).into_response()
    };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    finish(response, control, audience)
}

/// Returns whether the copy of the one who asks is current (RFC 9110 §13.1.2, §13.1.3).
fn is_current(request: &HeaderMap, etag: &str, modified_at: Timestamp) -> bool {
    let mut tags = request.get_all(header::IF_NONE_MATCH).iter().peekable();
    if tags.peek().is_some() {
        let known = |value: &HeaderValue| {
            let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
            tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == "*" || tag == etag)
        };
        return tags.any(known);
    }
    let since = request.get(header::IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| jiff::fmt::rfc2822::parse(since).ok());
    since.is_some_and(|since| modified_at.as_second() <= since.timestamp().as_second())
}

fn set_validators(response: &mut Response, etag: &str, modified_at: Timestamp) {
    let modified = DateTimePrinter::new().timestamp_to_rfc9110_string(&modified_at).ok();
    let modified = modified.and_then(|date| HeaderValue::from_str(&date).ok());
    let headers = [(header::ETAG, HeaderValue::from_str(etag).ok()), (header::LAST_MODIFIED, modified)];
    for (name, value) in headers {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
}

fn finish(mut response: Response, control: &'static str, audience: Audience) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    response.extensions_mut().insert(audience.kind());
    response
}
