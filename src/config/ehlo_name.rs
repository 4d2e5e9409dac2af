//! The name by which we introduce ourselves to the relay.

use std::fmt;
use std::net::IpAddr;

use serde::Deserialize;

/// The longest name of a host, and the longest of its parts (RFC 1035 §2.3.4).
const MAX_NAME_OCTETS: usize = 253;
const MAX_LABEL_OCTETS: usize = 63;

/// The argument of EHLO (RFC 5321 §4.1.1.1): a host name, or an address in brackets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct EhloName {
    text: String,
    address: Option<IpAddr>,
}

/// Why a text is no such name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`ehlo_name` is the full name of a host, such as `news.example.org`, or an address in brackets: `[192.0.2.1]`")]
pub struct EhloNameError;

impl EhloName {
    /// Returns the address, if it is one.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }
}

impl TryFrom<String> for EhloName {
    type Error = EhloNameError;

    fn try_from(text: String) -> Result<Self, EhloNameError> {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let inner = inner.strip_prefix("IPv6:").unwrap_or(inner);
            let address = inner.parse().map_err(|_| EhloNameError)?;
            return Ok(Self { text, address: Some(address) });
        }
        let is_label = |label: &str| {
            let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            (1..=MAX_LABEL_OCTETS).contains(&label.len())
                && is_plain
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        // An address without brackets is no name either.
        if text.len() > MAX_NAME_OCTETS || !text.split('.').all(is_label) || text.parse::<IpAddr>().is_ok() {
            return Err(EhloNameError);
        }
        Ok(Self { text, address: None })
    }
}

impl fmt::Display for EhloName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bracketed_addresses_are_accepted() {
        let parse = |text: &str| EhloName::try_from(text.to_owned());
        for text in ["news.example.org", "localhost", "xn--mller-kva.example", "[192.0.2.1]", "[IPv6:2001:db8::1]"] {
            assert_eq!(parse(text).map(|name| name.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(parse("[192.0.2.1]").map(|name| name.address()), Ok("192.0.2.1".parse().ok()));
        let long = format!("{}.example.org", "a".repeat(64));
        for text in [
            "",
            "192.0.2.1",
            "news.example.org\r\nQUIT",
            "a b",
            "müller.example",
            "-a.example",
            "a..example",
            "[x]",
            &long,
        ] {
            assert_eq!(parse(text), Err(EhloNameError), "{text}");
        }
    }
}
