//! Claims whose answer was lost: the database may have made them, but no copy of them has left.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::super::Error;
use super::{ClaimedBatch, DeliveryQueue, LEASE};
use crate::database::{self, DatabaseTransaction};
use crate::model::{IssueId, RunId};

/// How long a claim may still take effect after its answer was lost.
const SEARCH_TIME: Duration = Duration::from_mins(2);

/// The claims of one run: each has a time of its own, by which it is found again.
#[derive(Debug)]
pub(super) struct UnansweredClaims {
    run: RunId,
    /// The time of the claim that was made last.
    latest: Option<Timestamp>,
    /// The claim whose answer is awaited, and since when on the clock that nobody sets.
    awaited: Option<(Timestamp, Instant)>,
    lost: Vec<(Timestamp, Instant)>,
}

impl UnansweredClaims {
    /// Creates them for a run.
    pub(super) const fn new(run: RunId) -> Self {
        Self { run, latest: None, awaited: None, lost: Vec::new() }
    }

    /// Returns the run.
    pub(super) const fn run(&self) -> RunId {
        self.run
    }

    /// Returns the time of a claim that is made now: it is later than that of every claim before.
    pub(super) fn begin(&mut self, now: Timestamp) -> Timestamp {
        let earliest = self.latest.map(|latest| latest + SignedDuration::from_micros(1));
        let at = earliest.map_or(now, |earliest| earliest.max(now));
        self.latest = Some(at);
        self.awaited = Some((at, Instant::now()));
        at
    }

    /// Returns `true` if the awaited claim has taken longer than its lease.
    fn is_late(&self, lease: SignedDuration) -> bool {
        self.awaited.is_some_and(|(_, begun)| begun.elapsed() >= lease.unsigned_abs())
    }

    /// Notes that the awaited claim was answered.
    fn answer(&mut self) {
        self.awaited = None;
    }

    /// Keeps the awaited claim as one that may have been made, but of which nothing was or will be sent.
    pub(super) fn lose(&mut self) {
        self.lost.extend(self.awaited.take().map(|(at, _)| (at, Instant::now())));
    }

    /// Returns `true` if there is something to give back.
    pub(super) const fn is_empty(&self) -> bool {
        self.lost.is_empty()
    }

    /// Lets the copies wait again that these claims took.
    pub(super) async fn give_back(
        &self,
        work: &mut DatabaseTransaction,
        issue: IssueId,
        now: Timestamp,
    ) -> Result<u64, Error> {
        let mut count = 0;
        for (claimed_at, _) in &self.lost {
            count += database::deliveries::return_unsent(work, issue, self.run, *claimed_at, now).await?;
        }
        Ok(count)
    }

    /// Forgets the claims that cannot take effect any more.
    pub(super) fn forget_old(&mut self) {
        self.lost.retain(|(_, since)| since.elapsed() < SEARCH_TIME);
    }
}

impl DeliveryQueue<'_> {
    /// Gives copies back whose claim was answered after their lease had ended: others may take them for abandoned.
    pub(super) fn drop_late(&mut self, batch: &mut ClaimedBatch) {
        if self.unanswered.is_late(LEASE) && !batch.claimed.is_empty() {
            for copy in batch.claimed.drain(..) {
                self.in_flight.remove(&copy.subscriber.id);
            }
            self.unanswered.lose();
            (self.polled_at, batch.wake_after) = (None, Some(Duration::ZERO));
        }
        self.unanswered.answer();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn each_claim_has_a_time_of_its_own() {
        let mut claims = UnansweredClaims::new(RunId::new(7));
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let first = claims.begin(now);
        let second = claims.begin(now - SignedDuration::from_millis(500));
        assert!(first == now && second > first, "{first} {second}");
    }

    #[test]
    fn only_claim_without_answer_is_lost() {
        let mut claims = UnansweredClaims::new(RunId::new(7));
        claims.lose();
        claims.begin(Timestamp::UNIX_EPOCH);
        claims.answer();
        // A failure before the next claim is made says nothing about the last one, whose copies are under way.
        claims.lose();
        assert!(claims.is_empty());
        claims.begin(Timestamp::UNIX_EPOCH);
        claims.lose();
        claims.lose();
        claims.forget_old();
        assert_eq!(claims.lost.len(), 1);
    }
}
