//! People who confirmed their address and wait until somebody approves them.

use jiff::Timestamp;

use super::confirm::subscribe_with_consent;
use super::join::keep_language;
use super::{Error, address_hash_key};
use crate::database::{self, Database};
use crate::model::{Address, ApprovalRequest, List, SubscriberFields, SuppressionReason, address_hash};

/// The result of approving a request to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalOutcome {
    /// They are on the list now.
    Approved,
    /// They were on the list already; the request is settled.
    AlreadySubscribed,
    /// The address must not be mailed: nothing was changed.
    Suppressed,
    /// No request of this address waits.
    NotWaiting,
}

/// Returns the requests to join a list, the oldest first.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn approval_requests(database: &Database, list: &List) -> Result<Vec<ApprovalRequest>, Error> {
    Ok(database::approval_requests::of_list(&mut database.begin_read().await?, list.id).await?)
}

/// Returns the lists for which people wait, each with their number.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn approval_counts(database: &Database) -> Result<Vec<(List, u64)>, Error> {
    let mut work = database.begin_read().await?;
    let mut counts = Vec::new();
    for list in database::lists::all(&mut work).await? {
        let count = database::approval_requests::count(&mut work, list.id).await?;
        if count > 0 {
            counts.push((list, count));
        }
    }
    Ok(counts)
}

/// Subscribes somebody who waits, with the consent that they gave.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn approve_request(
    database: &Database,
    list: &List,
    address: &Address,
    now: Timestamp,
) -> Result<ApprovalOutcome, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    let requests = database::approval_requests::of_address(&mut work, address).await?;
    let Some(request) = requests.into_iter().find(|request| request.consent.list == list.id) else {
        return Ok(ApprovalOutcome::NotWaiting);
    };
    let hash = address_hash(&address_hash_key(&mut work, now).await?, &request.address);
    match database::suppressed_hashes::reason(&mut work, &hash).await? {
        None => {}
        Some(SuppressionReason::Erased) => database::suppressed_hashes::delete(&mut work, &hash).await?,
        Some(_) => return Ok(ApprovalOutcome::Suppressed),
    }
    if !database::approval_requests::delete(&mut work, list.id, address).await? {
        return Ok(ApprovalOutcome::NotWaiting);
    }
    let id = database::subscribers::add(&mut work, &request.address, &SubscriberFields::new(), now).await?;
    if database::suppressions::is_suppressed(&mut work, id).await? {
        return Ok(ApprovalOutcome::Suppressed);
    }
    keep_language(&mut work, id, request.language.as_ref()).await?;
    let ApprovalRequest { confirmed_at, consent, .. } = &request;
    let note = format!("asked for at {}, confirmed at {confirmed_at}, then approved", consent.requested_at);
    let joined = subscribe_with_consent(&mut work, id, consent, note, now).await?;
    work.commit().await?;
    Ok(if joined { ApprovalOutcome::Approved } else { ApprovalOutcome::AlreadySubscribed })
}

/// Deletes the request of somebody who waits, and tells nobody; returns whether there was one.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn decline_request(database: &Database, list: &List, address: &Address) -> Result<bool, Error> {
    let mut work = database.begin_write().await?;
    let was_waiting = database::approval_requests::delete(&mut work, list.id, address).await?;
    work.commit().await?;
    Ok(was_waiting)
}
