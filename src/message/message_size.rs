//! Measures a message.

use memchr::memmem;

use super::headers;

/// Returns the size of the encoded HTML part without its headers, in octets; 0 if there is none.
#[must_use]
pub fn html_part_octets(copy: &[u8]) -> usize {
    let head = format!("\r\n{}: text/html", headers::CONTENT_TYPE);
    let Some(start) = memmem::find(copy, head.as_bytes()) else { return 0 };
    let part = &copy[start..];
    let Some(body) = memmem::find(part, b"\r\n\r\n").and_then(|end| part.get(end + 4..)) else { return 0 };
    // No part contains `=_`, so no line of a part looks like the boundary.
    memmem::find(body, b"\r\n--=_").unwrap_or(body.len())
}

#[cfg(test)]
mod tests {
    use super::html_part_octets;

    #[test]
    fn only_the_html_part_is_measured() {
        let copy = |html: &str, rest: &str| {
            let part = |kind: &str, body: &str| {
                format!("\r\n--=_a_1\r\nContent-Type: text/{kind}; charset=utf-8\r\nX: y\r\n\r\n{body}")
            };
            format!("From: a\r\n\r\n{}{}\r\n--=_a_1--\r\n{rest}", part("plain", "--\r\nAnn"), part("html", html))
        };
        assert_eq!(html_part_octets(copy("<p>\r\n--\r\n</p>", "\r\n--=_m_1\r\nmore").as_bytes()), 13);
        assert_eq!(html_part_octets(copy("", "").as_bytes()), 0);
        assert_eq!(html_part_octets(b"From: a\r\n\r\ntext"), 0);
        assert_eq!(html_part_octets(b"\r\nContent-Type: text/html"), 0);
    }
}
