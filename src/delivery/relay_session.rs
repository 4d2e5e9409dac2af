//! A connection to the relay that is opened when a message needs it, and replaced once it is worn out.

use std::borrow::Cow;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::RelayFailureKind;
use super::reply_classifier::{self, DeliveryOutcome, classify};
use crate::smtp::{Envelope, FailureCause, NextMessage, SmtpFailure, SmtpPhase, Transport, TransportSession};

/// How long QUIT may take once a run was asked to stop; the reply is not needed.
const STOPPED_QUIT_TIMEOUT: Duration = Duration::from_millis(200);

/// At most one connection at a time, over which messages go one after the other.
pub struct RelaySession<'a> {
    transport: &'a Transport,
    session: Option<TransportSession>,
    /// Whether a message was given to the open connection: before that it is only being signed.
    is_handing_over: bool,
    /// Whether the relay answers an envelope that travels with the final dot before it.
    answers_ahead: bool,
}

/// What became of one attempt.
#[derive(Debug)]
pub struct SendAttempt {
    /// The outcome of the message.
    pub outcome: DeliveryOutcome,
    /// Whether no connection could be opened: the outcome says nothing about those that are open.
    pub connection_refused: bool,
    /// How long connections took to open.
    pub connect_time: Duration,
    /// How long the transactions took.
    pub send_time: Duration,
}

impl SendAttempt {
    /// Creates the attempt of a message for which no connection was needed.
    #[must_use]
    pub fn without_connection(outcome: DeliveryOutcome) -> Self {
        Self { outcome, connection_refused: false, connect_time: Duration::ZERO, send_time: Duration::ZERO }
    }
}

impl<'a> RelaySession<'a> {
    /// Creates a session without a connection.
    #[must_use]
    pub fn new(transport: &'a Transport) -> Self {
        Self { transport, session: None, is_handing_over: false, answers_ahead: true }
    }

    /// Returns whether a connection is open for the next message.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.session.as_ref().is_some_and(TransportSession::is_open)
    }

    /// Returns whether the relay waits for the message that was announced with the last one.
    #[must_use]
    pub fn has_announced(&self) -> bool {
        self.session.as_ref().is_some_and(TransportSession::has_announced)
    }

    /// Signs a message and sends it.
    ///
    /// If the future is dropped, [`RelaySession::break_off`] returns what is known of the message.
    pub async fn send(&mut self, envelope: Envelope<'_>, message: &[u8]) -> SendAttempt {
        match self.sign(message).await {
            Ok(message) => self.hand_over(envelope, &message, None).await,
            Err(outcome) => SendAttempt::without_connection(outcome),
        }
    }

    /// Returns a message as it is handed over, or the outcome if it cannot be signed.
    pub(super) async fn sign<'m>(&mut self, message: &'m [u8]) -> Result<Cow<'m, [u8]>, DeliveryOutcome> {
        self.is_handing_over = false;
        self.transport.sign(message).await.map_err(|error| {
            let reason = format!("the message cannot be signed: {error}").into();
            DeliveryOutcome::RelayFailed { reason, kind: RelayFailureKind::Rejected, code: None }
        })
    }

    /// Sends a signed message over the open connection, or over a new one. If the relay has had enough of the open
    /// connection before it took the message, the message goes over a new one at once. The envelope of the `next` message
    /// travels with it if the relay allows that.
    pub(super) async fn hand_over(
        &mut self,
        envelope: Envelope<'_>,
        message: &[u8],
        next: Option<NextMessage<'_>>,
    ) -> SendAttempt {
        let (mut connect_time, mut send_time) = (Duration::ZERO, Duration::ZERO);
        self.is_handing_over = false;
        if !self.is_connected() {
            self.quit().await;
        }
        loop {
            let begun = Instant::now();
            let is_new = self.session.is_none();
            let session = match &mut self.session {
                Some(open) => open,
                none => match self.transport.open().await {
                    Ok(new) => none.insert(new),
                    Err(failure) => {
                        connect_time += begun.elapsed();
                        let outcome = classify(Err(failure));
                        return SendAttempt { outcome, connection_refused: true, connect_time, send_time };
                    }
                },
            };
            connect_time += begun.elapsed();
            let begun = Instant::now();
            self.is_handing_over = true;
            let was_announced = session.has_announced();
            let result = session.send_before(envelope, message, next.filter(|_| self.answers_ahead)).await;
            if was_announced && result.as_ref().is_err_and(is_unanswered) {
                self.answers_ahead = false;
            }
            send_time += begun.elapsed();
            if is_new || !reply_classifier::is_connection_worn_out(&result) {
                let refused_at_once = is_new && result.as_ref().is_err_and(|failure| failure.phase == SmtpPhase::Mail);
                let outcome = classify(result);
                let connection_refused = refused_at_once && matches!(outcome, DeliveryOutcome::RelayFailed { .. });
                return SendAttempt { outcome, connection_refused, connect_time, send_time };
            }
            if let Err(failure) = &result
                && reply_classifier::names_message_limit(failure)
            {
                // A message that was refused after MAIL counts as begun.
                let refused = u32::from(failure.phase > SmtpPhase::Mail);
                self.transport.limit_messages(session.messages_begun().saturating_sub(refused));
            }
            self.quit().await;
        }
    }

    /// Ends the connection in the middle of whatever it does, and returns what became of the message in progress.
    pub fn break_off(&mut self) -> DeliveryOutcome {
        match self.session.take() {
            Some(session) if self.is_handing_over && session.may_have_arrived() => {
                DeliveryOutcome::InDoubt("stopped before the relay had answered the final dot".into())
            }
            _ => DeliveryOutcome::Stopped,
        }
    }

    /// Sends QUIT and closes the connection, if one is open.
    pub async fn quit(&mut self) {
        if let Some(session) = self.session.take() {
            session.quit().await;
        }
    }

    /// Sends QUIT and closes the connection as [`Self::quit`] does, but does not wait for a slow relay if `is_stopped`.
    pub async fn close(&mut self, is_stopped: bool) {
        if is_stopped {
            let _ = timeout(STOPPED_QUIT_TIMEOUT, self.quit()).await;
        } else {
            self.quit().await;
        }
    }
}

/// Returns whether MAIL was not answered.
fn is_unanswered(failure: &SmtpFailure) -> bool {
    failure.phase == SmtpPhase::Mail && matches!(failure.cause, Some(FailureCause::TimedOut(_)))
}
