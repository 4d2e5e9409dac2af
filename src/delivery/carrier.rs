//! A carrier: one connection at most, and the copies that go over it, one after the other.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::time::{Instant, timeout};

use super::outcome::{Fault, Verdict, closed_between, judge};
use super::printer::Printer;
use crate::model::{Address, Delivery};
use crate::transport::{Session, Transport};

/// A line is closed that nothing went over for so long: a server waits five minutes (RFC 5321 §4.5.3.2.7).
const IDLE: Duration = Duration::from_mins(1);

/// A copy that a carrier is done with.
pub(super) struct Carried {
    /// Which carrier.
    pub(super) carrier: usize,
    /// Which copy.
    pub(super) delivery: Delivery,
    /// What came of it.
    pub(super) verdict: Verdict,
    /// How long it took.
    pub(super) spent: Spent,
}

/// How long the parts of handing a copy over took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spent {
    /// From the claim to the talk: the copy was made.
    pub(super) before: Duration,
    /// For opening the line, if it was not open.
    pub(super) open: Duration,
    /// For the talk itself.
    pub(super) send: Duration,
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
        loop {
            let delivery = match timeout(IDLE, jobs.recv()).await {
                Ok(Some(delivery)) => delivery,
                Ok(None) => break,
                Err(_) => {
                    if let Some(idle) = session.take() {
                        Session::quit(idle).await;
                    }
                    continue;
                }
            };
            let mut spent = Spent::default();
            let verdict = self.carry(&mut session, &delivery, &mut spent).await;
            if done.send(Carried { carrier: self.number, delivery, verdict, spent }).is_err() {
                break;
            }
        }
        if let Some(session) = session {
            session.quit().await;
        }
    }

    async fn carry(&self, session: &mut Option<Session>, delivery: &Delivery, spent: &mut Spent) -> Verdict {
        let mut begun = Instant::now();
        let mut lap = || std::mem::replace(&mut begun, Instant::now()).elapsed();
        let copy = match self.printer.copy(&delivery.subscriber, (self.now)()) {
            Ok(copy) => copy,
            Err(why) => return Verdict::Bounced { words: format!("not sent: {why}"), fault: Fault::Copy },
        };
        if let Some(old) = session.take_if(|session| !session.is_open()) {
            old.quit().await;
        }
        spent.before = lap();
        loop {
            let fresh = session.is_none();
            let open = match session {
                Some(open) => open,
                None => match self.transport.open().await {
                    Ok(new) => session.insert(new),
                    Err(failure) => return judge(Err(failure)),
                },
            };
            spent.open += lap();
            let result = open.send(&self.from, &delivery.subscriber.address, &copy).await;
            spent.send += lap();
            if fresh || !closed_between(&result) {
                return judge(result);
            }
            *session = None;
        }
    }
}
