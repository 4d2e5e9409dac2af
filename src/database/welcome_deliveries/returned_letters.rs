//! Welcome letters that came back after the relay had accepted them.

use crate::database::deliveries::SentCopy;
use crate::database::{DatabaseTransaction, Error, from_micros, on};
use crate::model::{ListId, SubscriberId};

const SENT_LETTER: &str = "SELECT subscriber.address, welcome_delivery.status, welcome_delivery.changed_at \
    FROM welcome_delivery JOIN subscriber ON subscriber.id = welcome_delivery.subscriber_id \
    WHERE welcome_delivery.list_id = $1 AND welcome_delivery.subscriber_id = $2 \
        AND welcome_delivery.status IN ('sent', 'in_doubt', 'bounced')";

/// Returns a letter that may have arrived or come back; `None` if it was never handed over, or the person was erased.
///
/// # Errors
/// The database failed.
pub async fn sent_letter(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
) -> Result<Option<SentCopy>, Error> {
    let row: Option<(String, String, i64)> =
        on!(work, tx => sqlx::query_as(SENT_LETTER).bind(list).bind(subscriber).fetch_optional(&mut **tx).await?);
    let Some((address, status, sent_at)) = row else { return Ok(None) };
    let sent_at = from_micros(sent_at)?;
    Ok(Some(SentCopy {
        address: address.parse().map_err(|_| Error::InvalidValue("address"))?,
        status: status.parse().map_err(|_| Error::InvalidValue("status"))?,
        sent_at,
        starts_at: sent_at,
    }))
}

const MARK_RETURNED: &str = "UPDATE welcome_delivery SET status = 'bounced', reply = $3 \
    WHERE list_id = $1 AND subscriber_id = $2 AND status IN ('sent', 'in_doubt', 'bounced')";

/// Marks a letter as bounced, in the words of the mail that says that it came back.
///
/// # Errors
/// The database failed.
pub async fn mark_returned(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    words: &str,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(MARK_RETURNED)
        .bind(list).bind(subscriber).bind(words)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
