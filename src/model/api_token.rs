//! The token with which a program, such as the society's website, may call `serve`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The maximum length of a name, in characters.
const MAX_LENGTH: usize = 40;

/// What the holder of a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ApiPermission {
    /// Ask for somebody to join a list.
    Join,
    /// Take somebody off a list.
    Leave,
    /// Read the lists, and how far issues are.
    Read,
    /// Read the health and the metrics of the program.
    Monitor,
}

/// A token, without its secret: the database has only the digest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its name.
    pub name: ApiTokenName,
    /// What its holder may do.
    pub permissions: BTreeSet<ApiPermission>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The name of a token: lower-case letters, digits, dots, hyphens and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenName(String);

/// A text that is not a valid name of a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a token: use up to {MAX_LENGTH} letters from a to z, digits, dots, hyphens and underscores")]
pub struct ParseTokenNameError(String);

impl ApiTokenName {
    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApiTokenName {
    type Err = ParseTokenNameError;

    fn from_str(text: &str) -> Result<Self, ParseTokenNameError> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b);
        let fits = !text.is_empty() && text.len() <= MAX_LENGTH && text.bytes().all(is_plain);
        if fits { Ok(Self(text.to_owned())) } else { Err(ParseTokenNameError(text.to_owned())) }
    }
}

impl fmt::Display for ApiTokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
