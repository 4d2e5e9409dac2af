//! How the bearer of a sealed token stands: looking changes nothing.

use jiff::Timestamp;

use super::Error;
use super::history::{SubscriptionHistory, subscription_history};
use crate::database::{self, Database};
use crate::model::{List, SubscriberId, SubscriptionState, SuppressionReason, Token};

/// How the bearer of a link stands on the list that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionStatus {
    /// The list's title; `None` when the list is gone.
    pub list: Option<String>,
    /// Their subscription; `None` when they are not on the list or are gone.
    pub state: Option<SubscriptionState>,
    /// Until when leaving can be undone, if they have left by their own hand.
    pub undo_until: Option<Timestamp>,
    /// Why nothing goes to them at all.
    pub suppression: Option<SuppressionReason>,
}

/// How somebody stands on one list, and what they can go back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPreference {
    /// The list.
    pub list: List,
    /// Their subscription; `None` when they never were on it.
    pub state: Option<SubscriptionState>,
    /// Until when they can go back to all letters.
    pub all_until: Option<Timestamp>,
    /// Until when they can go back from nothing to the notices alone.
    pub notices_until: Option<Timestamp>,
}

/// How somebody stands on all lists that they are on or may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberPreferences {
    /// The lists, by name.
    pub lists: Vec<ListPreference>,
    /// Why nothing goes to them at all.
    pub suppression: Option<SuppressionReason>,
}

/// Tells how the bearer of a token stands.
///
/// # Errors
/// The database refused.
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

/// Tells how somebody stands on each list that they are or were on, and on the public ones.
///
/// # Errors
/// The database refused.
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
