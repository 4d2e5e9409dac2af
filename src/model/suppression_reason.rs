//! The reason for a suppression.

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::IssueId;

/// The reason why an address must not be mailed, weakest first: a stronger reason replaces a weaker one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SuppressionReason {
    /// The relay rejected the address.
    Bounced,
    /// An operator suppressed it at the command line.
    Operator,
    /// Its owner asked for their data to be erased.
    Erased,
    /// Its owner reported a message as spam (RFC 5965).
    Complained,
}

impl SuppressionReason {
    /// Returns whether an operator may remove the suppression; otherwise only the person can return.
    #[must_use]
    pub fn is_removable_by_operator(self) -> bool {
        matches!(self, Self::Bounced | Self::Operator)
    }
}

/// A suppression: an address that must not be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The reason for it.
    pub reason: SuppressionReason,
    /// The time since when it applies.
    pub since: Timestamp,
    /// The issue that led to it, if one did.
    pub issue: Option<IssueId>,
    /// The reply of the relay, or a note.
    pub note: Option<String>,
}
