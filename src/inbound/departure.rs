//! A person whom a message unsubscribed, and by what.

use strum::IntoStaticStr;

use crate::model::Address;

/// A person whom a message unsubscribed from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Their address; `None` if they were erased.
    pub address: Option<Address>,
    /// The title of the list; `None` if it was deleted.
    pub list: Option<String>,
    /// What in the message said so.
    pub way: DepartureWay,
}

/// Where in a message a valid token said who leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DepartureWay {
    /// In the address that it was sent to.
    Address,
    /// In its subject.
    Subject,
    /// In the sender's own words.
    Body,
    /// In the letter that a complaint returns.
    Complaint,
}
