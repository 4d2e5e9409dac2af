//! Addresses that take no mail: set aside on all lists at once, and brought back together.

use jiff::Timestamp;

use crate::database::{self, Work};
use crate::model::{Cause, Event, Kind, State, Way};

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
    database::suppression::add(work, subscriber, Cause::Bounced, Some(issue), words, now).await?;
    let event = Event::new(now, (subscriber, 0), Kind::Suppressed, Way::Relay);
    let event = Event { issue: Some(issue), note: words.map(str::to_owned), ..event };
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
        let event = Event::new(now, (subscriber, 0), Kind::Restored, Way::Owner);
        let event = Event { issue: Some(issue), ..event };
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
