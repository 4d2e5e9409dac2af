//! The mails that wait for requests: each is claimed by one sender alone.

use jiff::{SignedDuration, Timestamp};

use super::super::{DatabaseTransaction, Error, on, to_micros};
use crate::model::RequestId;

/// How long a mail that could not be handed over waits at least, the longer it has failed, the longer.
const MIN_RETRY_DELAY: SignedDuration = SignedDuration::from_mins(5);
/// After how long a mail that could not be handed over does not go any more.
pub const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

const CLAIM: &str = "UPDATE signup_request SET is_mail_due = FALSE, mails_sent = mails_sent + 1, last_mailed_at = $1 \
    WHERE is_mail_due AND id = (SELECT min(id) FROM signup_request WHERE is_mail_due AND requested_at > $3 AND id > $4 \
    AND NOT EXISTS (SELECT 1 FROM suppression JOIN subscriber ON subscriber.id = suppression.subscriber_id \
        WHERE subscriber.normalized_address = signup_request.normalized_address) \
    AND (last_mailed_at IS NULL OR (last_mailed_at <= $2 \
        AND $1 - last_mailed_at >= (last_mailed_at - requested_at) / 2))) RETURNING id";

/// Claims the first request after another one whose mail is due and whose address is not suppressed, and counts the mail
/// as sent, before it is: what a crash leaves is never sent twice.
///
/// # Errors
/// The database failed.
pub async fn claim_mail(
    work: &mut DatabaseTransaction,
    after: RequestId,
    now: Timestamp,
) -> Result<Option<RequestId>, Error> {
    let row: Option<(RequestId,)> = on!(work, tx => sqlx::query_as(CLAIM)
        .bind(to_micros(now)).bind(to_micros(now - MIN_RETRY_DELAY)).bind(to_micros(now - GIVE_UP_AFTER))
        .bind(after)
        .fetch_optional(&mut **tx).await?);
    Ok(row.map(|(id,)| id))
}

const COUNT_DUE: &str = "SELECT count(*) FROM signup_request WHERE is_mail_due AND requested_at > $1 \
    AND NOT EXISTS (SELECT 1 FROM suppression JOIN subscriber ON subscriber.id = suppression.subscriber_id \
        WHERE subscriber.normalized_address = signup_request.normalized_address)";

/// Counts the mails that wait to be sent, also those that a relay has deferred.
///
/// # Errors
/// The database failed.
pub async fn count_due(work: &mut DatabaseTransaction, now: Timestamp) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_DUE)
        .bind(to_micros(now - GIVE_UP_AFTER)).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const RELEASE: &str = "UPDATE signup_request SET is_mail_due = TRUE, mails_sent = mails_sent - 1 \
    WHERE id = $1 AND last_mailed_at = $2 AND NOT is_mail_due AND answer IS NULL";

/// Puts back a mail that was claimed at `claimed` and could not be handed over.
///
/// # Errors
/// The database failed.
pub async fn release_mail(work: &mut DatabaseTransaction, id: RequestId, claimed: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(RELEASE).bind(id).bind(to_micros(claimed)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
