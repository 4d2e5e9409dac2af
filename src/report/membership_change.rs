//! Derives joins and departures from the events of one person after another.

use jiff::Timestamp;

use crate::database::event_log::SubscriptionChange;
use crate::model::{EventChannel, EventKind, ListId, SubscriberId};

/// What a person receives from a list, or from several lists together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MembershipLevel {
    /// Receives nothing.
    NotSubscribed,
    /// Receives only statutory notices.
    NoticesOnly,
    /// Receives the newsletters.
    Newsletters,
}

/// A change of what a person receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MembershipChange {
    pub(super) at: Timestamp,
    pub(super) kind: EventKind,
    pub(super) channel: EventChannel,
    pub(super) before: MembershipLevel,
    pub(super) after: MembershipLevel,
}

/// Follows one person at a time through their events on all lists.
#[derive(Debug, Default)]
pub(super) struct MembershipTracker {
    subscriber: Option<SubscriberId>,
    /// What they receive from each list that they ever joined.
    levels: Vec<(ListId, MembershipLevel)>,
}

impl MembershipTracker {
    /// Applies the next event of the person, or the first event of another person, and returns the resulting change.
    pub(super) fn apply(&mut self, step: SubscriptionChange) -> Option<MembershipChange> {
        let SubscriptionChange { at, subscriber, list, kind, channel: way } = step;
        if self.subscriber != Some(subscriber) {
            self.subscriber = Some(subscriber);
            self.levels.clear();
        }
        let before = self.current_level();
        let stands = level_after(kind)?;
        match self.levels.iter_mut().find(|(known, _)| *known == list) {
            Some((_, standing)) => *standing = stands,
            None => self.levels.push((list, stands)),
        }
        let after = self.current_level();
        (before != after).then_some(MembershipChange { at, kind, channel: way, before, after })
    }

    fn current_level(&self) -> MembershipLevel {
        self.levels.iter().map(|(_, standing)| *standing).max().unwrap_or(MembershipLevel::NotSubscribed)
    }
}

/// Returns what a person receives from a list after an event; `None` if it changes nothing.
fn level_after(kind: EventKind) -> Option<MembershipLevel> {
    match kind {
        EventKind::Subscribed | EventKind::Resubscribed | EventKind::Unsuppressed => Some(MembershipLevel::Newsletters),
        EventKind::ReducedToNotices => Some(MembershipLevel::NoticesOnly),
        EventKind::Unsubscribed | EventKind::Suppressed | EventKind::Erased => Some(MembershipLevel::NotSubscribed),
        EventKind::ReasonGiven | EventKind::StillWanted | EventKind::AddressChanged => None,
    }
}

#[cfg(test)]
mod tests {
    use super::MembershipLevel::{Newsletters, NotSubscribed, NoticesOnly};
    use super::*;

    #[test]
    fn person_on_several_lists_counts_once() {
        let mut follower = MembershipTracker::default();
        for (subscriber, list, kind, change) in [
            (1, 1, EventKind::Subscribed, Some((NotSubscribed, Newsletters))),
            (1, 1, EventKind::Subscribed, None),
            (1, 2, EventKind::ReducedToNotices, None),
            (1, 1, EventKind::Suppressed, Some((Newsletters, NoticesOnly))),
            (1, 1, EventKind::Unsubscribed, None),
            (1, 1, EventKind::ReasonGiven, None),
            (1, 2, EventKind::Erased, Some((NoticesOnly, NotSubscribed))),
            (2, 2, EventKind::ReducedToNotices, Some((NotSubscribed, NoticesOnly))),
            (2, 2, EventKind::Resubscribed, Some((NoticesOnly, Newsletters))),
            (3, 2, EventKind::Unsubscribed, None),
            (3, 2, EventKind::Unsuppressed, Some((NotSubscribed, Newsletters))),
        ] {
            let step = SubscriptionChange {
                at: Timestamp::UNIX_EPOCH,
                subscriber: SubscriberId::new(subscriber),
                list: ListId::new(list),
                kind,
                channel: EventChannel::Page,
            };
            let moved = follower.apply(step).map(|movement| (movement.before, movement.after));
            assert_eq!(moved, change, "{step:?}");
        }
    }
}
