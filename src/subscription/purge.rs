//! Forgets requests that nobody answered.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::sleep;

use super::join::MAX_CONFIRMATION_MAILS;
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{SignupAnswer, SignupRequest, address_hash};

/// How long a request is kept.
const REQUEST_RETENTION: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long it is known, by a keyed hash, that an address did not answer.
const HASH_RETENTION: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How many are forgotten in one transaction.
const PURGE_BATCH: i64 = 200;
/// How often there is a look.
const PURGE_INTERVAL: Duration = Duration::from_mins(10);

/// Forgets every request that was made a week ago or before; of those that were not answered with yes, a keyed hash of the
/// address stays for a year, so that nobody is written to without end. Returns how many were forgotten.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn purge_expired_requests(database: &Database, now: Timestamp) -> Result<u64, Error> {
    let mut forgotten = 0;
    loop {
        let mut work = database.begin_write().await?;
        database::confirmation_limits::delete_older_than(&mut work, now - HASH_RETENTION).await?;
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

/// Forgets a request; unless it was answered with yes, a keyed hash of its address keeps how often we wrote, and whether its
/// owner wants us to ask no more.
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

/// Tidies every ten minutes until `stop` turns true.
pub async fn run_purge(database: Database, now: fn() -> Timestamp, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match purge_expired_requests(&database, now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!("forgot {count} requests to join that are a week old"),
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
