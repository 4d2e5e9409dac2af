//! The writes that a batch leads to, and their events.

use jiff::Timestamp;

use crate::database::{self, Work};
use crate::model::{Event, Kind, List, State, SubscriberId, Way};

/// Subscribers to put on the list, and subscribers whose fields change.
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
    /// Writes the subscriptions, their events and the changed fields; `event` is that of a confirmed subscription.
    pub(crate) async fn apply(&self, work: &mut Work, list: &List, event: &Event) -> Result<(), database::Error> {
        for (ids, state) in [(&self.confirmed, State::Confirmed), (&self.notices, State::Notices)] {
            database::subscription::add_all(work, list.id, ids, state, event.at).await?;
            database::event::add_all(work, ids, event).await?;
        }
        // They stay suppressed; the state is kept for when the suppression is lifted.
        let suppressed = Event { kind: Kind::Suppressed, ..event.clone() };
        let later = [(&self.suppressed_confirmed, State::Confirmed), (&self.suppressed_notices, State::Notices)];
        for (ids, state) in later {
            database::subscription::add_all_aside(work, list.id, ids, state, event.at).await?;
            database::event::add_all(work, ids, &suppressed).await?;
        }
        // The last event of a subscription gives its state.
        let narrowed = Event { kind: Kind::Narrowed, wording: None, ..event.clone() };
        database::event::add_all(work, &self.notices, &narrowed).await?;
        database::subscriber::set_all(work, &self.fields).await
    }
}

/// Returns the event of a subscription that an import confirms.
pub(crate) fn joined_event(list: &List, source: &str, basis: Option<&str>, now: Timestamp) -> Event {
    let event = Event::new(now, SubscriberId::NOBODY, list.id, Kind::Joined, Way::Import);
    Event { source: Some(source.to_owned()), wording: basis.map(str::to_owned), ..event }
}
