//! The subscriptions of the person that a sealed token names. Reading changes nothing.

use jiff::Timestamp;

use super::Error;
use super::history::{SubscriptionHistory, subscription_history};
use crate::database::{self, Database};
use crate::model::{List, SubscriberId, SubscriptionState, SuppressionReason, Token};

/// The state of the subscription that an unsubscribe link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionStatus {
    /// The title of the list; `None` if the list was deleted.
    pub list: Option<String>,
    /// The state; `None` if they are not on the list or no longer exist.
    pub state: Option<SubscriptionState>,
    /// Until when they can undo unsubscribing, if they unsubscribed by themselves.
    pub undo_until: Option<Timestamp>,
    /// The reason why they are suppressed on all lists.
    pub suppression: Option<SuppressionReason>,
}

/// The state of one subscription, and the states that the person can return to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPreference {
    /// The list.
    pub list: List,
    /// The state; `None` if they were never on the list.
    pub state: Option<SubscriptionState>,
    /// Until when they can return to all issues.
    pub all_until: Option<Timestamp>,
    /// Until when they can return from unsubscribed to notices only.
    pub notices_until: Option<Timestamp>,
}

/// A person's subscriptions to all lists that they are on or that are public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberPreferences {
    /// The lists, ordered by name.
    pub lists: Vec<ListPreference>,
    /// The reason why they are suppressed on all lists.
    pub suppression: Option<SuppressionReason>,
}

/// Returns the state of the subscription that a token names.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn subscription_status(database: &Database, token: Token) -> Result<SubscriptionStatus, Error> {
    let mut work = database.begin_read().await?;
    let list = database::lists::by_id(&mut work, token.list).await?.map(|list| list.title);
    let state = database::subscriptions::state(&mut work, token.list, token.subscriber).await?;
    let set_aside = database::suppressions::get(&mut work, token.subscriber).await?.map(|set_aside| set_aside.reason);
    let undo = match (state, set_aside) {
        (Some(SubscriptionState::Unsubscribed), None)
            if !database::lists::is_deleted(&mut work, token.list).await? =>
        {
            subscription_history(&mut work, token.subscriber, token.list).await?.undo_target()
        }
        _ => None,
    };
    Ok(SubscriptionStatus { list, state, undo_until: undo.map(|(_, until)| until), suppression: set_aside })
}

/// Returns whether a person is not on the list any more, or never was.
pub(super) fn has_left(status: &SubscriptionStatus) -> bool {
    matches!(status.state, None | Some(SubscriptionState::Unsubscribed))
}

/// Returns a person's preferences for their current and former lists and for the public ones.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn subscriber_preferences(
    database: &Database,
    subscriber: SubscriberId,
) -> Result<SubscriberPreferences, Error> {
    let mut work = database.begin_read().await?;
    let set_aside = database::suppressions::get(&mut work, subscriber).await?.map(|set_aside| set_aside.reason);
    let standings = database::subscriptions::states_by_list(&mut work, subscriber).await?;
    let events = database::event_log::by_subscriber(&mut work, subscriber).await?;
    let mut places = Vec::new();
    for list in database::lists::all(&mut work).await? {
        let state = standings.iter().find(|(id, _)| *id == list.id).map(|(_, state)| *state);
        if state.is_none() && !list.public {
            continue;
        }
        let past = SubscriptionHistory::from_events(events.iter().filter(|event| event.list == list.id));
        let until = |wish| match (state, set_aside) {
            (Some(SubscriptionState::Unsubscribed | SubscriptionState::NoticesOnly), None) => {
                past.restorable_until(wish)
            }
            _ => None,
        };
        let (all_until, notices_until) = (until(SubscriptionState::Confirmed), until(SubscriptionState::NoticesOnly));
        places.push(ListPreference { list, state, all_until, notices_until });
    }
    Ok(SubscriberPreferences { lists: places, suppression: set_aside })
}
