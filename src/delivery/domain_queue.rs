//! Recipient domains with a rate limit of their own, or that throttled us: each has its own queue.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::Error;
use super::throttle::SendThrottle;
use crate::config::{DomainThrottleSettings, RateLimits};
use crate::database::domain_queues::DomainQueueRecord;
use crate::database::{self, DatabaseTransaction};
use crate::model::{DomainQueueId, Issue, IssueId, RelayName};

/// How long a domain that throttled us is left alone.
pub(super) const HOLD_TIME: SignedDuration = SignedDuration::from_mins(10);
/// How long after its hold a domain is like all others again, unless the settings name it.
const CALM_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// After the hold it gets one copy at a time, and one more at a time after each interval.
const GROWTH_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

/// All queues of an issue, with the shared one for every domain that has none of its own.
pub(super) struct DomainQueues(Vec<DomainQueue>);

/// One queue.
pub(super) struct DomainQueue {
    /// Its number.
    pub(super) id: DomainQueueId,
    held_until: Timestamp,
    /// The pace of its domain.
    pub(super) throttle: SendThrottle,
}

impl DomainQueues {
    /// Starts with the shared queue.
    pub(super) fn new() -> Self {
        let throttle = SendThrottle::for_domain(IssueId::NONE, None, "", RateLimits::default());
        Self(vec![DomainQueue { id: DomainQueueId::SHARED, held_until: Timestamp::UNIX_EPOCH, throttle }])
    }

    /// Creates queues for the domains in the settings of a relay.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn create(
        work: &mut DatabaseTransaction,
        relay: Option<&RelayName>,
        domains: &BTreeMap<String, DomainThrottleSettings>,
    ) -> Result<(), Error> {
        for domain in domains.keys() {
            database::domain_queues::hold_until(work, relay, &domain.to_lowercase(), Timestamp::UNIX_EPOCH).await?;
        }
        Ok(())
    }

    /// Reads the queues that all senders to the issue's relay share, and moves the issue's deliveries into those that are new to it.
    /// A queue of a domain that has long been calm is left out once the issue has no delivery in it: with a queue of its
    /// own, a domain is paced copy by copy.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn refresh(
        &mut self,
        work: &mut DatabaseTransaction,
        issue: &Issue,
        domains: &BTreeMap<String, DomainThrottleSettings>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (issue, relay) = (issue.id, issue.relay.as_ref());
        let rows = database::domain_queues::all(work, relay).await?;
        let named = |row: &DomainQueueRecord| domains.iter().find(|(name, _)| name.eq_ignore_ascii_case(&row.domain));
        let is_calm = |row: &DomainQueueRecord| named(row).is_none() && now.duration_since(row.held_until) > CALM_AFTER;
        let open = if rows.iter().any(is_calm) {
            database::deliveries::open_queues(work, issue, relay).await?
        } else {
            BTreeSet::new()
        };
        for row in rows {
            if is_calm(&row) && !open.contains(&row.id) {
                self.0.retain(|lane| lane.id != row.id);
                continue;
            }
            if let Some(lane) = self.0.iter_mut().find(|lane| lane.id == row.id) {
                lane.held_until = row.held_until;
                continue;
            }
            database::deliveries::move_to_domain_queue(work, issue, row.id, &row.domain).await?;
            let rates = named(&row).map(|(_, domain)| domain.rate.clone()).unwrap_or_default();
            let throttle = SendThrottle::for_domain(issue, relay, &row.domain, rates);
            self.0.push(DomainQueue { id: row.id, held_until: row.held_until, throttle });
        }
        Ok(())
    }

    /// Returns the queues, each call starting with the next one.
    pub(super) fn round_robin(&mut self) -> impl Iterator<Item = &mut DomainQueue> {
        self.0.rotate_left(1);
        self.0.iter_mut()
    }

    /// Returns `true` if there is only the shared queue.
    pub(super) fn is_single(&self) -> bool {
        self.0.len() == 1
    }

    /// Returns the queues.
    pub(super) fn iter(&self) -> impl Iterator<Item = &DomainQueue> {
        self.0.iter()
    }
}

impl DomainQueue {
    /// Returns how many copies may be in progress at once, or until when none may.
    pub(super) fn concurrency(&self, now: Timestamp) -> Result<usize, Timestamp> {
        if now < self.held_until {
            return Err(self.held_until);
        }
        let steps = now.duration_since(self.held_until).as_secs() / GROWTH_INTERVAL.as_secs();
        Ok(usize::try_from(steps).unwrap_or(usize::MAX).saturating_add(1))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_held_domain_stops_then_goes_one_by_one_then_grows() {
        let at = |minute: i64| Timestamp::from_second(1_700_000_000 + 60 * minute).unwrap();
        let throttle = SendThrottle::for_domain(IssueId::new(1), None, "example.org", RateLimits::default());
        let lane = DomainQueue { id: DomainQueueId::new(1), held_until: at(10), throttle };
        let widths: Vec<_> = [0, 9, 10, 11, 15].map(|minute| lane.concurrency(at(minute))).into();
        assert_eq!(widths, [Err(at(10)), Err(at(10)), Ok(1), Ok(2), Ok(6)]);
        assert!(DomainQueues::new().0[0].concurrency(at(0)).unwrap() > 1_000_000, "everybody else is never held");
    }
}
