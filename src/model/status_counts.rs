//! The number of deliveries by status.

use std::collections::BTreeMap;
use std::fmt;

use super::DeliveryStatus;

/// The number of an issue's deliveries by status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusCounts(BTreeMap<DeliveryStatus, u64>);

impl StatusCounts {
    /// Returns the number of deliveries with a status.
    #[must_use]
    pub fn count(&self, status: DeliveryStatus) -> u64 {
        self.0.get(&status).copied().unwrap_or(0)
    }

    /// Returns the number of all deliveries.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Returns whether no copy was sent, is being sent, or may have been sent.
    #[must_use]
    pub fn reached_nobody(&self) -> bool {
        let may_have_left = [DeliveryStatus::Sending, DeliveryStatus::Sent, DeliveryStatus::InDoubt];
        may_have_left.iter().all(|status| self.count(*status) == 0)
    }

    /// Returns the number of settled deliveries.
    #[must_use]
    pub fn settled_count(&self) -> u64 {
        self.iter().filter(|(status, _)| status.is_settled()).map(|(_, count)| count).sum()
    }

    /// Returns the statuses that occur, with their counts, in the order of [`DeliveryStatus`].
    pub fn iter(&self) -> impl Iterator<Item = (DeliveryStatus, u64)> {
        self.0.iter().filter(|(_, count)| **count > 0).map(|(status, count)| (*status, *count))
    }

    /// Counts a delivery as changed from one status to another.
    pub fn move_one(&mut self, from: DeliveryStatus, to: DeliveryStatus) {
        let waiting = self.0.entry(from).or_default();
        *waiting = waiting.saturating_sub(1);
        *self.0.entry(to).or_default() += 1;
    }
}

impl fmt::Display for StatusCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<_> = self.iter().map(|(status, count)| format!("{count} {status}")).collect();
        f.write_str(&counts.join(", "))
    }
}

impl FromIterator<(DeliveryStatus, u64)> for StatusCounts {
    fn from_iter<I: IntoIterator<Item = (DeliveryStatus, u64)>>(counts: I) -> Self {
        Self(counts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_is_being_sent_may_reach_somebody() {
        for (status, nobody) in [
            (DeliveryStatus::Queued, true),
            (DeliveryStatus::Cancelled, true),
            (DeliveryStatus::Sending, false),
            (DeliveryStatus::Sent, false),
            (DeliveryStatus::InDoubt, false),
        ] {
            let counts: StatusCounts = [(DeliveryStatus::Cancelled, 38), (status, 2)].into_iter().collect();
            assert_eq!(counts.reached_nobody(), nobody, "{status}");
        }
    }
}
