//! When refusals say more about us than about the recipients.

use std::collections::VecDeque;

use super::outcome::Fault;
use crate::model::SubscriberId;

/// How many of the last results are looked at together.
const WINDOW: usize = 100;
/// So many refusals in a row for our sake stop the issue.
const IN_A_ROW: usize = 10;
/// So many of the last results stop it too: one large provider refuses, and others do not.
const IN_THE_WINDOW: usize = 20;
/// So many unknown addresses, and not one copy taken, are a relay that knows nobody.
const UNKNOWN: usize = 10;

/// What the relay lately thought of us.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    /// The last results: whose copy was refused for our sake, or `None`.
    last: VecDeque<Option<SubscriberId>>,
    in_a_row: usize,
    unknown: usize,
    taken: bool,
}

impl Refusals {
    /// Notes that a copy was taken.
    pub(super) fn taken(&mut self) {
        self.taken = true;
        self.push(None);
    }

    /// Notes a refusal; `true` when the issue should stop before it costs anybody more.
    pub(super) fn refused(&mut self, subscriber: SubscriberId, fault: Fault) -> bool {
        match fault {
            // A copy that cannot be offered is no fault of its recipient either: each may be too large for the relay.
            Fault::Us | Fault::Copy => self.push(Some(subscriber)),
            Fault::Address => {
                self.unknown += 1;
                self.push(None);
            }
            Fault::Mailbox => self.push(None),
        }
        self.in_a_row >= IN_A_ROW || self.ours().count() >= IN_THE_WINDOW || (!self.taken && self.unknown >= UNKNOWN)
    }

    /// Returns whose copies were lately refused for our sake: they are not to blame.
    pub(super) fn ours(&self) -> impl Iterator<Item = SubscriberId> {
        self.last.iter().flatten().copied()
    }

    fn push(&mut self, result: Option<SubscriberId>) {
        self.in_a_row = if result.is_some() { self.in_a_row + 1 } else { 0 };
        if self.last.len() == WINDOW {
            self.last.pop_front();
        }
        self.last.push_back(result);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops_at(results: impl Iterator<Item = Option<Fault>>) -> Option<usize> {
        let mut refusals = Refusals::default();
        (1..).zip(results).find_map(|(number, result)| match result {
            None => {
                refusals.taken();
                None
            }
            Some(fault) => refusals
                .refused(SubscriberId::new(number), fault)
                .then(|| usize::try_from(number).unwrap_or(usize::MAX)),
        })
    }

    #[test]
    fn what_stops_an_issue() {
        let some = |fault| Some(fault);
        assert_eq!(stops_at((0..50).map(|_| some(Fault::Us))), Some(10), "ten in a row");
        assert_eq!(stops_at((0..200).map(|n| (n % 4 == 0).then_some(Fault::Us))), Some(77), "one in four");
        assert_eq!(stops_at((0..2_000).map(|n| (n % 10 == 0).then_some(Fault::Us))), None, "one in ten");
        assert_eq!(stops_at((0..50).map(|_| some(Fault::Address))), Some(10), "nobody is known");
        assert_eq!(stops_at((0..500).map(|n| (n > 0).then_some(Fault::Address))), None, "an old list");
        assert_eq!(stops_at((0..500).map(|_| some(Fault::Mailbox))), None, "full mailboxes");
        assert_eq!(stops_at((0..50).map(|_| some(Fault::Copy))), Some(10), "all are too large");
    }
}
