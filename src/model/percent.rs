//! Percent-encoding (RFC 3986 §2.1).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The set of characters to encode in a single value: all but the unreserved characters (RFC 3986 §2.3).
pub const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes all bytes of a text that are in `encoded` or not ASCII.
#[must_use]
pub fn percent_encode(text: &str, encoded: &'static AsciiSet) -> String {
    Cow::from(utf8_percent_encode(text, encoded)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_are_encoded() {
        assert_eq!(percent_encode("a-._~9 +*&=é%", RESERVED), "a-._~9%20%2B%2A%26%3D%C3%A9%25");
    }
}
