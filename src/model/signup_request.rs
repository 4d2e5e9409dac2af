//! A request to join: somebody gave an address, and its owner has not yet said yes.

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr};

use super::{Address, ListId, RequestId};

/// What somebody asked by the form. Nobody is a subscriber for being named here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignupRequest {
    /// Its number, which is never used again.
    pub id: RequestId,
    /// The address that was given.
    pub address: Address,
    /// The words to which they agreed when they asked, as they were shown; for a list that was asked for on another page,
    /// see [`Shown`].
    pub consent_text: String,
    /// The page that was used.
    pub source: Option<String>,
    /// The browser that was used, as it names itself.
    pub user_agent: Option<String>,
    /// When they asked; when they ask again so late that they are written to again, that moment.
    pub requested_at: Timestamp,
    /// How many confirmation mails were handed over.
    pub mail_count: i64,
    /// Whether one waits to be handed over.
    pub mail_due: bool,
    /// When the last one was, or was tried to be.
    pub mailed_at: Option<Timestamp>,
    /// What the owner of the address said.
    pub answer: Option<SignupAnswer>,
}

/// What was shown to whoever asked for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListConsent {
    /// The list.
    pub list: ListId,
    /// When they asked for it.
    pub requested_at: Timestamp,
    /// The words to which they agreed.
    pub consent_text: String,
    /// The page that was used.
    pub source: Option<String>,
    /// The browser that was used, as it names itself.
    pub user_agent: Option<String>,
}

/// What the owner of an address says to a request in their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SignupAnswer {
    /// They want to join.
    Confirmed,
    /// It was not they who asked.
    #[strum(serialize = "declined")]
    Refused,
}
