//! The seam after each commit: what a run has recorded is published here to whoever subscribed.
//!
//! The ledger is the truth, and an update is only news of it. A run publishes after its commit and never waits: the
//! channel keeps the last [`CAPACITY`] updates, and a reader that falls further behind loses the oldest and is told how
//! many. A reader that needs every settlement, such as a webhook, then reads the ledger again.

use std::sync::Arc;

use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{self, Receiver, Sender};

use crate::model::{DeliveryStatus, IssueId, StatusCounts, SubscriberId};

/// How many updates a slow reader may be behind.
const CAPACITY: usize = 1_024;

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunProgress {
    /// The issue's deliveries by status.
    pub counts: StatusCounts,
    /// How many deliveries this run has settled or deferred.
    pub handled: u64,
    /// Why the relay takes nothing at the moment.
    pub relay_problem: Option<Arc<str>>,
    /// Set if the relay takes fewer connections at once than the settings allow.
    pub connection_limit: Option<ConnectionLimit>,
}

/// How many connections a relay was seen to bear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLimit {
    /// How many connections are used.
    pub connections: usize,
    /// What happened to the next one.
    pub reason: Arc<str>,
}

/// A delivery whose result has been committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The issue of the delivery.
    pub issue: IssueId,
    /// The recipient.
    pub subscriber: SubscriberId,
    /// The new status; `Queued` or `Deferred` if another attempt follows.
    pub status: DeliveryStatus,
    /// The number of attempts that count.
    pub attempts: i64,
    /// The relay's reply or what went wrong; `None` if the attempt taught nothing about this recipient.
    pub reply: Option<Arc<str>>,
}

/// What one commit of a run changed.
#[derive(Debug, Clone)]
pub struct RunUpdate {
    /// The issue of the run.
    pub issue: IssueId,
    /// The counts of the issue after the commit.
    pub progress: RunProgress,
    /// The deliveries that the commit settled, each in one update only.
    pub settled: Vec<Settled>,
}

/// What a reader of updates receives.
#[derive(Debug, Clone)]
pub enum Observed {
    /// A commit.
    Committed(Arc<RunUpdate>),
    /// The reader was too slow: this many updates are lost to it. The ledger has what they said.
    Missed(u64),
}

/// Where runs publish; clones share one channel.
#[derive(Debug, Clone)]
pub struct RunFeed(Sender<Arc<RunUpdate>>);

impl Default for RunFeed {
    fn default() -> Self {
        Self(broadcast::channel(CAPACITY).0)
    }
}

impl RunFeed {
    /// Returns a reader of everything that is published from now on.
    #[must_use]
    pub fn subscribe(&self) -> RunUpdates {
        RunUpdates(self.0.subscribe())
    }

    /// Returns `true` if anyone reads: without readers nothing is copied.
    pub(super) fn has_readers(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Publishes without waiting.
    pub(super) fn publish(&self, update: RunUpdate) {
        // It fails if the last reader has just gone, which changes nothing.
        let _ = self.0.send(Arc::new(update));
    }
}

/// A reader of what runs commit.
#[derive(Debug)]
pub struct RunUpdates(Receiver<Arc<RunUpdate>>);

impl RunUpdates {
    /// Waits for the next update; `None` once every [`RunFeed`] of the channel is dropped. Safe to cancel.
    pub async fn next(&mut self) -> Option<Observed> {
        match self.0.recv().await {
            Ok(update) => Some(Observed::Committed(update)),
            Err(RecvError::Lagged(missed)) => Some(Observed::Missed(missed)),
            Err(RecvError::Closed) => None,
        }
    }

    /// Returns an update that has been published already, if there is one.
    pub fn try_next(&mut self) -> Option<Observed> {
        match self.0.try_recv() {
            Ok(update) => Some(Observed::Committed(update)),
            Err(TryRecvError::Lagged(missed)) => Some(Observed::Missed(missed)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(number: i64) -> RunUpdate {
        RunUpdate { issue: IssueId::new(number), progress: RunProgress::default(), settled: Vec::new() }
    }

    #[test]
    fn slow_reader_loses_the_oldest_and_is_told() {
        let feed = RunFeed::default();
        assert!(!feed.has_readers());
        feed.publish(update(0));
        let mut reader = feed.subscribe();
        assert!(feed.has_readers());
        let published = i64::try_from(CAPACITY).unwrap_or(i64::MAX) + 3;
        for number in 1..=published {
            feed.publish(update(number));
        }
        assert!(matches!(reader.try_next(), Some(Observed::Missed(3))));
        let mut read = Vec::new();
        while let Some(Observed::Committed(update)) = reader.try_next() {
            read.push(update.issue.get());
        }
        assert_eq!(read, (4..=published).collect::<Vec<_>>());
    }
}
