//! What a server offers on an open connection, for people.

/// What a server offers on an open connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerOffer {
    /// The version of TLS, such as `TLS 1.3`; `None` in clear text.
    pub tls_version: Option<&'static str>,
    /// The largest message, in octets (RFC 1870).
    pub size: Option<usize>,
    /// How many messages one connection may send (RFC 9422).
    pub message_limit: Option<u32>,
    /// Several commands in one write (RFC 2920).
    pub pipelining: bool,
    /// Delivery status notifications (RFC 3461).
    pub dsn: bool,
    /// Addresses beyond ASCII (RFC 6531).
    pub smtp_utf8: bool,
}
