//! The cookie of a session (RFC 6265bis).

use axum::http::{HeaderMap, header};

use super::AdminUrl;
use crate::account::SessionToken;

/// The browser takes a cookie with this prefix from this very host only, over TLS.
const ENCRYPTED_NAME: &str = "__Host-circular";
const LOCAL_NAME: &str = "circular";

fn cookie_name(url: &AdminUrl) -> &'static str {
    if url.is_encrypted() { ENCRYPTED_NAME } else { LOCAL_NAME }
}

/// Returns the session that a request names.
pub(super) fn read(headers: &HeaderMap, url: &AdminUrl) -> Option<SessionToken> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(url)).map(|(_, value)| SessionToken::from_cookie(value))
}

/// Returns the header value that starts a session in the browser.
///
/// A page that another site leads to is opened with its session: it changes nothing, and a change says its origin.
pub(super) fn start(token: &SessionToken, url: &AdminUrl) -> String {
    format!("{}={}; {}", cookie_name(url), token.as_str(), attributes(url))
}

/// Returns the header value that ends the session in the browser.
pub(super) fn end(url: &AdminUrl) -> String {
    format!("{}=; Max-Age=0; {}", cookie_name(url), attributes(url))
}

fn attributes(url: &AdminUrl) -> &'static str {
    if url.is_encrypted() { "Path=/; HttpOnly; SameSite=Lax; Secure" } else { "Path=/; HttpOnly; SameSite=Lax" }
}
