//! An event: one change of a subscription, kept for good.

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr};

/// What happened to a subscription: a row that is only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it happened.
    pub at: Timestamp,
    /// Whose subscription.
    pub subscriber: i64,
    /// On which list.
    pub list: i64,
    /// Because of which issue, if one led to it.
    pub issue: Option<i64>,
    /// What happened.
    pub kind: Kind,
    /// How it came to us.
    pub way: Way,
    /// The person's own words, the file that was imported, or what the relay said.
    pub note: Option<String>,
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// Came onto the list.
    Joined,
    /// Left the list.
    Left,
    /// Took the leaving back.
    Returned,
    /// Said why they left.
    Reason,
    /// Was set aside, because the address takes no mail.
    Suppressed,
    /// Is mailed again after having been set aside.
    Restored,
}

/// The ways by which a change reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// A file was imported.
    Import,
    /// Somebody at the command line did it.
    Owner,
    /// The mail program posted for the person (RFC 8058).
    OneClick,
    /// The person wrote a mail to the society's unsubscribe address.
    Mail,
    /// The person pressed the button on the page.
    Page,
    /// The relay refused the address.
    Relay,
}
