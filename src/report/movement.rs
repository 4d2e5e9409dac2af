//! Who came and who went, told from the events of one person after another.

use jiff::Timestamp;

use crate::database::event::Step;
use crate::model::{Kind, ListId, SubscriberId, Way};

/// How a person stands towards a list, or towards several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Membership {
    /// Gets nothing.
    Outside,
    /// Gets the notices that the society's rules ask for.
    Notices,
    /// Gets the newsletters.
    Full,
}

/// A change in how a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Movement {
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
    pub(super) way: Way,
    pub(super) before: Membership,
    pub(super) after: Membership,
}

/// Follows one person at a time through their events, from the first list that they come onto to the last that they leave.
#[derive(Debug, Default)]
pub(super) struct Follower {
    subscriber: Option<SubscriberId>,
    /// How they stand on each list that they ever were on.
    stands: Vec<(ListId, Membership)>,
}

impl Follower {
    /// Takes a person's next event, or another person's first; returns what it changed for them.
    pub(super) fn follow(&mut self, step: Step) -> Option<Movement> {
        let Step { at, subscriber, list, kind, way } = step;
        if self.subscriber != Some(subscriber) {
            self.subscriber = Some(subscriber);
            self.stands.clear();
        }
        let before = self.standing();
        let stands = since(kind)?;
        match self.stands.iter_mut().find(|(known, _)| *known == list) {
            Some((_, standing)) => *standing = stands,
            None => self.stands.push((list, stands)),
        }
        let after = self.standing();
        (before != after).then_some(Movement { at, kind, way, before, after })
    }

    fn standing(&self) -> Membership {
        self.stands.iter().map(|(_, standing)| *standing).max().unwrap_or(Membership::Outside)
    }
}

/// Returns how a person stands on a list since an event; `None` when it changes nothing.
fn since(kind: Kind) -> Option<Membership> {
    match kind {
        Kind::Joined | Kind::Returned | Kind::Restored => Some(Membership::Full),
        Kind::Narrowed => Some(Membership::Notices),
        Kind::Left | Kind::Suppressed | Kind::Erased => Some(Membership::Outside),
        Kind::Reason => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Membership::{Full, Notices, Outside};
    use super::*;

    #[test]
    fn a_person_is_followed_over_several_lists() {
        let mut follower = Follower::default();
        for (subscriber, list, kind, change) in [
            (1, 1, Kind::Joined, Some((Outside, Full))),
            (1, 1, Kind::Joined, None),
            (1, 2, Kind::Narrowed, None),
            (1, 1, Kind::Suppressed, Some((Full, Notices))),
            (1, 1, Kind::Left, None),
            (1, 1, Kind::Reason, None),
            (1, 2, Kind::Erased, Some((Notices, Outside))),
            (2, 2, Kind::Narrowed, Some((Outside, Notices))),
            (2, 2, Kind::Returned, Some((Notices, Full))),
            (3, 2, Kind::Left, None),
            (3, 2, Kind::Restored, Some((Outside, Full))),
        ] {
            let step = Step {
                at: Timestamp::UNIX_EPOCH,
                subscriber: SubscriberId::new(subscriber),
                list: ListId::new(list),
                kind,
                way: Way::Page,
            };
            let moved = follower.follow(step).map(|movement| (movement.before, movement.after));
            assert_eq!(moved, change, "{step:?}");
        }
    }
}
