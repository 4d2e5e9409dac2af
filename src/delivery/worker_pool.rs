//! The workers of a run, and how many of them the relay lets in at once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::run_context::RunContext;
use super::run_updates::ConnectionLimit;
use super::worker::{CompletedDelivery, DeliveryWorker, WorkerJob};
use crate::model::{Delivery, Subscriber, SubscriberId};

/// How long a relay that took fewer connections than wanted is not asked for one more.
const GROWTH_INTERVAL: Duration = Duration::from_mins(2);

/// How long a copy waits for the worker that has prepared it while others are idle.
const MAX_NEXT_WAIT: Duration = Duration::from_secs(2);

/// The workers of a run, each with at most one connection.
pub(super) struct WorkerPool {
    /// The queue of each worker. A worker ends when its queue is closed.
    jobs: Vec<mpsc::Sender<WorkerJob>>,
    idle: Vec<usize>,
    /// Whether the connection of each worker was open when it last finished a copy.
    connected: Vec<bool>,
    /// Whose copy each worker probably sends next, and when it was told.
    next: Vec<Option<NextRecipient>>,
    limit: Option<LearntLimit>,
    pub(super) completed: mpsc::UnboundedReceiver<CompletedDelivery>,
    /// The workers: awaited by [`WorkerPool::finish`], aborted if the pool is dropped.
    pub(super) tasks: JoinSet<()>,
    break_off: watch::Sender<bool>,
}

struct NextRecipient {
    subscriber: SubscriberId,
    told_at: Instant,
    is_claimed: bool,
}

struct LearntLimit {
    limit: ConnectionLimit,
    learnt_at: Instant,
}

impl WorkerPool {
    pub(super) fn start(run: &RunContext<'_>) -> Self {
        let (done, completed) = mpsc::unbounded_channel();
        let (break_off, broken_off) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let mut jobs = Vec::with_capacity(run.connections);
        for index in 0..run.connections.max(1) {
            let (sender, receiver) = mpsc::channel(1);
            let worker = DeliveryWorker {
                index,
                renderer: Arc::clone(&run.renderer),
                transport: Arc::clone(&run.transport),
                from: run.from.clone(),
                break_off: broken_off.clone(),
                now: run.now,
            };
            tasks.spawn(worker.run(receiver, done.clone()));
            jobs.push(sender);
        }
        let idle = (0..jobs.len()).rev().collect();
        let connected = vec![false; jobs.len()];
        let next = jobs.iter().map(|_| None).collect();
        Self { jobs, idle, connected, next, limit: None, completed, tasks, break_off }
    }

    /// Returns the number of workers.
    pub(super) fn size(&self) -> usize {
        self.jobs.len()
    }

    /// Returns how many workers are idle, whether or not the relay lets them in.
    pub(super) fn idle_count(&self) -> usize {
        self.idle.len()
    }

    /// Returns how many copies may be assigned now.
    pub(super) fn free_count(&self) -> usize {
        let busy = self.size() - self.idle.len();
        self.allowed().saturating_sub(busy).min(self.idle.len())
    }

    /// Returns how many workers may be busy at once. Now and then it is one more than the relay took before.
    fn allowed(&self) -> usize {
        self.limit.as_ref().map_or(self.size(), |learnt| {
            learnt.limit.connections + usize::from(learnt.learnt_at.elapsed() >= GROWTH_INTERVAL)
        })
    }

    /// Returns up to `limit` recipients whose copies idle workers have prepared; [`Self::assign`] gets them, or forgets them.
    pub(super) fn claim_prepared(&mut self, limit: usize) -> Vec<SubscriberId> {
        let mut claimed = Vec::new();
        for worker in self.idle.iter().rev() {
            if let Some(next) = self.next[*worker].as_mut().filter(|_| claimed.len() < limit) {
                next.is_claimed = true;
                claimed.push(next.subscriber);
            }
        }
        claimed
    }

    /// Returns the recipients whose copies are prepared.
    pub(super) fn prepared(&self) -> BTreeSet<SubscriberId> {
        self.next.iter().flatten().map(|next| next.subscriber).collect()
    }

    /// Gives copies to idle workers: to the one that has prepared it, else to one with an open connection. `next` names the
    /// recipient whose copy a worker may prepare.
    pub(super) async fn assign(&mut self, claimed: Vec<Delivery>, mut next: impl FnMut() -> Option<Subscriber>) {
        let (mine, others): (Vec<_>, Vec<_>) =
            claimed.into_iter().partition(|delivery| self.prepared_by(delivery).is_some());
        for delivery in mine.into_iter().chain(others) {
            let connected =
                || self.idle.iter().rposition(|worker| self.connected[*worker] && self.next[*worker].is_none());
            let unprepared = || self.idle.iter().rposition(|worker| self.next[*worker].is_none());
            let position = self.prepared_by(&delivery).or_else(connected).or_else(unprepared);
            // A claim is never larger than the number of idle workers, and the queue of an idle worker has room.
            if let Some(position) = position.or_else(|| self.idle.len().checked_sub(1)) {
                let worker = self.idle.remove(position);
                let next = next();
                let told = |next: &Subscriber| NextRecipient {
                    subscriber: next.id,
                    told_at: Instant::now(),
                    is_claimed: false,
                };
                self.next[worker] = next.as_ref().map(told);
                let _ = self.jobs[worker].send(WorkerJob { delivery, next }).await;
            }
        }
        self.forget_next();
    }

    /// Forgets what was prepared in vain. If workers are left without a copy, one that takes long keeps nobody waiting:
    /// what it has prepared is not its own any more.
    fn forget_next(&mut self) {
        let is_anyone_free = self.free_count() > 0;
        for (worker, next) in self.next.iter_mut().enumerate() {
            let is_idle = self.idle.contains(&worker);
            next.take_if(|next| {
                let is_old = next.told_at.elapsed() >= MAX_NEXT_WAIT;
                is_idle && next.is_claimed || (is_idle || is_anyone_free) && is_old
            });
        }
    }

    /// Returns which of the idle workers has prepared a copy.
    fn prepared_by(&self, delivery: &Delivery) -> Option<usize> {
        let is_prepared = |next: &NextRecipient| next.subscriber == delivery.subscriber.id;
        self.idle.iter().rposition(|worker| self.next[*worker].as_ref().is_some_and(is_prepared))
    }

    /// Takes a worker back that has finished a copy. Returns `true` if the relay refused its connection and another
    /// worker has one, or may yet get one: the relay takes fewer connections, and is not in trouble.
    pub(super) fn take_back(&mut self, completed: &CompletedDelivery, reason: Option<&Arc<str>>) -> bool {
        self.connected[completed.worker] = completed.is_connected;
        let others = (0..self.size()).filter(|worker| *worker != completed.worker);
        let others = others.filter(|worker| self.connected[*worker] || !self.idle.contains(worker)).count();
        self.idle.push(completed.worker);
        if !completed.connection_refused {
            return false;
        }
        // Without any connection it is not known how many the relay takes.
        self.limit = reason.filter(|_| others > 0).map(|reason| LearntLimit {
            limit: ConnectionLimit { connections: others, reason: Arc::clone(reason) },
            learnt_at: Instant::now(),
        });
        others > 0
    }

    /// Returns how many connections the relay takes, if it takes fewer than wanted and all of them are open.
    pub(super) fn connection_limit(&self) -> Option<ConnectionLimit> {
        let open = self.connected.iter().filter(|connected| **connected).count();
        self.limit.as_ref().map(|learnt| learnt.limit.clone()).filter(|limit| limit.connections == open)
    }

    /// Breaks off the copies in progress.
    pub(super) fn break_off(&self) {
        self.break_off.send_replace(true);
    }

    /// Lets the workers finish.
    pub(super) async fn finish(&mut self) {
        self.jobs.clear();
        while self.tasks.join_next().await.is_some() {}
    }
}
