//! The name of a relay beside the usual one.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// The maximum length, in characters.
const MAX_LENGTH: usize = 40;

/// The name of a relay in `[relays.NAME]`: lower-case letters, digits and hyphens. The relay in `[relay]` has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RelayName(String);

/// A text that is not a valid name of a relay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a relay: use up to {MAX_LENGTH} lower-case letters, digits and hyphens")]
pub struct ParseRelayNameError(String);

impl RelayName {
    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The table of a relay in the settings: `[relay]`, or `[relays.NAME]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayTable(Option<RelayName>);

impl RelayTable {
    /// Returns the environment variable that sets a key of this table.
    #[must_use]
    pub fn variable(&self, key: &str) -> String {
        let relay = self.0.as_ref().map_or_else(String::new, |name| format!("S_{}", name.0.replace('-', "_")));
        format!("CIRCULAR_RELAY{relay}_{key}").to_uppercase()
    }
}

impl From<Option<&RelayName>> for RelayTable {
    fn from(name: Option<&RelayName>) -> Self {
        Self(name.cloned())
    }
}

impl fmt::Display for RelayTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("[relay]"),
            Some(name) => write!(f, "[relays.{name}]"),
        }
    }
}

impl FromStr for RelayName {
    type Err = ParseRelayNameError;

    fn from_str(text: &str) -> Result<Self, ParseRelayNameError> {
        let fits = !text.is_empty()
            && text.len() <= MAX_LENGTH
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(ParseRelayNameError(text.to_owned())) }
    }
}

impl TryFrom<String> for RelayName {
    type Error = ParseRelayNameError;

    fn try_from(text: String) -> Result<Self, ParseRelayNameError> {
        text.parse()
    }
}

impl fmt::Display for RelayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
