//! A worker: holds at most one connection, and sends copies over it one after the other.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::time::{Instant, timeout};

use super::message_renderer::MessageRenderer;
use super::reply_classifier::{BounceBlame, DeliveryOutcome, classify, closed_while_idle};
use crate::model::{Address, Delivery};
use crate::smtp::{Transport, TransportSession};

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
    /// What time it is.
    pub(super) now: fn() -> Timestamp,
}

impl DeliveryWorker {
    /// Sends copies until the run closes the channel, then sends QUIT.
    pub(super) async fn run(self, mut jobs: Receiver<Delivery>, done: UnboundedSender<CompletedDelivery>) {
        let mut session = None;
        loop {
            let delivery = match timeout(IDLE_TIMEOUT, jobs.recv()).await {
                Ok(Some(delivery)) => delivery,
                Ok(None) => break,
                Err(_) => {
                    if let Some(idle) = session.take() {
                        TransportSession::quit(idle).await;
                    }
                    continue;
                }
            };
            let mut spent = DeliveryTimings::default();
            let verdict = self.deliver(&mut session, &delivery, &mut spent).await;
            if done.send(CompletedDelivery { worker: self.index, delivery, outcome: verdict, timings: spent }).is_err()
            {
                break;
            }
        }
        if let Some(session) = session {
            session.quit().await;
        }
    }

    async fn deliver(
        &self,
        session: &mut Option<TransportSession>,
        delivery: &Delivery,
        spent: &mut DeliveryTimings,
    ) -> DeliveryOutcome {
        let mut begun = Instant::now();
        let mut lap = || std::mem::replace(&mut begun, Instant::now()).elapsed();
        let copy = match self.renderer.build(&delivery.subscriber, (self.now)()) {
            Ok(copy) => copy,
            Err(why) => {
                return DeliveryOutcome::Bounced {
                    reply: format!("not sent: {why}").into(),
                    blame: BounceBlame::Message,
                };
            }
        };
        if let Some(old) = session.take_if(|session| !session.is_open()) {
            old.quit().await;
        }
        spent.queue = lap();
        loop {
            let fresh = session.is_none();
            let open = match session {
                Some(open) => open,
                None => match self.transport.open().await {
                    Ok(new) => session.insert(new),
                    Err(failure) => return classify(Err(failure)),
                },
            };
            spent.connect += lap();
            let result = open.send(&self.from, &delivery.subscriber.address, &copy).await;
            spent.send += lap();
            if fresh || !closed_while_idle(&result) {
                return classify(result);
            }
            *session = None;
        }
    }
}
