//! The timeouts of an SMTP session.

use std::time::Duration;

/// The timeouts of a session; the defaults are the minimum of RFC 5321 §4.5.3.2, except for the greeting.
#[derive(Debug, Clone, Copy)]
pub struct SmtpTimeouts {
    /// For connecting and for each TLS handshake; the RFC has no value, Postfix uses 30 s.
    pub connect: Duration,
    /// For the greeting. RFC 5321 would wait five minutes, but until then nothing is at stake, and a port at which no mail
    /// server listens should be noticed.
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

impl Default for SmtpTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: Duration::from_mins(1),
            command: Duration::from_mins(5),
            data: Duration::from_mins(2),
            body_write: Duration::from_mins(3),
            final_dot: Duration::from_mins(10),
            quit: Duration::from_secs(5),
        }
    }
}
