//! The rows of the preferences page, in the words that its template uses.

use jiff::Timestamp;
use serde::Serialize;

use crate::model::{ListId, SubscriptionState, SuppressionReason};
use crate::subscription::{ListPreference, SubscriberPreferences};

/// A list on the preferences page.
#[derive(Debug, Serialize)]
pub(super) struct PreferenceRow {
    id: ListId,
    /// The list's title. The page has a `title` of its own.
    name: String,
    /// `all`, `notices`, `unsubscribed`, `suppressed` or `never_subscribed`.
    state: &'static str,
    /// Whether there is a button.
    has_actions: bool,
    /// The last day on which the subscriber can choose all letters again.
    all_until: Option<String>,
    /// The last day on which the subscriber can choose notices again.
    notices_until: Option<String>,
    /// The later of the two.
    undo_until: Option<String>,
}

/// What a button changed.
#[derive(Debug, Serialize)]
pub(super) struct PreferenceResult {
    /// The list's title; empty for all lists together.
    list_title: String,
    /// `all`, `notices`, `unsubscribed`, `unsubscribed_all` or `refused`.
    outcome: &'static str,
}

/// What a subscriber asked for, and the state afterwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct PreferenceChange {
    /// `None` stands for all lists.
    pub(super) list: Option<ListId>,
    pub(super) requested: SubscriptionState,
    pub(super) actual: SubscriptionState,
}

impl PreferenceRow {
    /// Creates a row for each list: `current`, from which the letter came, first; then the others that the subscriber
    /// is or was on. An undo period that is over by `now` is not shown.
    pub(super) fn from_preferences(
        preferences: &SubscriberPreferences,
        current: ListId,
        now: Timestamp,
        day: impl Fn(Timestamp) -> String,
    ) -> Vec<Self> {
        let until = |until: Option<Timestamp>| until.filter(|until| *until >= now).map(&day);
        let row = |preference: &ListPreference| Self {
            id: preference.list.id,
            name: preference.list.title.clone(),
            state: match (preference.state, preferences.suppression) {
                (None, _) => "never_subscribed",
                (Some(SubscriptionState::Unsubscribed), _) => "unsubscribed",
                (Some(SubscriptionState::Suppressed), _) | (_, Some(_)) => "suppressed",
                (Some(SubscriptionState::Confirmed), None) => "all",
                (Some(SubscriptionState::NoticesOnly), None) => "notices",
            },
            has_actions: match preference.state {
                None => false,
                Some(SubscriptionState::Unsubscribed) => {
                    preference.all_until.max(preference.notices_until) >= Some(now)
                }
                Some(_) => true,
            },
            all_until: until(preference.all_until),
            notices_until: until(preference.notices_until),
            undo_until: until(preference.all_until.max(preference.notices_until)),
        };
        let mut rows: Vec<_> = preferences.lists.iter().collect();
        rows.sort_by_key(|preference| (preference.list.id != current, preference.state.is_none()));
        rows.into_iter().map(row).collect()
    }

    /// Creates a row with every field set, to check the template.
    pub(super) fn sample() -> Self {
        let day = || Some(String::new());
        let (name, state, has_actions) = (String::new(), "all", true);
        Self { id: ListId::NONE, name, state, has_actions, all_until: day(), notices_until: day(), undo_until: day() }
    }

    pub(super) fn is_subscribed(&self) -> bool {
        !matches!(self.state, "unsubscribed" | "never_subscribed")
    }
}

impl PreferenceResult {
    /// Describes a change; `None` when the subscriber has no such list.
    pub(super) fn from_change(change: PreferenceChange, rows: &[PreferenceRow]) -> Option<Self> {
        let Some(list) = change.list else {
            return Some(Self { list_title: String::new(), outcome: "unsubscribed_all" });
        };
        let title = rows.iter().find(|row| row.id == list)?.name.clone();
        let outcome = match change.actual {
            state if state != change.requested => "refused",
            SubscriptionState::Confirmed => "all",
            SubscriptionState::NoticesOnly => "notices",
            SubscriptionState::Unsubscribed => "unsubscribed",
            SubscriptionState::Suppressed => "refused",
        };
        Some(Self { list_title: title, outcome })
    }

    /// Creates a result to check the template.
    pub(super) fn sample() -> Self {
        Self { list_title: String::new(), outcome: "refused" }
    }
}

/// Returns the word that templates use for the reason of a suppression.
pub(super) fn suppression_label(reason: SuppressionReason) -> &'static str {
    match reason {
        SuppressionReason::Bounced => "bounced",
        SuppressionReason::Complained => "complained",
        SuppressionReason::Erased | SuppressionReason::Operator => "withheld",
    }
}
