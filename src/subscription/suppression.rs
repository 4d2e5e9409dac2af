//! Addresses that take no mail: set aside on all lists at once, and brought back together.

use jiff::Timestamp;

use crate::database::{self, Work};
use crate::model::{Event, Kind, State, Way};

/// Why an address is suppressed when the relay refused it.
const BOUNCED: &str = "bounced";

/// Sets a subscriber aside on every list, because the relay said of their address, in `words`, that it takes no mail.
///
/// # Errors
/// The database refused.
pub async fn suppress(
    work: &mut Work,
    subscriber: i64,
    issue: i64,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), database::Error> {
    database::suppression::add(work, subscriber, BOUNCED, issue, words, now).await?;
    let (kind, way, note) = (Kind::Suppressed, Way::Relay, words.map(str::to_owned));
    let event = Event { at: now, subscriber, list: 0, issue: Some(issue), kind, way, note };
    change(work, State::Confirmed, State::Suppressed, event).await
}

/// Brings back everybody who was set aside because of an issue; returns how many.
///
/// # Errors
/// The database refused.
pub async fn restore(work: &mut Work, issue: i64, now: Timestamp) -> Result<u64, database::Error> {
    let suppressed = database::suppression::of_issue(work, issue).await?;
    for subscriber in suppressed.iter().copied() {
        database::suppression::lift(work, subscriber).await?;
        let (kind, way) = (Kind::Restored, Way::Owner);
        let event = Event { at: now, subscriber, list: 0, issue: Some(issue), kind, way, note: None };
        change(work, State::Suppressed, State::Confirmed, event).await?;
    }
    Ok(suppressed.len() as u64)
}

/// Changes each subscription of a person that stands in `from`, each with its event.
async fn change(work: &mut Work, from: State, to: State, mut event: Event) -> Result<(), database::Error> {
    for list in database::subscription::lists(work, event.subscriber, from).await? {
        if database::subscription::change(work, list, event.subscriber, (from, to), event.at).await? {
            event.list = list;
            database::event::add(work, &event).await?;
        }
    }
    Ok(())
}
