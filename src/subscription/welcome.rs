//! Welcome letters, as an operator asks for them and sees what became of them.

use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database};
use crate::model::{Address, DeliveryStatus, List, SubscriptionState};

/// How many people are named whose letter is in doubt.
const MAX_NAMED: i64 = 10;

/// What became of the welcome letters of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeStatus {
    /// The list.
    pub list: List,
    /// How many letters have each status.
    pub counts: Vec<(DeliveryStatus, u64)>,
    /// Why letters wait, if something went wrong.
    pub reason: Option<String>,
    /// The first people whose letter may or may not have arrived.
    pub in_doubt: Vec<Address>,
}

impl WelcomeStatus {
    /// Returns how many letters have one of these statuses.
    #[must_use]
    pub fn count(&self, statuses: &[DeliveryStatus]) -> u64 {
        self.counts.iter().filter(|(status, _)| statuses.contains(status)).map(|(_, count)| count).sum()
    }
}

/// Returns what became of the welcome letters, for each list that has or had one.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn welcome_status(database: &Database) -> Result<Vec<WelcomeStatus>, Error> {
    let mut work = database.begin_read().await?;
    let counts = database::welcome_deliveries::counts(&mut work).await?;
    let mut all = Vec::new();
    for list in database::lists::all(&mut work).await? {
        let of_list = counts.iter().filter(|count| count.list == list.id);
        let waits = |status| matches!(status, DeliveryStatus::Queued | DeliveryStatus::Deferred);
        let reason = of_list.clone().filter(|count| waits(count.status)).find_map(|count| count.reply.clone());
        let counts: Vec<_> = of_list.map(|count| (count.status, count.count)).collect();
        let in_doubt = database::welcome_deliveries::in_doubt_addresses(&mut work, list.id, MAX_NAMED).await?;
        if list.welcome.is_some() || !counts.is_empty() {
            all.push(WelcomeStatus { list, counts, reason, in_doubt });
        }
    }
    Ok(all)
}

/// Queues the welcome letter of a subscriber because an operator asks for it, also one that is in doubt; returns `false`
/// if it was sent or waits already, or if they are not on the list.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn queue_welcome(database: &Database, list: &List, address: &Address, now: Timestamp) -> Result<bool, Error> {
    let mut work = database.begin_write().await?;
    let Some(person) = database::subscribers::by_address(&mut work, address).await? else { return Ok(false) };
    let state = database::subscriptions::state(&mut work, list.id, person.id).await?;
    if state != Some(SubscriptionState::Confirmed) {
        return Ok(false);
    }
    let is_queued = database::welcome_deliveries::request(&mut work, list.id, person.id, now).await?;
    work.commit().await?;
    Ok(is_queued)
}

/// Sets or removes the welcome letter of a list; without one, letters that wait are not sent.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn set_welcome(
    database: &Database,
    list: &List,
    welcome: Option<String>,
    now: Timestamp,
) -> Result<List, Error> {
    let mut work = database.begin_write().await?;
    let list = List { welcome, ..list.clone() };
    database::lists::update(&mut work, &list).await?;
    if list.welcome.is_none() {
        database::welcome_deliveries::cancel(&mut work, list.id, now).await?;
    }
    work.commit().await?;
    Ok(list)
}
