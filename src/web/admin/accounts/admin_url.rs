//! The address at which people open the pages from other machines.

use std::str::FromStr;

use url::{Host, Url};

/// The address of the pages, as people type it, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminUrl {
    /// The origin that a browser sends with each change (RFC 6454).
    origin: String,
}

/// Why an address cannot be used for the pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdminUrlError {
    /// It is no address of a web site.
    #[error("`{0}` is not an address such as https://letters.example.org")]
    Invalid(String),
    /// It has no TLS.
    #[error("`{0}` begins with http://, so passwords would travel unencrypted")]
    Unencrypted(String),
    /// It has more than a host and a port.
    #[error("`{0}` has more than a host: the pages need a host of their own, such as https://letters.example.org")]
    HasPath(String),
}

impl AdminUrl {
    /// Returns the address without a slash at its end.
    pub(in crate::web::admin) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns whether browsers speak TLS to it.
    pub(super) fn is_encrypted(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

impl FromStr for AdminUrl {
    type Err = AdminUrlError;

    /// Reads an address; without TLS only one of this machine.
    fn from_str(text: &str) -> Result<Self, AdminUrlError> {
        let invalid = || AdminUrlError::Invalid(text.to_owned());
        let url = Url::parse(text).map_err(|_| invalid())?;
        let is_local = match url.host().ok_or_else(invalid)? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_local => {}
            "http" => return Err(AdminUrlError::Unencrypted(text.to_owned())),
            _ => return Err(invalid()),
        }
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !is_bare || !url.username().is_empty() || url.password().is_some() {
            return Err(AdminUrlError::HasPath(text.to_owned()));
        }
        Ok(Self { origin: url.origin().ascii_serialization() })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, origin) in [
            ("https://letters.example.org", "https://letters.example.org"),
            ("https://Letters.example.org:443/", "https://letters.example.org"),
            ("https://letters.example.org:8443", "https://letters.example.org:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(text.parse::<AdminUrl>().unwrap().origin(), origin, "{text}");
        }
    }

    #[test]
    fn unencrypted_and_longer_addresses_are_refused() {
        let unencrypted = AdminUrlError::Unencrypted("http://letters.example.org".to_owned());
        assert_eq!("http://letters.example.org".parse::<AdminUrl>(), Err(unencrypted));
        for text in ["https://example.org/letters", "https://example.org/?a", "https://ann:x@example.org"] {
            assert_eq!(text.parse::<AdminUrl>(), Err(AdminUrlError::HasPath(text.to_owned())));
        }
        for text in ["letters.example.org", "", "ftp://example.org", "https://"] {
            assert_eq!(text.parse::<AdminUrl>(), Err(AdminUrlError::Invalid(text.to_owned())));
        }
    }
}
