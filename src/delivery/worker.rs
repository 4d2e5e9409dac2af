//! A worker: holds at most one connection, and sends copies over it one after the other.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::message_renderer::MessageRenderer;
use super::relay_session::{RelaySession, SendAttempt};
use super::reply_classifier::{BounceBlame, DeliveryOutcome};
use crate::model::{Address, Delivery, Subscriber};
use crate::smtp::{Envelope, NextMessage, Transport};

/// Idle connections are closed after this long; a server waits five minutes (RFC 5321 §4.5.3.2.7).
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

/// How long the relay may wait for a message that was announced, when no copy comes.
const ANNOUNCED_TIMEOUT: Duration = Duration::from_secs(3);

/// What a worker does next.
pub(super) struct WorkerJob {
    /// The copy to send: it was claimed.
    pub(super) delivery: Delivery,
    /// Who probably gets the next copy: it is made already and announced to the relay, but not sent before it is claimed.
    pub(super) next: Option<Subscriber>,
}

/// A copy that was made before it is sent.
struct PreparedCopy {
    subscriber: Subscriber,
    message: Vec<u8>,
    id: Option<String>,
    sender: Option<Address>,
}

/// A copy that a worker has finished.
pub(super) struct CompletedDelivery {
    /// The index of the worker.
    pub(super) worker: usize,
    /// The delivery.
    pub(super) delivery: Delivery,
    /// What became of it.
    pub(super) outcome: DeliveryOutcome,
    /// Whether the relay refused a new connection.
    pub(super) connection_refused: bool,
    /// Whether the worker's connection is open for the next copy.
    pub(super) is_connected: bool,
    /// How long it took.
    pub(super) timings: DeliveryTimings,
}

/// How long each part of an attempt took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DeliveryTimings {
    /// Rendering and signing copies.
    pub(super) queue: Duration,
    /// Opening the connection, if it was not open.
    pub(super) connect: Duration,
    /// The SMTP transaction.
    pub(super) send: Duration,
}

/// One worker of a run.
pub(super) struct DeliveryWorker {
    /// Its number.
    pub(super) index: usize,
    /// What makes the copies.
    pub(super) renderer: Arc<MessageRenderer>,
    /// What opens connections.
    pub(super) transport: Arc<Transport>,
    /// The envelope's sender.
    pub(super) from: Address,
    /// Becomes `true` when copies in progress are to be broken off.
    pub(super) break_off: watch::Receiver<bool>,
    /// What time it is.
    pub(super) now: fn() -> Timestamp,
}

impl DeliveryWorker {
    /// Sends copies until the run closes the channel, then sends QUIT.
    pub(super) async fn run(self, mut jobs: Receiver<WorkerJob>, done: UnboundedSender<CompletedDelivery>) {
        let mut session = RelaySession::new(&self.transport);
        let mut prepared = None;
        loop {
            let limit = if session.has_announced() { ANNOUNCED_TIMEOUT } else { IDLE_TIMEOUT };
            let job = match timeout(limit, jobs.recv()).await {
                Ok(Some(job)) => job,
                Ok(None) => break,
                Err(_) => {
                    session.quit().await;
                    continue;
                }
            };
            if done.send(self.deliver(&mut session, job, &mut prepared).await).is_err() {
                break;
            }
        }
        let is_stopped = *self.break_off.borrow();
        session.close(is_stopped).await;
    }

    async fn deliver(
        &self,
        session: &mut RelaySession<'_>,
        job: WorkerJob,
        prepared: &mut Option<PreparedCopy>,
    ) -> CompletedDelivery {
        let WorkerJob { delivery, next } = job;
        let begun = Instant::now();
        let mut break_off = self.break_off.clone();
        let attempt = tokio::select! {
            attempt = self.attempt(session, &delivery.subscriber, next, prepared) => Some(attempt),
            Ok(_) = break_off.wait_for(|asked| *asked) => None,
        };
        let attempt = attempt.unwrap_or_else(|| SendAttempt::without_connection(session.break_off()));
        let (connect, send) = (attempt.connect_time, attempt.send_time);
        let timings = DeliveryTimings { queue: begun.elapsed().saturating_sub(connect + send), connect, send };
        CompletedDelivery {
            worker: self.index,
            delivery,
            outcome: attempt.outcome,
            connection_refused: attempt.connection_refused,
            is_connected: session.is_connected(),
            timings,
        }
    }

    /// Sends the copy of a subscriber, and prepares the `next` one before.
    async fn attempt(
        &self,
        session: &mut RelaySession<'_>,
        subscriber: &Subscriber,
        next: Option<Subscriber>,
        prepared: &mut Option<PreparedCopy>,
    ) -> SendAttempt {
        // Whoever it was made for may have changed since.
        let copy = match prepared.take().filter(|copy| copy.subscriber == *subscriber) {
            Some(copy) => copy,
            None => match self.prepare(session, subscriber.clone()).await {
                Ok(copy) => copy,
                Err(outcome) => return SendAttempt::without_connection(outcome),
            },
        };
        if let Some(next) = next {
            // Why it cannot be made is said when it is its turn.
            *prepared = self.prepare(session, next).await.ok();
        }
        let next =
            prepared.as_ref().map(|next| NextMessage { envelope: self.envelope(next), octets: next.message.len() });
        session.hand_over(self.envelope(&copy), &copy.message, next).await
    }

    async fn prepare(
        &self,
        session: &mut RelaySession<'_>,
        subscriber: Subscriber,
    ) -> Result<PreparedCopy, DeliveryOutcome> {
        let message = self.renderer.build(&subscriber, (self.now)()).map_err(|why| {
            let reply = format!("not sent: {why}").into();
            DeliveryOutcome::Bounced { reply, blame: BounceBlame::Message }
        })?;
        let message = match session.sign(&message).await? {
            Cow::Owned(signed) => signed,
            Cow::Borrowed(_) => message,
        };
        let (id, sender) = self.renderer.envelope(subscriber.id);
        Ok(PreparedCopy { subscriber, message, id, sender })
    }

    fn envelope<'c>(&'c self, copy: &'c PreparedCopy) -> Envelope<'c> {
        let from = copy.sender.as_ref().unwrap_or(&self.from);
        Envelope { from, to: &copy.subscriber.address, id: copy.id.as_deref() }
    }
}
