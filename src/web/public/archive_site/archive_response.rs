//! Responses that browsers and proxies may keep (RFC 9110, RFC 9111).

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::page_cache::CachedPage;
use crate::web::public::response_headers::PageKind;

/// How long a page or a file may be shown without asking again: a letter that is removed is gone a minute later at the
/// latest, with its files.
const PUBLIC: &str = "public, max-age=60";
/// A page behind a sealed link is kept by nobody.
const SEALED_PAGE: &str = "private, no-store";
/// A file behind a sealed link is kept as long, by the browser of its reader alone.
const SEALED_FILE: &str = "private, max-age=60";
/// A style sheet or a logo, whose address changes with its content.
const ASSET: &str = "public, max-age=31536000, immutable";

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

/// Answers with a page, or says that the reader's copy is current. Only the validator tells: a letter that is removed and
/// a list that is renamed leave no later date, so no page has a `Last-Modified` (RFC 9110 §8.8.2.1).
pub(super) fn page_response(page: &Arc<CachedPage>, request: &HeaderMap, audience: Audience) -> Response {
    let control = if audience == Audience::Public { PUBLIC } else { SEALED_PAGE };
    let mut response = if is_current(request, &page.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, page.media_type)], page.text.clone()).into_response()
    };
    set_etag(&mut response, &page.etag);
    finish(response, control, audience)
}

/// Answers with a file of a letter.
pub(super) fn file_response(
    media_type: &str,
    bytes: Vec<u8>,
    digest: &str,
    request: &HeaderMap,
    audience: Audience,
) -> Response {
    let control = if audience == Audience::Public { PUBLIC } else { SEALED_FILE };
    finish(content_response(media_type, bytes, digest, request), control, audience)
}

/// Answers with a style sheet or a logo, whose address contains its digest.
pub(super) fn asset_response(media_type: &str, bytes: Vec<u8>, digest: &str, request: &HeaderMap) -> Response {
    finish(content_response(media_type, bytes, digest, request), ASSET, Audience::Public)
}

fn content_response(media_type: &str, bytes: Vec<u8>, digest: &str, request: &HeaderMap) -> Response {
    let etag = format!("\"{digest}\"");
    let mut response = if is_current(request, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, media_type.to_owned())], bytes).into_response()
    };
    set_etag(&mut response, &etag);
    response
}

/// Returns whether the copy of the one who asks is current (RFC 9110 §13.1.2).
fn is_current(request: &HeaderMap, etag: &str) -> bool {
    request.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
        tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).any(|tag| tag == "*" || tag == etag)
    })
}

fn set_etag(response: &mut Response, etag: &str) {
    if let Ok(etag) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
}

fn finish(mut response: Response, control: &'static str, audience: Audience) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    response.extensions_mut().insert(audience.kind());
    response
}
