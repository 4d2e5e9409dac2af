//! A list: a set of subscriptions under one name.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumString, IntoStaticStr};

use super::ListId;

/// A list as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its number in the database.
    pub id: ListId,
    /// The word by which commands and drafts name it.
    pub name: ListName,
    /// What subscribers read.
    pub title: String,
    /// The List-Id, without brackets: made once, never changed (RFC 2919 §2).
    pub list_id: String,
    /// How somebody comes onto it by the form.
    pub opt_in: OptIn,
    /// Whether everybody may see it and ask to join.
    pub public: bool,
}

/// How somebody comes onto a list by the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum OptIn {
    /// By the form alone.
    Single,
    /// When they have pressed the button behind the link that was mailed to them.
    Double,
}

/// A list's name: lower-case letters, digits and hyphens, so that it fits a List-Id label (RFC 2919 §2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListName(String);

/// A name that no list can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a list: use up to 40 lower-case letters, digits and hyphens")]
pub struct ParseListNameError(String);

impl ListName {
    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ListName {
    type Err = ParseListNameError;

    fn from_str(text: &str) -> Result<Self, ParseListNameError> {
        let fits = !text.is_empty()
            && text.len() <= 40
            && !text.starts_with('-')
            && !text.ends_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(ParseListNameError(text.to_owned())) }
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
