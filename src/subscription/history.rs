//! A person's choices for a list, derived from events, and the states that they can return to.

use jiff::Timestamp;

use super::change_origin::is_own_action;
use super::{Error, UNDO_PERIOD};
use crate::database::{self, DatabaseTransaction};
use crate::model::{EventKind, ListId, SubscriberId, SubscriptionEvent, SubscriptionState};

/// After this many changes of a subscription within [`UNDO_PERIOD`], undo is disabled, to limit the number of events.
const MAX_CHANGES: usize = 40;

/// A person's choices for one list, in order.
#[derive(Debug, Default)]
pub(super) struct SubscriptionHistory {
    last_choice: Option<SubscriptionState>,
    /// The changes that they made since somebody else last changed the subscription.
    own_changes: Vec<HistoryChange>,
}

#[derive(Debug)]
struct HistoryChange {
    before: SubscriptionState,
    after: SubscriptionState,
    undo_until: Timestamp,
}

impl SubscriptionHistory {
    /// Builds the history from the events of one list, oldest first. Suppressions are ignored, because they are not a
    /// choice.
    pub(super) fn from_events<'a>(events: impl IntoIterator<Item = &'a SubscriptionEvent>) -> Self {
        let mut past = Self::default();
        for event in events {
            let after = match event.kind {
                EventKind::Subscribed | EventKind::Resubscribed => SubscriptionState::Confirmed,
                EventKind::ReducedToNotices => SubscriptionState::NoticesOnly,
                EventKind::Unsubscribed => SubscriptionState::Unsubscribed,
                EventKind::ReasonGiven
                | EventKind::StillWanted
                | EventKind::Suppressed
                | EventKind::Unsuppressed
                | EventKind::AddressChanged => continue,
                EventKind::Erased => {
                    past = Self::default();
                    continue;
                }
            };
            let before = past.last_choice.replace(after).unwrap_or(SubscriptionState::Confirmed);
            if is_own_action(event.channel) && event.kind != EventKind::Subscribed {
                let until = event.at.checked_add(UNDO_PERIOD).unwrap_or(event.at);
                past.own_changes.push(HistoryChange { before, after, undo_until: until });
            } else {
                past.own_changes.clear();
            }
        }
        past
    }

    /// Returns their last choice.
    pub(super) fn current_choice(&self) -> SubscriptionState {
        self.last_choice.unwrap_or(SubscriptionState::Confirmed)
    }

    /// Returns the state before the last change and the end of the undo period, if the last change was to unsubscribe.
    pub(super) fn undo_target(&self) -> Option<(SubscriptionState, Timestamp)> {
        let last = self.own_changes.last().filter(|step| step.after == SubscriptionState::Unsubscribed)?;
        (self.own_changes.len() <= MAX_CHANGES).then_some((last.before, last.undo_until))
    }

    /// Returns until when they can return to `wish`, if it brings more mail than their current state.
    pub(super) fn restorable_until(&self, wish: SubscriptionState) -> Option<Timestamp> {
        let back = |step: &&HistoryChange| {
            mail_level(step.before) >= mail_level(wish) && mail_level(step.before) > mail_level(step.after)
        };
        let until = self.own_changes.iter().filter(back).map(|step| step.undo_until).max();
        until.filter(|_| self.own_changes.len() <= MAX_CHANGES && mail_level(wish) > mail_level(self.current_choice()))
    }
}

/// Ranks states by the amount of mail they bring.
fn mail_level(state: SubscriptionState) -> u8 {
    match state {
        SubscriptionState::Confirmed => 2,
        SubscriptionState::NoticesOnly => 1,
        SubscriptionState::Unsubscribed | SubscriptionState::Suppressed => 0,
    }
}

/// Loads the history of a subscription.
pub(super) async fn subscription_history(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    list: ListId,
) -> Result<SubscriptionHistory, Error> {
    let events = database::event_log::by_subscriber(work, subscriber).await?;
    Ok(SubscriptionHistory::from_events(events.iter().filter(|event| event.list == list)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::model::EventChannel;
    use crate::model::{ListId, SubscriberId};

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn history(steps: &[(i32, EventKind, EventChannel)]) -> SubscriptionHistory {
        let at = |day: i32| Timestamp::UNIX_EPOCH + DAY * day;
        let (ann, list) = (SubscriberId::new(1), ListId::new(1));
        let events: Vec<_> =
            steps.iter().map(|(day, kind, way)| SubscriptionEvent::new(at(*day), ann, list, *kind, *way)).collect();
        SubscriptionHistory::from_events(&events)
    }

    fn day_number(until: Option<Timestamp>) -> Option<i64> {
        until.map(|until| until.as_second() / 86_400)
    }

    #[test]
    fn unsubscribe_undo_restores_previous_state() {
        let narrowed = history(&[
            (0, EventKind::Subscribed, EventChannel::Import),
            (1, EventKind::ReducedToNotices, EventChannel::Page),
            (21, EventKind::Unsubscribed, EventChannel::OneClick),
        ]);
        let (before, until) = narrowed.undo_target().unwrap();
        assert_eq!((before, day_number(Some(until))), (SubscriptionState::NoticesOnly, Some(51)));
        assert_eq!(day_number(narrowed.restorable_until(SubscriptionState::NoticesOnly)), Some(51));
        assert_eq!(
            day_number(narrowed.restorable_until(SubscriptionState::Confirmed)),
            Some(31),
            "narrowing is undone no longer than itself"
        );
    }

    #[test]
    fn narrowed_by_operator_cannot_widen() {
        let notices = history(&[
            (0, EventKind::Subscribed, EventChannel::Form),
            (1, EventKind::ReducedToNotices, EventChannel::Operator),
        ]);
        assert_eq!(
            (notices.restorable_until(SubscriptionState::Confirmed), notices.current_choice()),
            (None, SubscriptionState::NoticesOnly)
        );
        let left = history(&[
            (0, EventKind::ReducedToNotices, EventChannel::Operator),
            (1, EventKind::Unsubscribed, EventChannel::Page),
        ]);
        assert_eq!(
            (
                left.restorable_until(SubscriptionState::Confirmed),
                day_number(left.restorable_until(SubscriptionState::NoticesOnly))
            ),
            (None, Some(31))
        );
    }

    #[test]
    fn unsubscribe_by_others_cannot_be_undone() {
        for (kind, way) in [
            (EventKind::Unsubscribed, EventChannel::Operator),
            (EventKind::Unsubscribed, EventChannel::Complaint),
            (EventKind::Erased, EventChannel::Operator),
        ] {
            let gone = history(&[
                (0, EventKind::Subscribed, EventChannel::Import),
                (1, EventKind::Unsubscribed, EventChannel::Page),
                (2, kind, way),
            ]);
            assert!(
                gone.undo_target().is_none() && gone.restorable_until(SubscriptionState::Confirmed).is_none(),
                "{kind} by {way}"
            );
        }
        let aside = history(&[
            (0, EventKind::Subscribed, EventChannel::Import),
            (1, EventKind::Unsubscribed, EventChannel::Mail),
            (2, EventKind::Suppressed, EventChannel::Relay),
        ]);
        assert_eq!(
            aside.undo_target().unwrap().0,
            SubscriptionState::Confirmed,
            "a suppression is held against it elsewhere"
        );
    }

    #[test]
    fn too_many_changes_disable_undo() {
        let mut steps = vec![(0, EventKind::Subscribed, EventChannel::Import)];
        for _ in 0..20 {
            steps.extend([
                (1, EventKind::Unsubscribed, EventChannel::Page),
                (1, EventKind::Resubscribed, EventChannel::Page),
            ]);
        }
        steps.pop();
        assert!(history(&steps).undo_target().is_some());
        steps.extend([
            (1, EventKind::Resubscribed, EventChannel::Page),
            (1, EventKind::Unsubscribed, EventChannel::Page),
        ]);
        assert!(
            history(&steps).undo_target().is_none()
                && history(&steps).restorable_until(SubscriptionState::Confirmed).is_none()
        );
    }
}
