//! The size of a message.

/// How large a message is as it is handed over, before it is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MessageSize {
    /// The whole message, in octets.
    pub octets: usize,
    /// The encoded HTML part without its headers, in octets.
    pub html_octets: usize,
}
