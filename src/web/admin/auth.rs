//! Access to the admin: only for a browser on this machine that was given the URL with the token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::AdminServer;
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

/// Admits or rejects a request. A foreign host name means that a web page resolved its own name to this machine.
pub(super) async fn authorize(State(admin): State<Arc<AdminServer>>, request: Request, next: Next) -> Response {
    let mut response = match rejection_status(&admin, &request) {
        Some(status) => status.into_response(),
        None => next.run(request).await,
    };
    set_headers(&mut response, &SECURITY_HEADERS);
    if !response.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        set_headers(&mut response, &[PAGE_CSP]);
    }
    response
}

fn rejection_status(admin: &AdminServer, request: &Request) -> Option<StatusCode> {
    let port = admin.address.port();
    let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !single_header(request.headers(), &header::HOST).is_some_and(|host| names.iter().any(|name| name == host)) {
        return Some(StatusCode::FORBIDDEN);
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let origin = || single_header(request.headers(), &header::ORIGIN)?.strip_prefix("http://");
    if !reads && !origin().is_some_and(|origin| names.iter().any(|name| name == origin)) {
        return Some(StatusCode::FORBIDDEN);
    }
    let token = request.uri().path().split('/').nth(1);
    (token != Some(admin.token.as_str())).then_some(StatusCode::NOT_FOUND)
}

/// Returns the value of a header that appears exactly once.
fn single_header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())?.to_str().ok()
}
