//! Purges expired signup requests.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::sleep;

use super::join::MAX_CONFIRMATION_MAILS;
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{SignupAnswer, SignupRequest, address_hash};

/// How long a signup request is stored.
const REQUEST_RETENTION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long the keyed hash of an address that did not confirm is stored.
const HASH_RETENTION: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How long a request that waits for approval is stored.
const APPROVAL_RETENTION: SignedDuration = SignedDuration::from_hours(60 * 24);
/// The number of requests purged per transaction.
const PURGE_BATCH: i64 = 200;
/// The time between two runs.
const PURGE_INTERVAL: Duration = Duration::from_mins(10);

/// Purges requests that are a week old, and those that have waited for approval for 60 days; returns their number. A keyed hash of each unconfirmed address is stored for a
/// year, to limit the number of confirmation mails sent to it.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn purge_expired_requests(database: &Database, now: Timestamp) -> Result<u64, Error> {
    let mut forgotten = 0;
    loop {
        let mut work = database.begin_write().await?;
        database::confirmation_limits::delete_older_than(&mut work, now - HASH_RETENTION).await?;
        forgotten += database::approval_requests::delete_older_than(&mut work, now - APPROVAL_RETENTION).await?;
        let old = database::signup_requests::list_older_than(&mut work, now - REQUEST_RETENTION, PURGE_BATCH).await?;
        if !old.is_empty() {
            let key = address_hash_key(&mut work, now).await?;
            for request in &old {
                forget_request(&mut work, request, &key, now).await?;
            }
        }
        work.commit().await?;
        forgotten += old.len() as u64;
        if old.is_empty() {
            return Ok(forgotten);
        }
    }
}

/// Deletes a request. Unless it was confirmed, a keyed hash of its address keeps the number of mails sent and whether
/// the owner declined.
pub(super) async fn forget_request(
    work: &mut DatabaseTransaction,
    request: &SignupRequest,
    key: &[u8; 32],
    now: Timestamp,
) -> Result<(), database::Error> {
    let refused = request.answer == Some(SignupAnswer::Refused);
    if request.answer != Some(SignupAnswer::Confirmed) && (refused || request.mail_count > 0) {
        let mails = if refused { MAX_CONFIRMATION_MAILS } else { request.mail_count };
        database::confirmation_limits::upsert(work, &address_hash(key, &request.address), mails, refused, now).await?;
    }
    database::signup_requests::delete(work, request.id).await
}

/// Deletes a request whose address turned out not to exist.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn delete_request(
    work: &mut DatabaseTransaction,
    request: &SignupRequest,
    now: Timestamp,
) -> Result<(), Error> {
    let key = address_hash_key(work, now).await?;
    Ok(forget_request(work, request, &key, now).await?)
}

/// Purges expired requests every ten minutes until `stop` becomes true.
pub async fn run_purge(database: Database, now: fn() -> Timestamp, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match purge_expired_requests(&database, now()).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!(
                    "forgot {count} requests to join that nobody confirmed in a week or approved in 60 days"
                );
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot forget old requests to join");
            }
        }
        tokio::select! {
            () = sleep(PURGE_INTERVAL) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
