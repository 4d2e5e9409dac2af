//! Whose copies will probably be claimed next, so that they can be prepared while the relay's reply is awaited.
//!
//! They are only read, not claimed: another sender, or a reader who leaves, may be quicker.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::model::{Subscriber, SubscriberId};

/// How long nothing is prepared after a copy was gone when it was claimed: probably another sender shares the issue.
const REST: Duration = Duration::from_secs(30);
/// How many copies are read for each connection at once.
const READ_PER_CONNECTION: usize = 8;

/// Recipients in the order in which their copies are due.
#[derive(Debug, Default)]
pub(super) struct UpcomingCopies {
    recipients: VecDeque<Subscriber>,
    rests_until: Option<Instant>,
}

impl UpcomingCopies {
    /// Returns whether copies may be prepared now.
    pub(super) fn is_resting(&self) -> bool {
        self.rests_until.is_some_and(|until| until > Instant::now())
    }

    /// Returns how many copies to read, if there are fewer than `wanted`.
    pub(super) fn lack(&self, wanted: usize, connections: usize) -> Option<usize> {
        (self.recipients.len() < wanted).then(|| wanted + connections * READ_PER_CONNECTION)
    }

    /// Adds what is due, except for `taken` recipients and those that are known already.
    pub(super) fn add(&mut self, due: Vec<Subscriber>, taken: &BTreeSet<SubscriberId>) {
        let known: BTreeSet<_> = self.recipients.iter().map(|recipient| recipient.id).collect();
        let is_new = |recipient: &Subscriber| !known.contains(&recipient.id) && !taken.contains(&recipient.id);
        self.recipients.extend(due.into_iter().filter(is_new));
    }

    /// Takes the next recipient.
    pub(super) fn pop(&mut self) -> Option<Subscriber> {
        self.recipients.pop_front()
    }

    /// Forgets everything, and rests if copies were gone when they were claimed.
    pub(super) fn clear(&mut self, is_gone: bool) {
        self.recipients.clear();
        if is_gone {
            self.rests_until = Some(Instant::now() + REST);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn recipient(id: i64) -> Subscriber {
        let address = format!("s{id}@example.org").parse().unwrap();
        Subscriber { id: SubscriberId::new(id), address, fields: [].into() }
    }

    #[test]
    fn nobody_is_taken_twice() {
        let mut upcoming = UpcomingCopies::default();
        assert_eq!(upcoming.lack(2, 4), Some(34));
        upcoming.add(vec![recipient(1), recipient(2), recipient(3)], &[SubscriberId::new(2)].into());
        upcoming.add(vec![recipient(2), recipient(3), recipient(4)], &[SubscriberId::new(2)].into());
        assert_eq!(upcoming.lack(3, 4), None);
        let taken: Vec<_> = std::iter::from_fn(|| upcoming.pop()).map(|next| next.id.get()).collect();
        assert_eq!(taken, [1, 3, 4]);
    }

    #[test]
    fn copy_that_is_gone_ends_the_preparation_for_a_while() {
        let mut upcoming = UpcomingCopies::default();
        upcoming.add(vec![recipient(1)], &BTreeSet::new());
        upcoming.clear(false);
        assert!(upcoming.pop().is_none() && !upcoming.is_resting());
        upcoming.clear(true);
        assert!(upcoming.is_resting());
    }
}
