//! The writes for a batch, and their events.

use jiff::Timestamp;

use crate::database::{self, DatabaseTransaction};
use crate::model::{EventChannel, EventKind, List, SubscriberId, SubscriptionEvent, SubscriptionState};

/// The subscribers to add to the list, and the subscribers whose fields change.
#[derive(Default)]
pub(crate) struct PendingWrites {
    pub(crate) confirmed: Vec<SubscriberId>,
    pub(crate) notices: Vec<SubscriberId>,
    /// Suppressed subscribers who would otherwise be in `confirmed`.
    pub(crate) suppressed_confirmed: Vec<SubscriberId>,
    /// Suppressed subscribers who would otherwise be in `notices`.
    pub(crate) suppressed_notices: Vec<SubscriberId>,
    pub(crate) fields: Vec<(SubscriberId, String)>,
}

impl PendingWrites {
    /// Writes the subscriptions, their events and the changed fields; `event` is the event of a confirmed
    /// subscription.
    pub(crate) async fn apply(
        &self,
        work: &mut DatabaseTransaction,
        list: &List,
        event: &SubscriptionEvent,
    ) -> Result<(), database::Error> {
        for (ids, state) in
            [(&self.confirmed, SubscriptionState::Confirmed), (&self.notices, SubscriptionState::NoticesOnly)]
        {
            database::subscriptions::add_all(work, list.id, ids, state, event.at).await?;
            database::event_log::add_all(work, ids, event).await?;
        }
        // They stay suppressed; the state is kept for when the suppression is lifted.
        let suppressed = SubscriptionEvent { kind: EventKind::Suppressed, ..event.clone() };
        let later = [
            (&self.suppressed_confirmed, SubscriptionState::Confirmed),
            (&self.suppressed_notices, SubscriptionState::NoticesOnly),
        ];
        for (ids, state) in later {
            database::subscriptions::add_all_suppressed(work, list.id, ids, state, event.at).await?;
            database::event_log::add_all(work, ids, &suppressed).await?;
        }
        // The last event of a subscription determines its state.
        let narrowed = SubscriptionEvent { kind: EventKind::ReducedToNotices, consent_text: None, ..event.clone() };
        database::event_log::add_all(work, &self.notices, &narrowed).await?;
        database::subscribers::set_fields_of_all(work, &self.fields).await
    }
}

/// Returns the event of a subscription confirmed by an import.
pub(crate) fn joined_event(list: &List, source: &str, basis: Option<&str>, now: Timestamp) -> SubscriptionEvent {
    let event = SubscriptionEvent::new(now, SubscriberId::NONE, list.id, EventKind::Subscribed, EventChannel::Import);
    SubscriptionEvent { source: Some(source.to_owned()), consent_text: basis.map(str::to_owned), ..event }
}
