//! The pages: public ones for subscribers, the desk for the chair. It alone knows the web framework.

pub mod preview;
pub mod public;

mod access_log;
mod http_server;

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

/// Sets headers of an answer, in place of any that are there.
fn set_headers(response: &mut Response, headers: &[(&'static str, &'static str)]) {
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}
