//! A run: hands claimed copies to carriers and brings what came of them to the ledger.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::carrier::{Carried, Carrier};
use super::ledger::Ledger;
use super::outcome::Verdict;
use super::{Error, Printer, Progress, backoff};
use crate::config::Throttle;
use crate::database::Database;
use crate::database::delivery::Settlement;
use crate::model::{Address, Delivery, Issue, Status};
use crate::transport::Transport;

/// The longest sleep: the right to send is renewed in between.
const TICK: Duration = Duration::from_secs(2);

/// The longest wait for a relay in trouble.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Everything that a run needs.
pub struct Run<'a> {
    /// Where the ledger is.
    pub database: &'a Database,
    /// What is sent.
    pub issue: &'a Issue,
    /// What makes the copies.
    pub printer: Arc<Printer>,
    /// What opens connections.
    pub transport: Arc<Transport>,
    /// The envelope's sender.
    pub from: Address,
    /// How fast.
    pub throttle: &'a Throttle,
    /// How many connections at most.
    pub connections: usize,
    /// How long a relay in trouble is waited for.
    pub patience: Patience,
    /// A name for this process, unlike that of any other.
    pub holder: String,
    /// What time it is.
    pub now: fn() -> Timestamp,
}

/// How long a relay in trouble is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How many tries in a row may fail.
    pub tries: u32,
    /// The wait after the first; it doubles up to a minute.
    pub first: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Nothing waits any more.
    Done,
    /// Some copies are deferred; the next is due then.
    Waiting(Timestamp),
    /// It was asked to stop; what was under way was finished.
    Stopped,
    /// The relay is in trouble, in these words; everything not sent waits.
    Relay(String),
}

struct Course<'a> {
    run: &'a Run<'a>,
    ledger: Ledger<'a>,
    carriers: Vec<mpsc::Sender<Delivery>>,
    idle: Vec<usize>,
    settled: Vec<Settlement>,
    progress: Progress,
    failures: u32,
    /// Whether the one copy is out that tries a relay which was in trouble.
    probing: bool,
    until_pause: u32,
    not_before: Option<Instant>,
}

/// Sends an issue until nothing is due, telling `tell` how far it is after each turn.
///
/// It stops when `stop` turns true: nothing more is claimed, and what is under way is finished and settled.
///
/// # Errors
/// Another process is sending the issue, or the database refused; what was under way is then in doubt.
pub async fn send(
    run: &Run<'_>,
    stop: watch::Receiver<bool>,
    mut tell: impl FnMut(&Progress) + Send,
) -> Result<(Ending, Progress), Error> {
    let ledger = Ledger::open(run.database, run.issue, run.throttle.rate, run.holder.clone(), (run.now)()).await?;
    let progress = Progress::new(ledger.counts().await?);
    tell(&progress);
    let (done, mut results) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    let mut carriers = Vec::with_capacity(run.connections);
    for number in 0..run.connections.max(1) {
        let (jobs, queue) = mpsc::channel(1);
        let carrier = Carrier {
            number,
            printer: Arc::clone(&run.printer),
            transport: Arc::clone(&run.transport),
            from: run.from.clone(),
            now: run.now,
        };
        tasks.spawn(carrier.work(queue, done.clone()));
        carriers.push(jobs);
    }
    let mut course = Course {
        run,
        ledger,
        idle: (0..carriers.len()).rev().collect(),
        carriers,
        settled: Vec::new(),
        progress,
        failures: 0,
        probing: false,
        until_pause: run.throttle.batch,
        not_before: None,
    };
    let ending = course.go(&mut results, stop, &mut tell).await;
    course.carriers.clear();
    while tasks.join_next().await.is_some() {}
    while let Ok(carried) = results.try_recv() {
        course.take(carried);
    }
    let Course { mut ledger, settled, progress, .. } = course;
    ledger.turn(&settled, 0, (run.now)()).await?;
    let ending = ending?;
    ledger.close().await?;
    Ok((ending, progress))
}

impl Course<'_> {
    async fn go(
        &mut self,
        results: &mut mpsc::UnboundedReceiver<Carried>,
        mut stop: watch::Receiver<bool>,
        tell: &mut (impl FnMut(&Progress) + Send),
    ) -> Result<Ending, Error> {
        let mut ending = None;
        loop {
            if ending.is_none() && *stop.borrow() {
                ending = Some(Ending::Stopped);
            }
            let want = if ending.is_some() { 0 } else { self.appetite() };
            let now = (self.run.now)();
            let turn = self.ledger.turn(&self.settled, want, now).await?;
            self.settled.clear();
            tell(&self.progress);
            if let Some(at) = turn.not_before {
                self.hold(until(at, now));
            }
            let claimed = turn.claimed.len();
            self.hand_out(turn.claimed).await;
            let busy = self.idle.len() < self.carriers.len();
            if !busy {
                if let Some(ending) = ending {
                    return Ok(ending);
                }
                if want > 0 && claimed == 0 && turn.not_before.is_none() {
                    return Ok(match self.ledger.next_due(now).await? {
                        Some(due) if due <= now => continue,
                        Some(due) => Ending::Waiting(due),
                        None => Ending::Done,
                    });
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
                () = sleep_until(wake), if self.not_before.is_some() || busy => {}
                Ok(()) = stop.changed(), if ending.is_none() => {}
            }
        }
    }

    /// Returns how many copies to claim now: one while the relay is in trouble, none while the pace says wait.
    fn appetite(&mut self) -> usize {
        if self.not_before.is_some_and(|at| at > Instant::now()) {
            return 0;
        }
        self.not_before = None;
        let idle = self.idle.len();
        let batch = if self.run.throttle.batch > 0 { self.until_pause as usize } else { idle };
        match self.failures {
            0 => idle.min(batch),
            _ if idle == self.carriers.len() => 1,
            _ => 0,
        }
    }

    async fn hand_out(&mut self, claimed: Vec<Delivery>) {
        if self.run.throttle.batch > 0 {
            self.until_pause = self.until_pause.saturating_sub(u32::try_from(claimed.len()).unwrap_or(u32::MAX));
            if self.until_pause == 0 {
                self.until_pause = self.run.throttle.batch;
                self.hold(Duration::try_from(self.run.throttle.pause).unwrap_or_default());
            }
        }
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
        let tried = carried.delivery.attempts + 1;
        let subscriber = carried.delivery.subscriber.id;
        let settle = |status, attempts, due_at, reply| Settlement { subscriber, status, attempts, due_at, reply };
        let (status, due_at, words) = match carried.verdict {
            Verdict::Sent(words) => (Status::Sent, now, words),
            Verdict::Deferred(words) => (Status::Deferred, now + backoff::after(tried), words),
            Verdict::Bounced(words) => (Status::Bounced, now, words),
            Verdict::InDoubt(words) => (Status::InDoubt, now, words),
            Verdict::Relay { words, hopeless } => {
                let waiting = if tried > 1 { Status::Deferred } else { Status::Queued };
                self.settled.push(settle(waiting, tried - 1, now, None));
                return self.trouble(words, hopeless);
            }
        };
        self.failures = 0;
        self.progress.trouble = None;
        let status = match status {
            Status::Deferred if now.duration_since(self.run.issue.created_at) > backoff::GIVE_UP => Status::Expired,
            status => status,
        };
        self.progress.note(status);
        self.settled.push(settle(status, tried, due_at, Some(words)));
        None
    }

    /// Counts a failure of the relay; copies that were out when the trouble began count once together.
    fn trouble(&mut self, words: String, hopeless: bool) -> Option<Ending> {
        let counts = self.failures == 0 || self.probing;
        self.failures += u32::from(counts);
        self.progress.trouble = Some(words.clone());
        if hopeless || self.failures >= self.run.patience.tries {
            return Some(Ending::Relay(words));
        }
        if !counts {
            return None;
        }
        let wait = self.run.patience.first * (1 << (self.failures - 1).min(10));
        self.hold(wait.min(LONGEST_WAIT));
        None
    }

    fn hold(&mut self, wait: Duration) {
        let at = Instant::now() + wait;
        self.not_before = Some(self.not_before.map_or(at, |held| held.max(at)));
    }
}

fn until(at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(now).max(SignedDuration::ZERO)).unwrap_or_default()
}
