//! A carrier: one connection at most, and the copies that go over it, one after the other.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::time::{Instant, timeout};

use super::message_renderer::MessageRenderer;
use super::reply_classifier::{BounceBlame, DeliveryOutcome, classify, closed_while_idle};
use crate::model::{Address, Delivery};
use crate::smtp::{Transport, TransportSession};

/// A line is closed that nothing went over for so long: a server waits five minutes (RFC 5321 §4.5.3.2.7).
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

/// A copy that a carrier is done with.
pub(super) struct CompletedDelivery {
    /// Which carrier.
    pub(super) worker: usize,
    /// Which copy.
    pub(super) delivery: Delivery,
    /// What came of it.
    pub(super) outcome: DeliveryOutcome,
    /// How long it took.
    pub(super) timings: DeliveryTimings,
}

/// How long the parts of handing a copy over took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DeliveryTimings {
    /// From the claim to the talk: the copy was made.
    pub(super) queue: Duration,
    /// For opening the line, if it was not open.
    pub(super) connect: Duration,
    /// For the talk itself.
    pub(super) send: Duration,
}

/// What each carrier of a run shares.
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
    /// Carries copies until the run has no more, then says QUIT.
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
