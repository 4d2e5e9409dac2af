//! A carrier: one connection at most, and the copies that go over it, one after the other.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedSender};

use super::outcome::{Verdict, closed_between, judge};
use super::printer::Printer;
use crate::model::{Address, Delivery};
use crate::transport::{Session, Transport};

/// A copy that a carrier is done with.
pub(super) struct Carried {
    /// Which carrier.
    pub(super) carrier: usize,
    /// Which copy.
    pub(super) delivery: Delivery,
    /// What came of it.
    pub(super) verdict: Verdict,
}

/// What each carrier of a run shares.
pub(super) struct Carrier {
    /// Its number.
    pub(super) number: usize,
    /// What makes the copies.
    pub(super) printer: Arc<Printer>,
    /// What opens connections.
    pub(super) transport: Arc<Transport>,
    /// The envelope's sender.
    pub(super) from: Address,
    /// What time it is.
    pub(super) now: fn() -> Timestamp,
}

impl Carrier {
    /// Carries copies until the run has no more, then says QUIT.
    pub(super) async fn work(self, mut jobs: Receiver<Delivery>, done: UnboundedSender<Carried>) {
        let mut session = None;
        while let Some(delivery) = jobs.recv().await {
            let verdict = self.carry(&mut session, &delivery).await;
            if done.send(Carried { carrier: self.number, delivery, verdict }).is_err() {
                break;
            }
        }
        if let Some(session) = session {
            session.quit().await;
        }
    }

    async fn carry(&self, session: &mut Option<Session>, delivery: &Delivery) -> Verdict {
        let copy = match self.printer.copy(&delivery.subscriber, (self.now)()) {
            Ok(copy) => copy,
            Err(why) => return Verdict::Bounced { words: format!("not sent: {why}"), address: false },
        };
        if let Some(old) = session.take_if(|session| !session.is_open()) {
            old.quit().await;
        }
        loop {
            let fresh = session.is_none();
            let open = match session {
                Some(open) => open,
                None => match self.transport.open().await {
                    Ok(new) => session.insert(new),
                    Err(failure) => return judge(Err(failure)),
                },
            };
            let result = open.send(&self.from, &delivery.subscriber.address, &copy).await;
            if fresh || !closed_between(&result) {
                return judge(result);
            }
            *session = None;
        }
    }
}
