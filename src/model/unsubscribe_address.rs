//! The address that takes mails from people who leave.

use std::str::FromStr;

use super::{Address, Token};

/// What stands where a copy's token goes.
const TOKEN_PLACEHOLDER: &str = "{token}";

/// The longest part before the `@`, in octets (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_PART_OCTETS: usize = 64;

/// The address that takes mails from people who leave; its local part may have room for the token, as in
/// `leave+{token}@example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeAddress {
    prefix: String,
    suffix: Option<String>,
    domain: String,
}

/// Why a text is no address for those who leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseUnsubscribeAddressError {
    /// It is no address at all.
    #[error(transparent)]
    Address(#[from] super::ParseAddressError),
    /// It has braces that say nothing.
    #[error("`{0}` has braces before the @: only `{{token}}` may stand there, once")]
    Braces(String),
    /// With a token in it, no server must take it.
    #[error(
        "`{text}` has {length} characters before the @ once the token of {token} is in it: {most} is the most \
         (RFC 5321), so write at most {room} beside it",
        token = Token::LENGTH, most = MAX_LOCAL_PART_OCTETS, room = MAX_LOCAL_PART_OCTETS - Token::LENGTH
    )]
    TooLong {
        /// The text.
        text: String,
        /// How long its local part would be.
        length: usize,
    },
}

impl UnsubscribeAddress {
    /// Returns what stands before and after the token in the local part; `None` when it has no room for one.
    #[must_use]
    pub fn token_affixes(&self) -> Option<(&str, &str)> {
        Some((&self.prefix, self.suffix.as_deref()?))
    }

    /// Returns the local part of an address without room for a token, or what stands before it.
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
        // Any token is made of letters, digits, `-` and `_`, and as long as this one.
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
    fn an_address_may_have_room_for_the_token() {
        let with: UnsubscribeAddress = "Leave+{token}@Example.org".parse().unwrap();
        assert_eq!((with.token_affixes(), with.domain()), (Some(("Leave+", "")), "example.org"));
        let inside: UnsubscribeAddress = "a-{token}-b@example.org".parse().unwrap();
        assert_eq!(inside.token_affixes(), Some(("a-", "-b")));
        let without: UnsubscribeAddress = "leave@example.org".parse().unwrap();
        assert_eq!((without.token_affixes(), without.local_part()), (None, "leave"));
        assert_eq!("leave@example.org".parse::<Address>().map(UnsubscribeAddress::from).unwrap(), without);
    }

    #[test]
    fn what_no_server_takes_is_refused() {
        let longest = format!("{}{TOKEN_PLACEHOLDER}@example.org", "x".repeat(20));
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
