//! A line to an SMTP server, and how one copy goes over it.

use std::error::Error as _;
use std::fmt::{self, Display};
use std::io;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Rset};
use lettre::transport::smtp::response::Response;
use memchr::memmem;
use tokio::io::AsyncWriteExt as _;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::offers::Offers;
use super::wire::Wire;
use super::{Cause, Failure, Limits, Phase};
use crate::model::{Address, Reply, single_line};

/// The most of a reply that is kept, in characters: it goes into the ledger.
const LONGEST_REPLY: usize = 500;
/// The server goes away (RFC 5321 §3.8).
const GOING_AWAY: u16 = 421;

/// A line to an SMTP server that carries many copies.
pub struct SmtpSession {
    pub(super) connection: AsyncSmtpConnection,
    pub(super) wire: Wire,
    pub(super) offers: Offers,
    limits: Limits,
    open: bool,
}

impl SmtpSession {
    /// Takes over a line on which EHLO was just answered.
    pub(super) fn new(connection: AsyncSmtpConnection, wire: Wire, limits: Limits) -> Self {
        let offers = Offers::read(&wire.heard());
        Self { connection, wire, offers, limits, open: true }
    }

    /// Hands over one copy.
    pub(super) async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Result<Reply, Failure> {
        if !self.open {
            return Err(Failure::lost(Phase::Mail, Cause::Closed));
        }
        let mail = self.mail_command(from, to, message)?;
        let recipient = format!("RCPT TO:<{to}>\r\n");
        // If this future is dropped half-way, nobody knows any more whose turn it is to speak.
        self.open = false;
        let sent = self.transact(&mail, &recipient, message).await;
        self.open = sent.as_ref().map_or_else(|failure| !failure.line_lost, |_| true);
        sent
    }

    /// Tells whether another copy can go over this line.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Says QUIT and closes; TLS gets its own goodbye.
    pub(super) async fn quit(mut self) {
        // A server that does not answer is left alone, and so is one that is in the middle of something.
        if self.open {
            timeout(self.limits.quit, self.connection.abort()).await.ok();
        }
    }

    /// Returns the MAIL command, or why this copy cannot be offered here.
    fn mail_command(&self, from: &Address, to: &Address, message: &[u8]) -> Result<String, Failure> {
        let needs_utf8 = !(from.as_str().is_ascii() && to.as_str().is_ascii());
        if needs_utf8 && !self.offers.smtp_utf8 {
            return Err(Failure::ours(Phase::Recipient, Cause::NeedsUtf8));
        }
        let size = message.len();
        if let Some(limit) = self.offers.size.filter(|limit| (1..size).contains(limit)) {
            return Err(Failure::ours(Phase::Mail, Cause::TooLarge { size, limit }));
        }
        let size = if self.offers.size.is_some() { format!(" SIZE={size}") } else { String::new() };
        let utf8 = if needs_utf8 { " SMTPUTF8" } else { "" };
        Ok(format!("MAIL FROM:<{from}>{size}{utf8}\r\n"))
    }

    async fn transact(&mut self, mail: &str, recipient: &str, message: &[u8]) -> Result<Reply, Failure> {
        let ready = if self.offers.pipelining {
            self.name_at_once(mail, recipient).await
        } else {
            self.name_by_turns(mail, recipient).await
        };
        if let Err(mut failure) = ready {
            if !failure.line_lost {
                let reset = self.ask(Phase::Mail, Rset).await;
                failure.line_lost = reset.is_err_and(|reset| reset.line_lost);
            }
            return Err(failure);
        }
        self.write(&stuffed(message)).await?;
        self.hear_the_end().await
    }

    async fn name_by_turns(&mut self, mail: &str, recipient: &str) -> Result<(), Failure> {
        self.ask(Phase::Mail, mail).await?;
        self.ask(Phase::Recipient, recipient).await?;
        self.ask(Phase::Data, Data).await?;
        Ok(())
    }

    /// Sends the three commands in one write and matches the replies by their count (RFC 2920 §3.1).
    async fn name_at_once(&mut self, mail: &str, recipient: &str) -> Result<(), Failure> {
        let mail = self.ask(Phase::Mail, format!("{mail}{recipient}{Data}")).await;
        if mail.as_ref().is_err_and(|failure| failure.line_lost) {
            return mail.map(drop);
        }
        let recipient = self.hear(Phase::Recipient).await;
        let named = mail.and(recipient);
        if named.as_ref().is_err_and(|failure| failure.line_lost) {
            return named.map(drop);
        }
        let data = self.hear(Phase::Data).await;
        match (named, data) {
            (Ok(_), data) => data.map(drop),
            // The server waits for a message that nobody is to get: a lone dot is what the RFC has for it.
            (Err(failure), Ok(_)) if failure.phase == Phase::Recipient => {
                let nothing = self.ask(Phase::Dot, ".\r\n").await;
                Err(Failure { line_lost: nothing.is_err_and(|nothing| nothing.line_lost), ..failure })
            }
            (Err(failure), Ok(_)) => Err(Failure { line_lost: true, ..failure }),
            (Err(failure), Err(data)) => Err(Failure { line_lost: data.line_lost, ..failure }),
        }
    }

    /// Writes the message with its final dot; as long as one octet is left, the dot is not out.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match timeout(self.limits.block, self.wire.write(rest)).await {
                Ok(Ok(0)) => return Err(Failure::lost(Phase::Body, Cause::Closed)),
                Ok(Ok(count)) => rest = &rest[count..],
                Ok(Err(error)) => return Err(Failure::lost(Phase::Body, error)),
                Err(_) => return Err(Failure::lost(Phase::Body, Cause::TimedOut(self.limits.block))),
            }
        }
        Ok(())
    }

    async fn hear_the_end(&mut self) -> Result<Reply, Failure> {
        // A flush that fails still leaves a dot that may be out: TLS holds octets back, and the reply will not come.
        let heard = async {
            self.wire.flush().await.ok();
            self.connection.read_response().await
        };
        let heard = timeout(self.limits.dot, heard).await;
        answer(Phase::Dot, &self.wire, self.limits.dot, heard)
    }

    /// Sends a command and waits for its reply.
    pub(super) async fn ask(&mut self, phase: Phase, line: impl Display) -> Result<Reply, Failure> {
        let limit = self.limit(phase);
        let said = timeout(limit, self.connection.command(line)).await;
        answer(phase, &self.wire, limit, said)
    }

    /// Waits for the reply to a command that is out already.
    async fn hear(&mut self, phase: Phase) -> Result<Reply, Failure> {
        let limit = self.limit(phase);
        let said = timeout(limit, self.connection.read_response()).await;
        answer(phase, &self.wire, limit, said)
    }

    fn limit(&self, phase: Phase) -> Duration {
        match phase {
            Phase::Data => self.limits.data,
            Phase::Dot => self.limits.dot,
            _ => self.limits.command,
        }
    }
}

/// Puts what came, or did not come, into our words.
pub(super) fn answer(
    phase: Phase,
    wire: &Wire,
    limit: Duration,
    said: Result<Result<Response, smtp::Error>, Elapsed>,
) -> Result<Reply, Failure> {
    let response = match said {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(Failure::of(phase, wire, &error)),
        Err(_) => return Err(Failure::lost(phase, Cause::TimedOut(limit))),
    };
    let text = response.message().collect::<Vec<_>>().join(" ");
    let reply = reply(response.code().into(), &text);
    let in_turn = if phase == Phase::Data { 300..400 } else { 200..300 };
    if in_turn.contains(&reply.code) { Ok(reply) } else { Err(Failure::lost(phase, Cause::OutOfTurn(reply))) }
}

impl fmt::Debug for SmtpSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpSession({:?}, open: {})", self.wire, self.open)
    }
}

impl Failure {
    /// Makes the failure that lettre tells of; without a status code the line is gone.
    pub(super) fn of(phase: Phase, wire: &Wire, error: &smtp::Error) -> Self {
        match error.status() {
            Some(code) => {
                let text = error.source().map(ToString::to_string).unwrap_or_default();
                let reply = reply(code.into(), &text);
                Self { phase, line_lost: reply.code == GOING_AWAY, reply: Some(reply), cause: None }
            }
            None if wire.has_ended() => Self::lost(phase, Cause::Closed),
            None => match error.source().and_then(|source| source.downcast_ref::<io::Error>()) {
                Some(error) => Self::lost(phase, io::Error::new(error.kind(), error.to_string())),
                None => Self::lost(phase, no_smtp(wire)),
            },
        }
    }
}

/// Says what was heard in place of a reply.
pub(super) fn no_smtp(wire: &Wire) -> Cause {
    Cause::NoSmtp(single_line(&wire.heard()).chars().take(LONGEST_REPLY).collect())
}

fn reply(code: u16, text: &str) -> Reply {
    Reply { code, text: single_line(text).chars().take(LONGEST_REPLY).collect() }
}

/// Doubles the dots that begin a line and ends the message with the final dot (RFC 5321 §4.5.2).
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + message.len() / 64 + 8);
    if message.starts_with(b".") {
        bytes.push(b'.');
    }
    let mut from = 0;
    for at in memmem::find_iter(message, b"\n.") {
        bytes.extend_from_slice(&message[from..=at]);
        bytes.push(b'.');
        from = at + 1;
    }
    bytes.extend_from_slice(&message[from..]);
    if !message.is_empty() && !message.ends_with(b"\r\n") {
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b".\r\n");
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::stuffed;

    /// Line by line, as the RFC has it.
    fn by_lines(message: &str) -> String {
        let lines = message.split_inclusive('\n');
        let mut wire: String = lines.flat_map(|line| [if line.starts_with('.') { "." } else { "" }, line]).collect();
        if !message.is_empty() && !message.ends_with("\r\n") {
            wire.push_str("\r\n");
        }
        wire + ".\r\n"
    }

    proptest! {
        #[test]
        fn it_is_what_goes_line_by_line(message in "[.\r\na]{0,40}") {
            prop_assert_eq!(stuffed(message.as_bytes()), by_lines(&message).into_bytes());
        }
    }

    #[test]
    fn dots_are_doubled_and_no_line_is_added() {
        for (message, wire) in [
            ("", ".\r\n"),
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\n..\r\na.b\r\n", "..\r\n...\r\na.b\r\n.\r\n"),
            ("a\r\n.\r\nQUIT\r\n", "a\r\n..\r\nQUIT\r\n.\r\n"),
            ("a\n.\r\n", "a\n..\r\n.\r\n"),
        ] {
            assert_eq!(stuffed(message.as_bytes()), wire.as_bytes(), "{message:?}");
        }
    }
}
