//! The course of a run: claimed copies go out to the carriers, what came of them comes back to the ledger.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::carrier::Carried;
use super::ledger::{Ledger, Turn};
use super::outcome::Verdict;
use super::run::{Ending, Run};
use super::{Error, Progress, backoff};
use crate::database::delivery::Settlement;
use crate::model::{Delivery, Status};

/// The longest sleep: the right to send is renewed in between.
const TICK: Duration = Duration::from_secs(2);
/// The longest wait for a relay in trouble.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// How many refusals in a row, none of them about an address, are the relay's opinion of us and not of the recipients.
const REFUSALS: usize = 10;
/// How often a database in trouble is tried again, a second apart, before the run gives up.
const DATABASE_TRIES: u32 = 5;

/// What a run knows while it goes on.
pub(super) struct Course<'a> {
    run: &'a Run<'a>,
    carriers: Vec<mpsc::Sender<Delivery>>,
    idle: Vec<usize>,
    settled: Vec<Settlement>,
    progress: Progress,
    /// How often in a row the relay failed.
    failures: u32,
    /// Whether the one copy is out that tries a relay which was in trouble.
    probing: bool,
    /// Whose copies were refused in a row, for reasons that may be ours.
    refused: Vec<i64>,
    /// How many copies may still go before the next pause.
    until_pause: u32,
    /// Before then, nothing is claimed.
    not_before: Option<Instant>,
}

impl<'a> Course<'a> {
    pub(super) fn new(run: &'a Run<'a>, carriers: Vec<mpsc::Sender<Delivery>>, progress: Progress) -> Self {
        Self {
            run,
            idle: (0..carriers.len()).rev().collect(),
            carriers,
            settled: Vec::new(),
            progress,
            failures: 0,
            probing: false,
            refused: Vec::new(),
            until_pause: run.throttle.batch,
            not_before: None,
        }
    }

    /// Goes on until nothing is due, the relay is past hope, or `stop` turns true.
    pub(super) async fn go(
        &mut self,
        ledger: &mut Ledger<'_>,
        results: &mut mpsc::UnboundedReceiver<Carried>,
        tasks: &mut JoinSet<()>,
        mut stop: watch::Receiver<bool>,
        tell: &mut (impl FnMut(&Progress) + Send),
    ) -> Result<Ending, Error> {
        let mut ending = None;
        loop {
            if ending.is_none() && *stop.borrow() {
                ending = Some(Ending::Stopped);
            }
            let want = if ending.is_some() { 0 } else { self.appetite() };
            let turn = self.turn(ledger, want).await?;
            tell(&self.progress);
            if let Some(wait) = turn.wait {
                self.hold(wait);
            }
            self.hand_out(turn.claimed).await;
            let busy = self.idle.len() < self.carriers.len();
            if !busy {
                if let Some(ending) = ending {
                    self.take_back(ledger, &ending).await?;
                    return Ok(ending);
                }
                match ledger.next_due().await? {
                    None => return Ok(Ending::Done),
                    Some(due) if due > (self.run.now)() => return Ok(Ending::Waiting(due)),
                    Some(_) => {}
                }
            }
            let tick = Instant::now() + TICK;
            let wake = self.not_before.map_or(tick, |at| at.min(tick));
            tokio::select! {
                Some(carried) = results.recv() => {
                    ending = self.take(carried).or(ending);
                    while let Ok(carried) = results.try_recv() {
                        ending = self.take(carried).or(ending);
                    }
                }
                // Carriers end when their jobs do; one that ends now has broken down.
                Some(_) = tasks.join_next() => return Err(Error::Carrier),
                () = sleep_until(wake), if self.not_before.is_some() || busy => {}
                Ok(()) = stop.changed(), if ending.is_none() => {}
                else => {}
            }
        }
    }

    /// Lets the carriers finish, and returns what is still to be settled and how far the run came.
    pub(super) async fn end(
        mut self,
        tasks: &mut JoinSet<()>,
        results: &mut mpsc::UnboundedReceiver<Carried>,
    ) -> (Vec<Settlement>, Progress) {
        self.carriers.clear();
        while tasks.join_next().await.is_some() {}
        while let Ok(carried) = results.try_recv() {
            self.take(carried);
        }
        (self.settled, self.progress)
    }

    /// Takes a turn at the ledger. A database in trouble is waited for: it must learn what the relay said.
    async fn turn(&mut self, ledger: &mut Ledger<'_>, want: usize) -> Result<Turn, Error> {
        let mut tries = 0;
        loop {
            match ledger.turn(&mut self.settled, want).await {
                Err(Error::Database(_)) if tries < DATABASE_TRIES => {
                    tries += 1;
                    sleep(Duration::from_secs(1)).await;
                }
                turn => return turn,
            }
        }
    }

    /// Returns how many copies to claim now: one while the relay is in trouble, none while something says wait.
    fn appetite(&mut self) -> usize {
        let idle = self.idle.len();
        let all_idle = idle == self.carriers.len();
        let batch = self.run.throttle.batch;
        if batch > 0 && self.until_pause == 0 && all_idle {
            self.until_pause = batch;
            self.hold(Duration::try_from(self.run.throttle.pause).unwrap_or_default());
        }
        if self.not_before.is_some_and(|at| at > Instant::now()) {
            return 0;
        }
        self.not_before = None;
        let room = if batch > 0 { self.until_pause as usize } else { idle };
        match self.failures {
            0 => idle.min(room),
            _ if all_idle => 1,
            _ => 0,
        }
    }

    async fn hand_out(&mut self, claimed: Vec<Delivery>) {
        self.until_pause = self.until_pause.saturating_sub(u32::try_from(claimed.len()).unwrap_or(u32::MAX));
        self.probing = self.failures > 0 && !claimed.is_empty();
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
        let now = (self.run.now)();
        let delivery = &carried.delivery;
        let tried = delivery.attempts + 1;
        match carried.verdict {
            Verdict::Sent(words) => self.settle(delivery, Status::Sent, now, words),
            Verdict::Deferred(words) => {
                let late = now.duration_since(self.run.issue.created_at) > backoff::GIVE_UP;
                let status = if late { Status::Expired } else { Status::Deferred };
                self.settle(delivery, status, now + backoff::after(tried), words);
            }
            Verdict::Bounced { words, address } => {
                let refused = (!address).then_some(delivery.subscriber.id);
                self.settle(delivery, Status::Bounced, now, words.clone());
                return self.refuse(refused, words);
            }
            Verdict::InDoubt(words) => {
                self.settle(delivery, Status::InDoubt, now, words.clone());
                return self.trouble(words, false);
            }
            Verdict::Relay { words, hopeless } => {
                let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
                let status = waiting(delivery);
                let attempts = delivery.attempts;
                self.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at: now, reply: None });
                return self.trouble(words, hopeless);
            }
        }
        self.refused.clear();
        None
    }

    fn settle(&mut self, delivery: &Delivery, status: Status, due_at: Timestamp, words: String) {
        let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
        let (attempts, reply) = (delivery.attempts + 1, Some(words));
        self.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at, reply });
        self.progress.counts.shift(waiting(delivery), status);
        self.progress.handled += 1;
        if status != Status::InDoubt {
            self.progress.trouble = None;
            self.failures = 0;
        }
    }

    /// Counts a refusal; many in a row that are not about addresses end the run, before they cost anybody more.
    fn refuse(&mut self, refused: Option<i64>, words: String) -> Option<Ending> {
        match refused {
            Some(subscriber) => self.refused.push(subscriber),
            None => self.refused.clear(),
        }
        (self.refused.len() >= REFUSALS).then_some(Ending::Relay(words))
    }

    /// Counts a failure of the relay; copies that were out when the trouble began count once together.
    fn trouble(&mut self, words: String, hopeless: bool) -> Option<Ending> {
        let counts = self.failures == 0 || self.probing;
        self.failures += u32::from(counts);
        self.progress.trouble = Some(words.clone());
        if hopeless || self.failures >= self.run.patience.tries {
            return Some(Ending::Relay(words));
        }
        if counts {
            let wait = self.run.patience.first * (1 << (self.failures - 1).min(10));
            self.hold(wait.min(LONGEST_WAIT));
        }
        None
    }

    /// When the run ends because the relay refuses everything, those refusals are taken back.
    async fn take_back(&mut self, ledger: &Ledger<'_>, ending: &Ending) -> Result<(), Error> {
        if matches!(ending, Ending::Relay(_)) && self.refused.len() >= REFUSALS {
            ledger.take_back(&self.refused).await?;
        }
        Ok(())
    }

    fn hold(&mut self, wait: Duration) {
        let at = Instant::now() + wait;
        self.not_before = Some(self.not_before.map_or(at, |held| held.max(at)));
    }
}

/// Returns what a copy is while it waits.
fn waiting(delivery: &Delivery) -> Status {
    if delivery.attempts > 0 { Status::Deferred } else { Status::Queued }
}
