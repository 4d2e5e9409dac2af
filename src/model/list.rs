//! A mailing list: a set of subscriptions under one name.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use strum::{Display, EnumString, IntoStaticStr};

use super::{Address, ArchiveAccess, ConsentBasis, Language, ListId};

/// A list as stored in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The row id.
    pub id: ListId,
    /// The name that commands and drafts use.
    pub name: ListName,
    /// The title that subscribers see.
    pub title: String,
    /// The `List-Id` without brackets; created once, never changed (RFC 2919 §2).
    pub list_id: String,
    /// How people join through the form.
    pub opt_in: OptIn,
    /// On what basis its people are written to.
    pub basis: ConsentBasis,
    /// Whether everyone may see the list and ask to join.
    pub public: bool,
    /// The name of the draft that each person gets once when they have confirmed that they join.
    pub welcome: Option<String>,
    /// The address to which people write to join.
    pub join_address: Option<Address>,
    /// The language of its letters and its form, if it is not the society's.
    pub language: Option<Language>,
    /// Who can read its letters on the web.
    pub archive: ArchiveAccess,
}

/// How people join a list through the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum OptIn {
    /// By submitting the form.
    Single,
    /// By confirming through the link that is mailed to them.
    Double,
    /// By confirming, after which somebody approves or declines them.
    Approved,
}

/// The name of a list: lower-case letters, digits and hyphens, so that it is a valid List-Id label (RFC 2919 §2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct ListName(String);

/// A text that is not a valid list name.
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

impl TryFrom<String> for ListName {
    type Error = ParseListNameError;

    fn try_from(text: String) -> Result<Self, ParseListNameError> {
        text.parse()
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
