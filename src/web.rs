//! The web pages: public ones for subscribers, the chair's own pages. Only this module knows the web framework.

pub mod admin;
pub mod public;

mod access_log;
mod client_network;
mod http_server;
mod open_connections;
mod rate_limiter;

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

/// Sets headers of a response, replacing existing ones.
fn set_headers(response: &mut Response, headers: &[(&'static str, &'static str)]) {
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}
