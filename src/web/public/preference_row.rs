//! The page of all lists in the words that its template asks for.

use jiff::Timestamp;
use serde::Serialize;

use crate::model::{ListId, SubscriptionState, SuppressionReason};
use crate::subscription::{ListPreference, SubscriberPreferences};

/// A list on the page of all lists.
#[derive(Debug, Serialize)]
pub(super) struct PreferenceRow {
    id: ListId,
    /// Its title: `title` is the page's own.
    name: String,
    /// What comes: `all`, `notices`, `left`, `aside` or `none`.
    state: &'static str,
    /// Whether there is a button.
    has_actions: bool,
    /// Until when all letters can be brought back.
    all_until: Option<String>,
    /// Until when the notices can be brought back.
    notices_until: Option<String>,
    /// The later of the two.
    undo_until: Option<String>,
}

/// What a press of a button did.
#[derive(Debug, Serialize)]
pub(super) struct PreferenceResult {
    /// The list's title; empty for all lists together.
    list_title: String,
    /// What comes now: `all`, `notices`, `left`, `left_all`; or `refused`.
    outcome: &'static str,
}

/// What somebody wished of which list, and how they stand; no list is all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct PreferenceChange {
    pub(super) list: Option<ListId>,
    pub(super) requested: SubscriptionState,
    pub(super) actual: SubscriptionState,
}

impl PreferenceRow {
    /// Makes a row for each list: the list `here`, from which the letter came, first; then the others that they are or
    /// were on. Days that are over by `now` are no longer shown.
    pub(super) fn from_preferences(
        overview: &SubscriberPreferences,
        here: ListId,
        now: Timestamp,
        day: impl Fn(Timestamp) -> String,
    ) -> Vec<Self> {
        let until = |until: Option<Timestamp>| until.filter(|until| *until >= now).map(&day);
        let row = |place: &ListPreference| Self {
            id: place.list.id,
            name: place.list.title.clone(),
            state: match (place.state, overview.suppression) {
                (None, _) => "none",
                (Some(SubscriptionState::Unsubscribed), _) => "left",
                (Some(SubscriptionState::Suppressed), _) | (_, Some(_)) => "aside",
                (Some(SubscriptionState::Confirmed), None) => "all",
                (Some(SubscriptionState::NoticesOnly), None) => "notices",
            },
            has_actions: match place.state {
                None => false,
                Some(SubscriptionState::Unsubscribed) => place.all_until.max(place.notices_until) >= Some(now),
                Some(_) => true,
            },
            all_until: until(place.all_until),
            notices_until: until(place.notices_until),
            undo_until: until(place.all_until.max(place.notices_until)),
        };
        let mut places: Vec<_> = overview.lists.iter().collect();
        places.sort_by_key(|place| (place.list.id != here, place.state.is_none()));
        places.into_iter().map(row).collect()
    }

    /// Makes a row with everything in it, to try the template with.
    pub(super) fn sample() -> Self {
        let day = || Some(String::new());
        let (name, state, has_actions) = (String::new(), "all", true);
        Self { id: ListId::NONE, name, state, has_actions, all_until: day(), notices_until: day(), undo_until: day() }
    }

    /// Tells whether there is something to leave.
    pub(super) fn is_subscribed(&self) -> bool {
        !matches!(self.state, "left" | "none")
    }
}

impl PreferenceResult {
    /// Tells what came of a wish; nothing when there is no such list for them.
    pub(super) fn from_change(wished: PreferenceChange, rows: &[PreferenceRow]) -> Option<Self> {
        let Some(list) = wished.list else { return Some(Self { list_title: String::new(), outcome: "left_all" }) };
        let title = rows.iter().find(|row| row.id == list)?.name.clone();
        let what = match wished.actual {
            state if state != wished.requested => "refused",
            SubscriptionState::Confirmed => "all",
            SubscriptionState::NoticesOnly => "notices",
            SubscriptionState::Unsubscribed => "left",
            SubscriptionState::Suppressed => "refused",
        };
        Some(Self { list_title: title, outcome: what })
    }

    /// Makes one to try the template with.
    pub(super) fn sample() -> Self {
        Self { list_title: String::new(), outcome: "refused" }
    }
}

/// Returns the word by which templates know why nothing comes at all.
pub(super) fn cause_name(cause: SuppressionReason) -> &'static str {
    match cause {
        SuppressionReason::Bounced => "bounced",
        SuppressionReason::Complained => "complained",
        SuppressionReason::Erased | SuppressionReason::Operator => "withheld",
    }
}
