//! Why the DNS gave no answer.

/// Why nothing is known about a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// It cannot be a name in the DNS.
    #[error("`{0}` cannot be a name in the DNS")]
    InvalidName(String),
    /// No resolver answered in time, or none can be reached.
    #[error("no resolver answered the question about `{0}`")]
    NoAnswer(String),
    /// The resolver answered that it cannot say: SERVFAIL, REFUSED and the like (RFC 1035 §4.1.1).
    #[error("the resolver answered {code} to the question about `{name}`")]
    Failed {
        /// The name.
        name: String,
        /// The response code.
        code: String,
    },
    /// The answer breaks the rules of the protocol.
    #[error("the resolver's answer about `{0}` cannot be read")]
    Unreadable(String),
}

impl DnsError {
    /// Returns whether there is no resolver to ask: further questions would only take time.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::NoAnswer(_))
    }
}
