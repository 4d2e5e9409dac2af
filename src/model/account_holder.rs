//! The account of somebody who works on the letters together with others.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumString, IntoStaticStr};

use super::AccountId;

/// The maximum length of a name, in characters.
const MAX_LENGTH: usize = 40;

/// What the holder of an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AccountRole {
    /// Writes letters and sends them as a test.
    Writes,
    /// Also sends letters, and changes members, lists and settings.
    Sends,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name with which its holder signs in.
    pub name: AccountName,
    /// What its holder may do.
    pub role: AccountRole,
}

/// The name of an account: lower-case letters, digits, dots, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName(String);

/// A text that is not a valid name of an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` cannot name an account: use up to {MAX_LENGTH} letters from a to z, digits, dots, hyphens and underscores"
)]
pub struct ParseAccountNameError(String);

impl AccountName {
    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = ParseAccountNameError;

    /// Reads a name; capitals become lower-case letters, since a phone begins with one.
    fn from_str(text: &str) -> Result<Self, ParseAccountNameError> {
        let name = text.trim().to_ascii_lowercase();
        let fits = !name.is_empty()
            && name.len() <= MAX_LENGTH
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b));
        if fits { Ok(Self(name)) } else { Err(ParseAccountNameError(text.to_owned())) }
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for (text, name) in [("Ann ", Some("ann")), ("ben.brown_2", Some("ben.brown_2")), ("", None), ("a b", None)] {
            assert_eq!(text.parse::<AccountName>().ok().as_ref().map(AccountName::as_str), name, "{text}");
        }
        assert!("a".repeat(41).parse::<AccountName>().is_err());
    }
}
