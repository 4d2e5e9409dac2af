//! The address for unsubscribe requests by mail.

use std::str::FromStr;

use super::{Address, Token};

/// The placeholder for the token of a delivery.
const TOKEN_PLACEHOLDER: &str = "{token}";

/// The maximum length of a local part, in octets (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_PART_OCTETS: usize = 64;

/// The address for unsubscribe requests by mail; its local part may contain a placeholder for the token, as in
/// `leave+{token}@example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeAddress {
    prefix: String,
    suffix: Option<String>,
    domain: String,
}

/// The reason why a text is not a valid unsubscribe address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseUnsubscribeAddressError {
    /// It is not a valid address.
    #[error(transparent)]
    Address(#[from] super::ParseAddressError),
    /// It contains braces that are not the placeholder.
    #[error("`{0}` has braces before the @: only `{{token}}` may stand there, once")]
    Braces(String),
    /// The local part would be longer than servers must accept once it contains a token.
    #[error(
        "`{text}` has {length} characters before the @ once the token of {token} is in it: {most} is the most \
         (RFC 5321), so write at most {room} beside it",
        token = Token::LENGTH, most = MAX_LOCAL_PART_OCTETS, room = MAX_LOCAL_PART_OCTETS - Token::LENGTH
    )]
    TooLong {
        /// The address as written.
        text: String,
        /// The length of the local part with a token, in octets.
        length: usize,
    },
}

impl UnsubscribeAddress {
    /// Returns the parts of the local part before and after the token; `None` without a placeholder.
    #[must_use]
    pub fn token_affixes(&self) -> Option<(&str, &str)> {
        Some((&self.prefix, self.suffix.as_deref()?))
    }

    /// Returns the address with a token in its place; without a placeholder, the address itself.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Option<Address> {
        let local =
            self.suffix.as_ref().map_or_else(|| self.prefix.clone(), |after| format!("{}{token}{after}", self.prefix));
        format!("{local}@{}", self.domain).parse().ok()
    }

    /// Returns the local part, or its part before the placeholder.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.prefix
    }

    /// Returns the domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl From<Address> for UnsubscribeAddress {
    fn from(address: Address) -> Self {
        Self { prefix: address.local_part().to_owned(), suffix: None, domain: address.domain().to_owned() }
    }
}

impl FromStr for UnsubscribeAddress {
    type Err = ParseUnsubscribeAddressError;

    fn from_str(text: &str) -> Result<Self, ParseUnsubscribeAddressError> {
        let text = text.trim();
        let local = text.rsplit_once('@').map_or(text, |(local, _)| local);
        let Some((before, after)) = local.split_once(TOKEN_PLACEHOLDER) else {
            let address: Address = text.parse()?;
            return if local.contains(['{', '}']) {
                Err(ParseUnsubscribeAddressError::Braces(text.to_owned()))
            } else {
                Ok(address.into())
            };
        };
        if [before, after].iter().any(|part| part.contains(['{', '}'])) {
            return Err(ParseUnsubscribeAddressError::Braces(text.to_owned()));
        }
        let length = before.len() + Token::LENGTH + after.len();
        if length > MAX_LOCAL_PART_OCTETS {
            return Err(ParseUnsubscribeAddressError::TooLong { text: text.to_owned(), length });
        }
        // All tokens have this length and consist of letters and digits.
        let filled: Address = text.replacen(TOKEN_PLACEHOLDER, &"A".repeat(Token::LENGTH), 1).parse()?;
        let (before, after, domain) = (before.to_owned(), Some(after.to_owned()), filled.domain().to_owned());
        Ok(Self { prefix: before, suffix: after, domain })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn address_with_placeholder_is_split() {
        let with: UnsubscribeAddress = "Leave+{token}@Example.org".parse().unwrap();
        assert_eq!((with.token_affixes(), with.domain()), (Some(("Leave+", "")), "example.org"));
        let inside: UnsubscribeAddress = "a-{token}-b@example.org".parse().unwrap();
        assert_eq!(inside.token_affixes(), Some(("a-", "-b")));
        let without: UnsubscribeAddress = "leave@example.org".parse().unwrap();
        assert_eq!((without.token_affixes(), without.local_part()), (None, "leave"));
        assert_eq!("leave@example.org".parse::<Address>().map(UnsubscribeAddress::from).unwrap(), without);
    }

    #[test]
    fn invalid_or_long_addresses_are_refused() {
        let longest = format!("{}{TOKEN_PLACEHOLDER}@example.org", "x".repeat(28));
        assert!(longest.parse::<UnsubscribeAddress>().is_ok());
        for (text, words) in [
            (format!("x{longest}"), "has 65 characters before the @"),
            ("leave+{tokn}@example.org".to_owned(), "only `{token}` may stand there"),
            ("{token}{token}@example.org".to_owned(), "only `{token}` may stand there"),
            ("{token}".to_owned(), "has no @"),
            ("leave {token}@example.org".to_owned(), "is not an email address"),
            ("leave@example".to_owned(), "a domain without a dot"),
        ] {
            let error = text.parse::<UnsubscribeAddress>().unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
