//! Recipient domains that go at a pace of their own, or asked for a slower one: each waits by itself.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use super::throttle::Throttle;
use crate::config::{DomainThrottle, Rates};
use crate::database::{self, Work};
use crate::model::{DomainQueueId, IssueId};

/// How long a domain is left alone that asked for less.
pub(super) const HOLD: SignedDuration = SignedDuration::from_mins(10);
/// After that it gets one copy at a time, and one more at a time after each of these.
const GROWTH: SignedDuration = SignedDuration::from_mins(1);

/// All lanes of an issue; the first is for everybody who has no lane of their own.
pub(super) struct Lanes(Vec<Lane>);

/// One lane.
pub(super) struct Lane {
    /// Its number.
    pub(super) id: DomainQueueId,
    held_until: Timestamp,
    /// The pace of its domain.
    pub(super) throttle: Throttle,
}

impl Lanes {
    /// Begins with the lane of everybody.
    pub(super) fn new() -> Self {
        let throttle = Throttle::of_domain(IssueId::NONE, "", Rates::default());
        Self(vec![Lane { id: DomainQueueId::SHARED, held_until: Timestamp::UNIX_EPOCH, throttle }])
    }

    /// Makes lanes for the domains of the settings.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn make(work: &mut Work, domains: &BTreeMap<String, DomainThrottle>) -> Result<(), Error> {
        for domain in domains.keys() {
            database::lane::hold(work, &domain.to_lowercase(), Timestamp::UNIX_EPOCH).await?;
        }
        Ok(())
    }

    /// Learns what all senders know of the domains, and moves the issue's copies into lanes that are new to it.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn refresh(
        &mut self,
        work: &mut Work,
        issue: IssueId,
        domains: &BTreeMap<String, DomainThrottle>,
    ) -> Result<(), Error> {
        for row in database::lane::all(work).await? {
            if let Some(lane) = self.0.iter_mut().find(|lane| lane.id == row.id) {
                lane.held_until = row.held_until;
                continue;
            }
            database::delivery::move_to_lane(work, issue, row.id, &row.domain).await?;
            let named = domains.iter().find(|(name, _)| name.eq_ignore_ascii_case(&row.domain));
            let rates = named.map(|(_, domain)| domain.rate.clone()).unwrap_or_default();
            let throttle = Throttle::of_domain(issue, &row.domain, rates);
            self.0.push(Lane { id: row.id, held_until: row.held_until, throttle });
        }
        Ok(())
    }

    /// Gives the lanes in an order in which each comes first in its turn.
    pub(super) fn in_turn(&mut self) -> impl Iterator<Item = &mut Lane> {
        self.0.rotate_left(1);
        self.0.iter_mut()
    }

    /// Tells whether nobody has a lane of their own.
    pub(super) fn are_one(&self) -> bool {
        self.0.len() == 1
    }

    /// Gives the lanes.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Lane> {
        self.0.iter()
    }
}

impl Lane {
    /// Returns how many copies may be under way at once, or until when none may.
    pub(super) fn width(&self, now: Timestamp) -> Result<usize, Timestamp> {
        if now < self.held_until {
            return Err(self.held_until);
        }
        let steps = now.duration_since(self.held_until).as_secs() / GROWTH.as_secs();
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
        let throttle = Throttle::of_domain(IssueId::new(1), "example.org", Rates::default());
        let lane = Lane { id: DomainQueueId::new(1), held_until: at(10), throttle };
        let widths: Vec<_> = [0, 9, 10, 11, 15].map(|minute| lane.width(at(minute))).into();
        assert_eq!(widths, [Err(at(10)), Err(at(10)), Ok(1), Ok(2), Ok(6)]);
        assert!(Lanes::new().0[0].width(at(0)).unwrap() > 1_000_000, "everybody else is never held");
    }
}
