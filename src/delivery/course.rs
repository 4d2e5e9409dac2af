//! The course of a run: claimed copies go out to the carriers, what came of them comes back to the ledger.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::carrier::Carried;
use super::ledger::{LOOK, Ledger, Next, Results};
use super::outcome::{Fault, Verdict};
use super::patience::Refused;
use super::refusals::Refusals;
use super::run::{Ending, Run};
use super::trouble::Trouble;
use super::{Error, Progress, backoff, lanes, log};
use crate::config::InDoubt;
use crate::database::delivery::Settlement;
use crate::model::{Delivery, Pause, PauseReason, Status};

/// When so many domains ask for less and no copy is taken in between, it is the relay that asks.
const DOMAINS: usize = 5;

/// What a run knows while it goes on.
pub(super) struct Course<'a> {
    run: &'a Run<'a>,
    carriers: Vec<mpsc::Sender<Delivery>>,
    idle: Vec<usize>,
    results: Results,
    progress: Progress,
    trouble: Trouble,
    refusals: Refusals,
    /// Domains that asked for less since a copy was taken last.
    less: BTreeSet<String>,
}

impl<'a> Course<'a> {
    pub(super) fn new(run: &'a Run<'a>, carriers: Vec<mpsc::Sender<Delivery>>, progress: Progress) -> Self {
        Self {
            run,
            idle: (0..carriers.len()).rev().collect(),
            carriers,
            results: Results::default(),
            progress,
            trouble: Trouble::new(run.patience),
            refusals: Refusals::default(),
            less: BTreeSet::new(),
        }
    }

    /// Goes on until nothing is due, the relay is past hope, or somebody stops it.
    pub(super) async fn go(
        &mut self,
        ledger: &mut Ledger<'_>,
        returned: &mut mpsc::UnboundedReceiver<Carried>,
        tasks: &mut JoinSet<()>,
        mut stop: watch::Receiver<bool>,
        tell: &mut (impl FnMut(&Progress) + Send),
    ) -> Result<Ending, Error> {
        let mut ending = None;
        loop {
            if ending.is_none() && *stop.borrow() {
                ending = Some(Ending::Stopped);
            }
            let want = if ending.is_some() { 0 } else { self.trouble.room(self.idle.len(), self.carriers.len()) };
            let mut refused = Refused::default();
            let turn = loop {
                match ledger.turn(&mut self.results, want).await {
                    Ok(turn) => break turn,
                    Err(error) => refused.outlast(error).await?,
                }
            };
            tell(&self.progress);
            ending = ending.or(turn.halt);
            self.hand_out(turn.claimed).await;
            if self.idle.len() == self.carriers.len() {
                if let Some(ending) = ending {
                    return Ok(ending);
                }
                let next = loop {
                    match ledger.next().await {
                        Ok(next) => break next,
                        Err(error) => refused.outlast(error).await?,
                    }
                };
                match next {
                    Next::End(ending) => return Ok(ending),
                    Next::At(due) => return Ok(Ending::Waiting(due)),
                    Next::Claim | Next::Others => {}
                }
            }
            let wake = Instant::now() + turn.wake.unwrap_or(LOOK).min(LOOK);
            // A moment that has passed would make this loop spin while what is under way ends.
            let ready = self.trouble.not_before().filter(|at| *at > Instant::now());
            let wake = ready.map_or(wake, |at| at.min(wake));
            tokio::select! {
                Some(carried) = returned.recv() => {
                    ending = graver(ending, self.take(carried));
                    while let Ok(carried) = returned.try_recv() {
                        ending = graver(ending, self.take(carried));
                    }
                }
                // Carriers end when their jobs do; one that ends now has broken down.
                Some(_) = tasks.join_next() => return Err(Error::Carrier),
                () = sleep_until(wake) => {}
                Ok(()) = stop.changed(), if ending.is_none() => {}
            }
        }
    }

    /// Lets the carriers finish, and returns what is still to be settled and how far the run came.
    pub(super) async fn end(
        mut self,
        tasks: &mut JoinSet<()>,
        returned: &mut mpsc::UnboundedReceiver<Carried>,
    ) -> (Results, Refusals, Progress) {
        self.carriers.clear();
        while tasks.join_next().await.is_some() {}
        while let Ok(carried) = returned.try_recv() {
            self.take(carried);
        }
        (self.results, self.refusals, self.progress)
    }

    async fn hand_out(&mut self, claimed: Vec<Delivery>) {
        self.trouble.went(claimed.len());
        for delivery in claimed {
            // A claim is never larger than the number of idle carriers, and an idle carrier's channel has room.
            if let Some(carrier) = self.idle.pop() {
                let _ = self.carriers[carrier].send(delivery).await;
            }
        }
    }

    /// Keeps what came of a copy for the next turn; returns how the run ends, if it must.
    fn take(&mut self, carried: Carried) -> Option<Ending> {
        self.idle.push(carried.carrier);
        log::handed_over(self.run, &carried);
        let now = (self.run.now)();
        let delivery = &carried.delivery;
        match carried.verdict {
            Verdict::Sent(words) => {
                self.refusals.taken();
                self.less.clear();
                self.answered();
                self.settle(delivery, Status::Sent, now, words);
            }
            Verdict::Deferred(words) => {
                self.answered();
                self.defer(delivery, now, words);
            }
            Verdict::Slow(words) => {
                let domain = delivery.subscriber.address.domain().to_lowercase();
                self.less.insert(domain.clone());
                if self.less.len() >= DOMAINS {
                    self.put_back(delivery, now, Some(words.clone()));
                    return self.relay_failed(words, false);
                }
                self.results.slow.insert(domain);
                self.progress.trouble = Some(words.clone());
                if self.is_late(delivery, now) {
                    self.settle(delivery, Status::Expired, now, words);
                } else {
                    self.put_back(delivery, now + lanes::HOLD, Some(words));
                }
                self.trouble.answered();
            }
            Verdict::Bounced { words, fault } => {
                if fault == Fault::Address {
                    self.results.dead.insert(delivery.subscriber.id);
                }
                self.answered();
                let stop = self.refusals.refused(delivery.subscriber.id, fault);
                self.settle(delivery, Status::Bounced, now, words.clone());
                return (stop && !self.run.issue.accepts_refusals)
                    .then(|| Ending::Paused(Pause::because(PauseReason::Rejections, words)));
            }
            Verdict::InDoubt(words) => {
                match self.run.retry.in_doubt {
                    InDoubt::Hold => self.settle(delivery, Status::InDoubt, now, words.clone()),
                    InDoubt::Resend => self.defer(delivery, now, words.clone()),
                    InDoubt::Sent => self.settle(delivery, Status::Sent, now, words.clone()),
                }
                return self.relay_failed(words, false);
            }
            Verdict::Relay { words, hopeless } => {
                self.put_back(delivery, now, None);
                return self.relay_failed(words, hopeless);
            }
        }
        None
    }

    /// Tells whether a copy has been tried for too long.
    fn is_late(&self, delivery: &Delivery, now: Timestamp) -> bool {
        now.duration_since(delivery.first_at) > self.run.retry.give_up
    }

    /// Puts a copy off, or gives it up once it has been tried for too long.
    fn defer(&mut self, delivery: &Delivery, now: Timestamp, words: String) {
        let status = if self.is_late(delivery, now) { Status::Expired } else { Status::Deferred };
        let due_at =
            now + backoff::after(&self.run.retry, delivery.attempts + 1, self.run.issue.id, delivery.subscriber.id);
        self.settle(delivery, status, due_at, words);
    }

    fn settle(&mut self, delivery: &Delivery, status: Status, due_at: Timestamp, words: String) {
        let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
        // A date that nobody will look at again would only take room.
        let due_at = if status == Status::Deferred { due_at } else { Timestamp::UNIX_EPOCH };
        let (attempts, reply) = (delivery.attempts + 1, Some(words));
        self.results.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at, reply });
        self.progress.counts.shift(waiting(delivery), status);
        self.progress.handled += 1;
    }

    /// Notes that the relay answered for a copy.
    fn answered(&mut self) {
        self.progress.trouble = None;
        self.trouble.answered();
    }

    /// Lets a copy wait as before: this try cost it nothing.
    fn put_back(&mut self, delivery: &Delivery, due_at: Timestamp, reply: Option<String>) {
        let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
        let (status, attempts) = (waiting(delivery), delivery.attempts);
        self.results.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at, reply });
    }

    fn relay_failed(&mut self, words: String, hopeless: bool) -> Option<Ending> {
        self.progress.trouble = Some(words.clone());
        (self.trouble.failed() || hopeless).then_some(Ending::Relay { words, hopeless })
    }
}

/// Returns the ending that stands: the first, but for a reason to pause, which must not be lost.
fn graver(first: Option<Ending>, second: Option<Ending>) -> Option<Ending> {
    match (first, second) {
        (_, Some(second @ Ending::Paused(Pause { reason: PauseReason::Rejections, .. }))) => Some(second),
        (first, second) => first.or(second),
    }
}

/// Returns what a copy is while it waits.
fn waiting(delivery: &Delivery) -> Status {
    if delivery.attempts > 0 { Status::Deferred } else { Status::Queued }
}
