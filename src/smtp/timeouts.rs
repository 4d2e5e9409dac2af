//! How long we wait for each answer.

use std::time::Duration;

/// How long we wait; the defaults are the least that RFC 5321 §4.5.3.2 allows.
#[derive(Debug, Clone, Copy)]
pub struct SmtpTimeouts {
    /// For the connection and each TLS handshake; the RFC names none, Postfix takes 30 s.
    pub connect: Duration,
    /// For the greeting.
    pub greeting: Duration,
    /// For the reply to EHLO, STARTTLS, AUTH, MAIL, RCPT and RSET.
    pub command: Duration,
    /// For the reply to DATA.
    pub data: Duration,
    /// For the socket to take some more of the body.
    pub body_write: Duration,
    /// For the reply to the final dot: whoever is impatient here sends copies twice.
    pub final_dot: Duration,
    /// For QUIT, which nobody needs.
    pub quit: Duration,
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
