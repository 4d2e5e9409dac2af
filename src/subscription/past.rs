//! What a person once chose for a list, read from the events, and what they can go back to.

use jiff::Timestamp;

use super::UNDO;
use super::hand::is_own;
use crate::model::{Event, Kind, State};

/// After so many changes of one subscription within [`UNDO`], the last one stands: nobody fills the record without end.
const MOST_STEPS: usize = 40;

/// What a person chose for one list, step by step.
#[derive(Debug, Default)]
pub(super) struct Past {
    chosen: Option<State>,
    /// The steps of their own hand since anybody else last changed it.
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    before: State,
    after: State,
    until: Timestamp,
}

impl Past {
    /// Reads the events of one list, oldest first; a suppression is nobody's choice.
    pub(super) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut past = Self::default();
        for event in events {
            let after = match event.kind {
                Kind::Joined | Kind::Returned => State::Confirmed,
                Kind::Narrowed => State::Notices,
                Kind::Left => State::Unsubscribed,
                Kind::Reason | Kind::Suppressed | Kind::Restored => continue,
                Kind::Erased => {
                    past = Self::default();
                    continue;
                }
            };
            let before = past.chosen.replace(after).unwrap_or(State::Confirmed);
            if is_own(event.way) && event.kind != Kind::Joined {
                let until = event.at.checked_add(UNDO).unwrap_or(event.at);
                past.steps.push(Step { before, after, until });
            } else {
                past.steps.clear();
            }
        }
        past
    }

    /// Returns what they chose last.
    pub(super) fn chosen(&self) -> State {
        self.chosen.unwrap_or(State::Confirmed)
    }

    /// Returns what undoing the last step leads to, if that was to leave, and until when it can be undone.
    pub(super) fn undo(&self) -> Option<(State, Timestamp)> {
        let last = self.steps.last().filter(|step| step.after == State::Unsubscribed)?;
        (self.steps.len() <= MOST_STEPS).then_some((last.before, last.until))
    }

    /// Returns until when they can go back to a state that they once chose and that brings more letters than theirs.
    pub(super) fn until(&self, wish: State) -> Option<Timestamp> {
        let back = |step: &&Step| letters(step.before) >= letters(wish) && letters(step.before) > letters(step.after);
        let until = self.steps.iter().filter(back).map(|step| step.until).max();
        until.filter(|_| self.steps.len() <= MOST_STEPS && letters(wish) > letters(self.chosen()))
    }
}

/// Orders the states by how much they bring.
fn letters(state: State) -> u8 {
    match state {
        State::Confirmed => 2,
        State::Notices => 1,
        State::Unsubscribed | State::Suppressed => 0,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::model::Way;
    use crate::model::{ListId, SubscriberId};

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn past(steps: &[(i32, Kind, Way)]) -> Past {
        let at = |day: i32| Timestamp::UNIX_EPOCH + DAY * day;
        let (ann, list) = (SubscriberId::new(1), ListId::new(1));
        let events: Vec<_> =
            steps.iter().map(|(day, kind, way)| Event::new(at(*day), ann, list, *kind, *way)).collect();
        Past::of(&events)
    }

    fn day(until: Option<Timestamp>) -> Option<i64> {
        until.map(|until| until.as_second() / 86_400)
    }

    #[test]
    fn leaving_leads_back_to_what_was_before() {
        let narrowed =
            past(&[(0, Kind::Joined, Way::Import), (1, Kind::Narrowed, Way::Page), (21, Kind::Left, Way::OneClick)]);
        let (before, until) = narrowed.undo().unwrap();
        assert_eq!((before, day(Some(until))), (State::Notices, Some(51)));
        assert_eq!(day(narrowed.until(State::Notices)), Some(51));
        assert_eq!(day(narrowed.until(State::Confirmed)), Some(31), "narrowing is undone no longer than itself");
    }

    #[test]
    fn who_once_wanted_less_is_given_no_more() {
        let notices = past(&[(0, Kind::Joined, Way::Form), (1, Kind::Narrowed, Way::Owner)]);
        assert_eq!((notices.until(State::Confirmed), notices.chosen()), (None, State::Notices));
        let left = past(&[(0, Kind::Narrowed, Way::Owner), (1, Kind::Left, Way::Page)]);
        assert_eq!((left.until(State::Confirmed), day(left.until(State::Notices))), (None, Some(31)));
    }

    #[test]
    fn only_a_leaving_of_their_own_hand_is_undone() {
        for (kind, way) in [(Kind::Left, Way::Owner), (Kind::Left, Way::Complaint), (Kind::Erased, Way::Owner)] {
            let gone = past(&[(0, Kind::Joined, Way::Import), (1, Kind::Left, Way::Page), (2, kind, way)]);
            assert!(gone.undo().is_none() && gone.until(State::Confirmed).is_none(), "{kind} by {way}");
        }
        let aside =
            past(&[(0, Kind::Joined, Way::Import), (1, Kind::Left, Way::Mail), (2, Kind::Suppressed, Way::Relay)]);
        assert_eq!(aside.undo().unwrap().0, State::Confirmed, "a suppression is held against it elsewhere");
    }

    #[test]
    fn going_to_and_fro_comes_to_an_end() {
        let mut steps = vec![(0, Kind::Joined, Way::Import)];
        for _ in 0..20 {
            steps.extend([(1, Kind::Left, Way::Page), (1, Kind::Returned, Way::Page)]);
        }
        steps.pop();
        assert!(past(&steps).undo().is_some());
        steps.extend([(1, Kind::Returned, Way::Page), (1, Kind::Left, Way::Page)]);
        assert!(past(&steps).undo().is_none() && past(&steps).until(State::Confirmed).is_none());
    }
}
