//! The timeouts of an SMTP session.

use std::time::Duration;

/// The timeouts of a session; the defaults are the minimum of RFC 5321 §4.5.3.2.
#[derive(Debug, Clone, Copy)]
pub struct SmtpTimeouts {
    /// For connecting and for each TLS handshake; the RFC has no value, Postfix uses 30 s.
    pub connect: Duration,
    /// For the greeting: a busy server accepts the connection and greets when it has time.
    pub greeting: Duration,
    /// For the reply to EHLO, STARTTLS, AUTH, MAIL, RCPT and RSET.
    pub command: Duration,
    /// For the reply to DATA.
    pub data: Duration,
    /// For writing the next piece of the message.
    pub body_write: Duration,
    /// For the reply to the final dot: too short a timeout leads to duplicate deliveries.
    pub final_dot: Duration,
    /// For QUIT, whose reply is not needed.
    pub quit: Duration,
}

impl SmtpTimeouts {
    /// Returns the timeouts of a look at a server for which a person waits: what takes longer should be known.
    #[must_use]
    pub fn of_examination() -> Self {
        let patience = Duration::from_secs(30);
        Self { connect: patience, greeting: patience, command: patience, ..Self::default() }
    }
}

impl Default for SmtpTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_mins(5),
            command: Duration::from_mins(5),
            data: Duration::from_mins(2),
            body_write: Duration::from_mins(3),
            final_dot: Duration::from_mins(10),
            quit: Duration::from_secs(5),
        }
    }
}
