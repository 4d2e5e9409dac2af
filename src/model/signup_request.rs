//! A signup request: an address was entered in the form, and its owner has not confirmed it yet.

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr};

use super::{Address, EventChannel, Language, ListId, RequestId};

/// A signup request from the form. It does not make anyone a subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignupRequest {
    /// The row id, which is never reused.
    pub id: RequestId,
    /// The address that was entered.
    pub address: Address,
    /// The consent text that the form showed. Lists requested on other pages have their own in [`ListConsent`].
    pub consent_text: String,
    /// The page with the form.
    pub source: Option<String>,
    /// The `User-Agent` of the browser.
    pub user_agent: Option<String>,
    /// The language of the page with the form.
    pub language: Option<Language>,
    /// The time of the request; updated when a later request triggers another confirmation mail.
    pub requested_at: Timestamp,
    /// The number of confirmation mails sent.
    pub mail_count: i64,
    /// Whether a confirmation mail is waiting to be sent.
    pub mail_due: bool,
    /// The time when the last confirmation mail was sent or attempted.
    pub mailed_at: Option<Timestamp>,
    /// The answer of the owner of the address.
    pub answer: Option<SignupAnswer>,
}

/// The consent text that was shown when a list was requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListConsent {
    /// The requested list.
    pub list: ListId,
    /// The time of the request.
    pub requested_at: Timestamp,
    /// The consent text that the form showed.
    pub consent_text: String,
    /// Whether they used the form or wrote a mail.
    pub channel: EventChannel,
    /// The page with the form, or the address to which they wrote.
    pub source: Option<String>,
    /// The `User-Agent` of the browser.
    pub user_agent: Option<String>,
}

/// A request of somebody who confirmed their address and waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRequest {
    /// The address, which its owner has confirmed.
    pub address: Address,
    /// The time when it was confirmed.
    pub confirmed_at: Timestamp,
    /// The list, and what was shown for it.
    pub consent: ListConsent,
    /// The language of the page with the form.
    pub language: Option<Language>,
}

/// The answer of the owner of an address to a signup request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SignupAnswer {
    /// They want to join.
    Confirmed,
    /// They did not make the request.
    #[strum(serialize = "declined")]
    Refused,
}
