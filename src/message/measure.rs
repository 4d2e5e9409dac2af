//! Measures a written copy.

use memchr::memmem;

use super::headers;

/// Returns the octets of a copy's HTML part as it goes, without its headers; 0 when there is none.
#[must_use]
pub fn html_octets(copy: &[u8]) -> usize {
    let head = format!("\r\n{}: text/html", headers::CONTENT_TYPE);
    let Some(start) = memmem::find(copy, head.as_bytes()) else { return 0 };
    let part = &copy[start..];
    let Some(body) = memmem::find(part, b"\r\n\r\n").and_then(|end| part.get(end + 4..)) else { return 0 };
    // No part holds `=_`, so that none looks like the boundary.
    memmem::find(body, b"\r\n--=_").unwrap_or(body.len())
}
