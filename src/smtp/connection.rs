//! A connection to an SMTP server, and the transaction that sends one message.

use std::error::Error as _;
use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Rset};
use lettre::transport::smtp::response::Response;
use tokio::io::AsyncWriteExt as _;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout};

use super::connection_wear::ConnectionWear;
use super::dot_stuffing::dot_stuff;
use super::extensions::ServerExtensions;
use super::recording_stream::RecordingStream;
use super::{Envelope, FailureCause, NextMessage, ServerOffer, SmtpFailure, SmtpPhase, SmtpTimeouts};
use crate::model::{Reply, hide_tokens, single_line};

/// The number of characters of a reply that are stored in the ledger.
const MAX_REPLY_CHARS: usize = 500;
/// How long an envelope that was sent ahead may wait for its message: servers wait for minutes (RFC 5321 §4.5.3.2.5).
const MAX_ANNOUNCED: Duration = Duration::from_secs(10);
/// The server closes the connection (RFC 5321 §3.8).
const SERVICE_CLOSING: u16 = 421;

/// A connection to an SMTP server that sends many messages.
pub struct SmtpConnection {
    pub(super) connection: AsyncSmtpConnection,
    pub(super) stream: RecordingStream,
    pub(super) extensions: ServerExtensions,
    timeouts: SmtpTimeouts,
    open: bool,
    /// Whether the final dot of the message in progress may have been sent.
    is_dot_sent: bool,
    /// The envelope that was sent behind the final dot of the message before it.
    announced: Option<AnnouncedEnvelope>,
    pub(super) wear: ConnectionWear,
}

/// The commands of one envelope.
#[derive(Debug, PartialEq, Eq)]
struct EnvelopeCommands {
    mail: String,
    recipient: String,
}

/// An envelope whose replies are still to be read; then the server waits for the message.
#[derive(Debug)]
struct AnnouncedEnvelope {
    commands: EnvelopeCommands,
    at: Instant,
}

impl SmtpConnection {
    /// Wraps a connection on which EHLO was just answered.
    pub(super) fn new(connection: AsyncSmtpConnection, stream: RecordingStream, timeouts: SmtpTimeouts) -> Self {
        let extensions = ServerExtensions::parse(&stream.transcript());
        Self {
            connection,
            stream,
            extensions,
            timeouts,
            open: true,
            is_dot_sent: false,
            announced: None,
            wear: ConnectionWear::default(),
        }
    }

    /// Sends one message, and behind its final dot the envelope of the next one (RFC 2920 §3.1), which must be sent then.
    pub(super) async fn send(
        &mut self,
        envelope: Envelope<'_>,
        message: &[u8],
        next: Option<NextMessage<'_>>,
    ) -> Result<Reply, SmtpFailure> {
        let lost = || Err(SmtpFailure::connection_lost(SmtpPhase::Mail, FailureCause::Closed));
        if !self.open {
            return lost();
        }
        let commands = self.envelope_commands(envelope, message.len())?;
        let next = next.filter(|_| self.extensions.pipelining && self.wear.bears_another());
        let next = next.and_then(|next| self.envelope_commands(next.envelope, next.octets).ok());
        let announced = self.announced.take();
        // If this future is dropped midway, the state of the dialogue is unknown.
        (self.open, self.is_dot_sent) = (false, false);
        if announced.as_ref().is_some_and(|announced| announced.commands != commands) {
            return lost();
        }
        let begun = Instant::now();
        let sent = self.send_transaction(&commands, announced.is_some(), message, next.as_ref()).await;
        self.open = sent.as_ref().map_or_else(|failure| !failure.connection_lost, |_| true);
        let is_announced = std::mem::take(&mut self.is_dot_sent);
        self.announced =
            next.filter(|_| is_announced).map(|commands| AnnouncedEnvelope { commands, at: Instant::now() });
        match &sent {
            Ok(_) => self.wear.record_accepted(),
            Err(failure) => self.wear.record_refused(failure.phase, begun.elapsed()),
        }
        sent
    }

    /// Returns what the server offers.
    pub(super) fn offer(&self) -> ServerOffer {
        let ServerExtensions { pipelining, smtp_utf8, dsn, size, message_limit, .. } = self.extensions;
        ServerOffer {
            tls_version: self.stream.tls_version(),
            size: size.filter(|size| *size > 0),
            message_limit,
            pipelining,
            dsn,
            smtp_utf8,
        }
    }

    /// Returns whether a message whose sending was broken off may have arrived all the same.
    pub(super) fn may_have_arrived(&self) -> bool {
        self.is_dot_sent
    }

    /// Returns whether the connection can send another message, and is not worn out.
    pub(super) fn is_open(&self) -> bool {
        let is_waiting_long = self.announced.as_ref().is_some_and(|next| next.at.elapsed() >= MAX_ANNOUNCED);
        self.open && !self.wear.is_worn_out() && !is_waiting_long
    }

    /// Returns whether the server waits for the message of an envelope that was sent ahead.
    pub(super) fn has_announced(&self) -> bool {
        self.announced.is_some()
    }

    /// Sends QUIT and closes the connection, including its TLS session.
    pub(super) async fn quit(mut self) {
        // No QUIT if the server does not reply or a transaction is unfinished.
        if self.open && self.announced.is_none() {
            timeout(self.timeouts.quit, self.connection.abort()).await.ok();
        }
    }

    /// Returns the commands of an envelope, or the reason why its message cannot be offered to this server.
    fn envelope_commands(&self, envelope: Envelope<'_>, size: usize) -> Result<EnvelopeCommands, SmtpFailure> {
        let Envelope { from, to, id } = envelope;
        let needs_utf8 = !(from.as_str().is_ascii() && to.as_str().is_ascii());
        if needs_utf8 && !self.extensions.smtp_utf8 {
            return Err(SmtpFailure::not_attempted(SmtpPhase::Recipient, FailureCause::NeedsSmtpUtf8));
        }
        if let Some(limit) = self.extensions.size.filter(|limit| (1..size).contains(limit)) {
            return Err(SmtpFailure::not_attempted(SmtpPhase::Mail, FailureCause::TooLarge { size, limit }));
        }
        let size = if self.extensions.size.is_some() { format!(" SIZE={size}") } else { String::new() };
        let utf8 = if needs_utf8 { " SMTPUTF8" } else { "" };
        let id = id.filter(|_| self.extensions.dsn);
        let dsn = id.map(|id| format!(" RET=HDRS ENVID={id}")).unwrap_or_default();
        let mail = format!("MAIL FROM:<{from}>{size}{utf8}{dsn}\r\n");
        Ok(EnvelopeCommands { mail, recipient: format!("RCPT TO:<{to}>\r\n") })
    }

    async fn send_transaction(
        &mut self,
        commands: &EnvelopeCommands,
        is_announced: bool,
        message: &[u8],
        next: Option<&EnvelopeCommands>,
    ) -> Result<Reply, SmtpFailure> {
        let EnvelopeCommands { mail, recipient } = commands;
        if is_announced {
            // Courier forgets what came behind the final dot, and would wait for it.
            let limit = self.timeouts.command.min(MAX_ANNOUNCED);
            let first = self.read_reply_within(SmtpPhase::Mail, limit).await;
            self.read_envelope_replies(first, true).await?;
        } else if self.extensions.pipelining {
            self.send_envelope_pipelined(mail, recipient).await?;
        } else {
            self.send_envelope(mail, recipient).await?;
        }
        let mut octets = dot_stuff(message);
        let length = octets.len();
        if let Some(EnvelopeCommands { mail, recipient }) = next {
            // A writer into memory never fails.
            let _ = write!(octets, "{mail}{recipient}{Data}");
        }
        self.write_body(&octets, length).await?;
        self.read_final_reply().await
    }

    async fn send_envelope(&mut self, mail: &str, recipient: &str) -> Result<(), SmtpFailure> {
        if self.wear.needs_reset() {
            let reset = self.command(SmtpPhase::Mail, Rset).await;
            self.confirm_reset(reset)?;
        }
        self.command(SmtpPhase::Mail, mail).await?;
        self.wear.record_begun();
        self.command(SmtpPhase::Recipient, recipient).await?;
        self.command(SmtpPhase::Data, Data).await?;
        Ok(())
    }

    /// Sends the commands in one write and matches the replies by their order (RFC 2920 §3.1). After a rejected
    /// recipient the next envelopes go without DATA: behind another rejection it would be a second error, and servers
    /// count those.
    async fn send_envelope_pipelined(&mut self, mail: &str, recipient: &str) -> Result<(), SmtpFailure> {
        let reset = if self.wear.needs_reset() { Rset.to_string() } else { String::new() };
        let data = if self.wear.is_cautious() { String::new() } else { Data.to_string() };
        let mut first = self.command(SmtpPhase::Mail, format!("{reset}{mail}{recipient}{data}")).await;
        if !reset.is_empty() {
            self.confirm_reset(first)?;
            first = self.read_reply(SmtpPhase::Mail).await;
        }
        self.read_envelope_replies(first, !data.is_empty()).await
    }

    /// Reads the replies to the commands of an envelope, of which the first one is known already.
    async fn read_envelope_replies(
        &mut self,
        first: Result<Reply, SmtpFailure>,
        has_data: bool,
    ) -> Result<(), SmtpFailure> {
        if first.as_ref().is_err_and(|failure| failure.connection_lost) {
            return first.map(drop);
        }
        if first.is_ok() {
            self.wear.record_begun();
        }
        let recipient = self.read_reply(SmtpPhase::Recipient).await;
        let named = match (first, recipient) {
            (Err(failure), Err(lost)) => Err(SmtpFailure { connection_lost: lost.connection_lost, ..failure }),
            (mail, recipient) => mail.and(recipient),
        };
        if named.as_ref().is_err_and(|failure| failure.connection_lost) {
            return named.map(drop);
        }
        if !has_data {
            named?;
            return self.command(SmtpPhase::Data, Data).await.map(drop);
        }
        let data = self.read_reply(SmtpPhase::Data).await;
        match (named, data) {
            (Ok(_), data) => data.map(drop),
            // The server waits for a message that has no recipient: RFC 2920 ends it with a single dot.
            (Err(failure), Ok(_)) if failure.phase == SmtpPhase::Recipient => {
                let nothing = self.command(SmtpPhase::FinalDot, ".\r\n").await;
                Err(SmtpFailure { connection_lost: nothing.is_err_and(|nothing| nothing.connection_lost), ..failure })
            }
            (Err(failure), Ok(_)) => Err(SmtpFailure { connection_lost: true, ..failure }),
            (Err(failure), Err(data)) => Err(SmtpFailure { connection_lost: data.connection_lost, ..failure }),
        }
    }

    /// Reads the reply to RSET: a connection on which it fails is of no more use, and says nothing about the message.
    fn confirm_reset(&mut self, reset: Result<Reply, SmtpFailure>) -> Result<(), SmtpFailure> {
        match reset {
            Ok(_) => self.wear.record_reset(),
            Err(SmtpFailure { reply: Some(reply), .. }) => {
                return Err(SmtpFailure::connection_lost(SmtpPhase::Mail, FailureCause::UnexpectedReply(reply)));
            }
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Writes the message with its final dot, and the commands behind it; the dot is not sent while one octet of the
    /// message, which ends at `length`, is left.
    async fn write_body(&mut self, octets: &[u8], length: usize) -> Result<(), SmtpFailure> {
        let mut written = 0;
        while let Some(rest) = octets.get(written..).filter(|rest| !rest.is_empty()) {
            let failure = match timeout(self.timeouts.body_write, self.stream.write(rest)).await {
                Ok(Ok(count)) if count > 0 => {
                    written += count;
                    self.is_dot_sent = written >= length;
                    continue;
                }
                Ok(Ok(_)) => FailureCause::Closed,
                Ok(Err(error)) => error.into(),
                Err(_) => FailureCause::TimedOut(self.timeouts.body_write),
            };
            // The message itself was sent: its reply says what became of it.
            if self.is_dot_sent {
                return Ok(());
            }
            return Err(SmtpFailure::connection_lost(SmtpPhase::Body, failure));
        }
        Ok(())
    }

    async fn read_final_reply(&mut self) -> Result<Reply, SmtpFailure> {
        // After a failed flush the dot may still have been sent: TLS buffers octets, and no reply will come.
        let heard = async {
            self.stream.flush().await.ok();
            self.connection.read_response().await
        };
        let heard = timeout(self.timeouts.final_dot, heard).await;
        reply_or_failure(SmtpPhase::FinalDot, &self.stream, self.timeouts.final_dot, heard)
    }

    /// Sends a command and waits for its reply.
    pub(super) async fn command(&mut self, phase: SmtpPhase, line: impl Display) -> Result<Reply, SmtpFailure> {
        let limit = self.timeout(phase);
        let said = timeout(limit, self.connection.command(line)).await;
        reply_or_failure(phase, &self.stream, limit, said)
    }

    /// Waits for the reply to a command that was already sent.
    async fn read_reply(&mut self, phase: SmtpPhase) -> Result<Reply, SmtpFailure> {
        self.read_reply_within(phase, self.timeout(phase)).await
    }

    async fn read_reply_within(&mut self, phase: SmtpPhase, limit: Duration) -> Result<Reply, SmtpFailure> {
        let said = timeout(limit, self.connection.read_response()).await;
        reply_or_failure(phase, &self.stream, limit, said)
    }

    fn timeout(&self, phase: SmtpPhase) -> Duration {
        match phase {
            SmtpPhase::Data => self.timeouts.data,
            SmtpPhase::FinalDot => self.timeouts.final_dot,
            _ => self.timeouts.command,
        }
    }
}

/// Converts the result of reading a reply to our types.
pub(super) fn reply_or_failure(
    phase: SmtpPhase,
    wire: &RecordingStream,
    limit: Duration,
    said: Result<Result<Response, smtp::Error>, Elapsed>,
) -> Result<Reply, SmtpFailure> {
    let response = match said {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Err(SmtpFailure::from_lettre(phase, wire, &error)),
        Err(_) => return Err(SmtpFailure::connection_lost(phase, FailureCause::TimedOut(limit))),
    };
    let text = response.message().collect::<Vec<_>>().join(" ");
    let reply = smtp_reply(response.code().into(), &text);
    let in_turn = if phase == SmtpPhase::Data { 300..400 } else { 200..300 };
    if in_turn.contains(&reply.code) {
        Ok(reply)
    } else {
        Err(SmtpFailure::connection_lost(phase, FailureCause::UnexpectedReply(reply)))
    }
}

impl fmt::Debug for SmtpConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpSession({:?}, open: {})", self.stream, self.open)
    }
}

impl SmtpFailure {
    /// Converts an error of lettre; without a status code the connection is lost.
    pub(super) fn from_lettre(phase: SmtpPhase, wire: &RecordingStream, error: &smtp::Error) -> Self {
        match error.status() {
            Some(code) => {
                let text = error.source().map(ToString::to_string).unwrap_or_default();
                let reply = smtp_reply(code.into(), &text);
                Self { phase, connection_lost: reply.code == SERVICE_CLOSING, reply: Some(reply), cause: None }
            }
            None if wire.is_closed() => Self::connection_lost(phase, FailureCause::Closed),
            None => match error.source().and_then(|source| source.downcast_ref::<io::Error>()) {
                Some(error) => Self::connection_lost(phase, io::Error::new(error.kind(), error.to_string())),
                None => Self::connection_lost(phase, invalid_reply(wire)),
            },
        }
    }
}

/// Returns what was received instead of a reply.
pub(super) fn invalid_reply(wire: &RecordingStream) -> FailureCause {
    FailureCause::InvalidReply(reply_text(&wire.transcript()))
}

fn smtp_reply(code: u16, text: &str) -> Reply {
    Reply { code, text: reply_text(text) }
}

/// Returns what a server says, as it may be kept and shown: the address that we gave for bounces has a token in it.
fn reply_text(text: &str) -> String {
    hide_tokens(&single_line(text)).chars().take(MAX_REPLY_CHARS).collect()
}
