//! Why an address must not be mailed.

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::IssueId;

/// Why an address must not be mailed, the weakest cause first: a stronger one takes a weaker one's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SuppressionReason {
    /// The relay said that it takes no mail.
    Bounced,
    /// Somebody at the command line set it aside.
    Operator,
    /// Its owner wanted everything about them erased.
    Erased,
    /// Its owner told their provider that a letter was unwanted (RFC 5965).
    Complained,
}

impl SuppressionReason {
    /// Tells whether the society may mail the address again by its own decision; else only the person can come back.
    #[must_use]
    pub fn is_removable_by_operator(self) -> bool {
        matches!(self, Self::Bounced | Self::Operator)
    }
}

/// That an address must not be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub since: Timestamp,
    /// Because of which issue, if one led to it.
    pub issue: Option<IssueId>,
    /// What the relay said, or what was noted.
    pub note: Option<String>,
}
