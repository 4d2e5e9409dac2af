//! Access to the admin: only for a browser on this machine that was given the URL with the token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{AdminServer, accounts};
use crate::web::set_headers;

/// Forms that are sent without a script say where they come from only if pages may say it to their own server.
const SECURITY_HEADERS: [(&str, &str); 3] =
    [("referrer-policy", "same-origin"), ("cache-control", "no-store"), ("x-content-type-options", "nosniff")];

/// What a page may load. The letter in its frame has a policy of its own.
const PAGE_CSP: (&str, &str) = (
    "content-security-policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; \
     img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// Admits or rejects a request.
pub(super) async fn authorize(State(admin): State<Arc<AdminServer>>, request: Request, next: Next) -> Response {
    let rule = AccessRule { origins: &admin.origins(), token: &admin.token };
    let response = match rule.rejection_status(&request) {
        Some(status) => status.into_response(),
        None if admin.accounts.is_some() => accounts::admit(Arc::clone(&admin), request, next).await,
        None => next.run(request).await,
    };
    with_security_headers(response)
}

/// Who is let in: a browser that was given an address with the token.
pub(super) struct AccessRule<'a> {
    /// The origins of the pages (RFC 6454).
    pub(super) origins: &'a [String],
    /// The first part of the path of all pages.
    pub(super) token: &'a str,
}

impl AccessRule<'_> {
    /// Returns why a request is rejected. A foreign host name means that a web page resolved its own name to this
    /// machine.
    pub(super) fn rejection_status(&self, request: &Request) -> Option<StatusCode> {
        let is_own_host =
            |host: &str| self.origins.iter().any(|origin| origin.split_once("://").is_some_and(|(_, own)| own == host));
        if !single_header(request.headers(), &header::HOST).is_some_and(is_own_host) {
            return Some(StatusCode::FORBIDDEN);
        }
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let is_own_origin = |origin: &str| self.origins.iter().any(|own| own == origin);
        if !reads && !single_header(request.headers(), &header::ORIGIN).is_some_and(is_own_origin) {
            return Some(StatusCode::FORBIDDEN);
        }
        let token = request.uri().path().split('/').nth(1);
        (token != Some(self.token)).then_some(StatusCode::NOT_FOUND)
    }
}

/// Adds the headers that each answer has.
pub(super) fn with_security_headers(mut response: Response) -> Response {
    set_headers(&mut response, &SECURITY_HEADERS);
    if !response.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        set_headers(&mut response, &[PAGE_CSP]);
    }
    response
}

/// Returns the value of a header that appears exactly once.
fn single_header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())?.to_str().ok()
}
