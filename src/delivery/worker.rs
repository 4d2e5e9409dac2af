//! A worker: holds at most one connection, and sends copies over it one after the other.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::message_renderer::MessageRenderer;
use super::relay_session::RelaySession;
use super::reply_classifier::{BounceBlame, DeliveryOutcome};
use crate::model::{Address, Delivery};
use crate::smtp::{Envelope, Transport};

/// Idle connections are closed after this long; a server waits five minutes (RFC 5321 §4.5.3.2.7).
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

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
    /// Rendering the copy.
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
    pub(super) async fn run(self, mut jobs: Receiver<Delivery>, done: UnboundedSender<CompletedDelivery>) {
        let mut session = RelaySession::new(&self.transport);
        loop {
            let delivery = match timeout(IDLE_TIMEOUT, jobs.recv()).await {
                Ok(Some(delivery)) => delivery,
                Ok(None) => break,
                Err(_) => {
                    session.quit().await;
                    continue;
                }
            };
            if done.send(self.deliver(&mut session, delivery).await).is_err() {
                break;
            }
        }
        let is_stopped = *self.break_off.borrow();
        session.close(is_stopped).await;
    }

    async fn deliver(&self, session: &mut RelaySession<'_>, delivery: Delivery) -> CompletedDelivery {
        let begun = Instant::now();
        let copy = self.renderer.build(&delivery.subscriber, (self.now)());
        let mut timings = DeliveryTimings { queue: begun.elapsed(), ..DeliveryTimings::default() };
        let mut connection_refused = false;
        let outcome = match copy {
            Ok(copy) => {
                let mut break_off = self.break_off.clone();
                let (id, sender) = self.renderer.envelope(delivery.subscriber.id);
                let (from, to) = (sender.as_ref().unwrap_or(&self.from), &delivery.subscriber.address);
                let envelope = Envelope { from, to, id: id.as_deref() };
                let attempt = tokio::select! {
                    attempt = session.send(envelope, &copy) => Some(attempt),
                    Ok(_) = break_off.wait_for(|asked| *asked) => None,
                };
                match attempt {
                    Some(attempt) => {
                        (timings.connect, timings.send) = (attempt.connect_time, attempt.send_time);
                        connection_refused = attempt.connection_refused;
                        attempt.outcome
                    }
                    None => session.break_off(),
                }
            }
            Err(why) => {
                DeliveryOutcome::Bounced { reply: format!("not sent: {why}").into(), blame: BounceBlame::Message }
            }
        };
        let (worker, is_connected) = (self.index, session.is_connected());
        CompletedDelivery { worker, delivery, outcome, connection_refused, is_connected, timings }
    }
}
