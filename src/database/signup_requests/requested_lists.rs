//! The lists that a request names, and what was shown for each.

use jiff::Timestamp;

use super::super::{DatabaseTransaction, Error, from_micros, lists, on, to_micros};
use super::NewSignup;
use crate::model::{List, ListConsent, ListId, RequestId};

const ADD: &str = "INSERT INTO signup_request_list (signup_request_id, list_id, requested_at, consent_text_id, \
        source, user_agent, channel) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (signup_request_id, list_id) DO NOTHING";

/// Adds a list to a request, with what was shown for it; of one that it names already, the words stay.
///
/// # Errors
/// The database failed.
pub async fn add_list(
    work: &mut DatabaseTransaction,
    id: RequestId,
    list: ListId,
    asked: NewSignup<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(id).bind(list).bind(to_micros(now)).bind(asked.consent_text).bind(asked.source).bind(asked.user_agent)
        .bind(<&str>::from(asked.channel))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const RENEW: &str = "UPDATE signup_request_list \
    SET requested_at = $3, consent_text_id = $4, source = $5, user_agent = $6, channel = $7 \
    WHERE signup_request_id = $1 AND list_id = $2";

/// Keeps what was shown for a list when it was asked for anew, in the place of what was kept before.
///
/// # Errors
/// The database failed.
pub async fn renew_list(
    work: &mut DatabaseTransaction,
    id: RequestId,
    list: ListId,
    asked: NewSignup<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(RENEW)
        .bind(id).bind(list).bind(to_micros(now)).bind(asked.consent_text).bind(asked.source).bind(asked.user_agent)
        .bind(<&str>::from(asked.channel))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE: &str = "DELETE FROM signup_request_list WHERE signup_request_id = $1 AND list_id = $2";

/// Takes a list out of a request.
///
/// # Errors
/// The database failed.
pub async fn delete_list(work: &mut DatabaseTransaction, id: RequestId, list: ListId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(id).bind(list).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LISTS: &str = "SELECT list_id FROM signup_request_list WHERE signup_request_id = $1";

/// Returns the lists that a request names, by name.
///
/// # Errors
/// The database failed.
pub async fn lists_of_request(work: &mut DatabaseTransaction, id: RequestId) -> Result<Vec<List>, Error> {
    let rows: Vec<(ListId,)> = on!(work, tx => sqlx::query_as(LISTS).bind(id).fetch_all(&mut **tx).await?);
    let mut lists = lists::all(work).await?;
    lists.retain(|list| rows.contains(&(list.id,)));
    Ok(lists)
}

// Whoever holds several wordings holds them in this order.
const LIST_CONSENTS: &str = "SELECT list_id, requested_at, consent_text.text, channel, source, user_agent \
    FROM signup_request_list \
    JOIN consent_text ON consent_text.id = signup_request_list.consent_text_id \
    WHERE signup_request_id = $1 ORDER BY consent_text.id, requested_at, list_id";

/// Returns what was shown for each list that a request names: by the words, and those that were asked for together beside
/// one another.
///
/// # Errors
/// The database failed.
pub async fn list_consents(work: &mut DatabaseTransaction, id: RequestId) -> Result<Vec<ListConsent>, Error> {
    type Row = (ListId, i64, String, String, Option<String>, Option<String>);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(LIST_CONSENTS).bind(id).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(list, at, wording, channel, source, agent)| {
            let channel = channel.parse().map_err(|_| Error::InvalidValue("channel"))?;
            let requested_at = from_micros(at)?;
            Ok(ListConsent { list, requested_at, consent_text: wording, channel, source, user_agent: agent })
        })
        .collect()
}

const DELETE_REQUESTS: &str = "DELETE FROM signup_request_list WHERE list_id = $1";
const CANCEL_EMPTY_MAILS: &str = "UPDATE signup_request SET is_mail_due = FALSE \
    WHERE is_mail_due AND NOT EXISTS (SELECT 1 FROM signup_request_list \
        WHERE signup_request_list.signup_request_id = signup_request.id)";

/// Forgets that anybody asked to join a list; a mail that would name no list any more is not sent.
///
/// # Errors
/// The database refused.
pub async fn delete_requests(work: &mut DatabaseTransaction, list: ListId) -> Result<(), Error> {
    on!(work, tx => {
        sqlx::query(DELETE_REQUESTS).bind(list).execute(&mut **tx).await?;
        sqlx::query(CANCEL_EMPTY_MAILS).execute(&mut **tx).await?.rows_affected()
    });
    Ok(())
}

const COUNT_PENDING: &str = "SELECT count(*) FROM signup_request_list \
    JOIN signup_request ON signup_request.id = signup_request_list.signup_request_id \
    WHERE signup_request_list.list_id = $1 AND signup_request.answer IS NULL";

/// Counts who asked to join a list and has not answered.
///
/// # Errors
/// The database failed.
pub async fn count_pending(work: &mut DatabaseTransaction, list: ListId) -> Result<i64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_PENDING).bind(list).fetch_one(&mut **tx).await?);
    Ok(count)
}
