//! The timeouts of an IMAP session.

use std::time::Duration;

/// The timeouts of a session. After one, the session is given up, because half a command may have been sent.
#[derive(Debug, Clone, Copy)]
pub struct ImapTimeouts {
    /// For connecting and for each TLS handshake.
    pub connect: Duration,
    /// For the greeting.
    pub greeting: Duration,
    /// For a whole command; Courier needs 7 s to refuse a password.
    pub command: Duration,
    /// For the next mail of a batch.
    pub mail: Duration,
    /// For one IDLE, however often the server says that it is still there.
    pub idle: Duration,
    /// Between two looks where the server has no IDLE.
    pub poll: Duration,
}

impl Default for ImapTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_secs(30),
            command: Duration::from_mins(2),
            mail: Duration::from_mins(2),
            idle: Duration::from_mins(9),
            poll: Duration::from_mins(1),
        }
    }
}
