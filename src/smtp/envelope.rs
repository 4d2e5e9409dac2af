//! Who sends a message, and who gets it.

use crate::model::Address;

/// The envelope of a message (RFC 5321 §2.3.1), with one recipient.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The sender, to which bounces go.
    pub from: &'a Address,
    /// The recipient.
    pub to: &'a Address,
    /// An id that a bounce returns (RFC 3461 §4.4); it has letters and digits only.
    pub id: Option<&'a str>,
}

impl<'a> Envelope<'a> {
    /// Creates an envelope without an id.
    #[must_use]
    pub const fn new(from: &'a Address, to: &'a Address) -> Self {
        Self { from, to, id: None }
    }
}

/// The message that follows over the same connection.
#[derive(Debug, Clone, Copy)]
pub struct NextMessage<'a> {
    /// Its envelope.
    pub envelope: Envelope<'a>,
    /// Its size, in octets.
    pub octets: usize,
}
