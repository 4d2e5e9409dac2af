//! Percent-encoding (RFC 3986 §2.1).

use std::fmt::Write as _;

/// Encodes every byte of a text that `keep` does not spare.
#[must_use]
pub fn percent(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keep(byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Tells whether a byte says the same wherever it stands in an address (RFC 3986 §2.3).
#[must_use]
pub fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_mean_something_is_encoded() {
        assert_eq!(percent("a-._~9 +*&=é%", is_unreserved), "a-._~9%20%2B%2A%26%3D%C3%A9%25");
    }
}
