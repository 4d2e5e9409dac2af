//! Table `approval_request`: people who confirmed their address and wait until somebody approves them.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, NullableText, from_micros, on, to_micros};
use crate::model::{Address, ApprovalRequest, ConsentTextId, Language, ListConsent, ListId};

type Row = (ListId, String, i64, i64, String, String, NullableText, NullableText, NullableText);

const ADD: &str = "INSERT INTO approval_request (list_id, normalized_address, address, requested_at, confirmed_at, \
        consent_text_id, source, user_agent, channel, language) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (list_id, normalized_address) DO NOTHING";

/// Adds a request whose consent text has the id `consent_text`; returns whether it is new.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    request: &ApprovalRequest,
    consent_text: ConsentTextId,
) -> Result<bool, Error> {
    let ApprovalRequest { address, confirmed_at, consent, language } = request;
    let rows = on!(work, tx => sqlx::query(ADD)
        .bind(consent.list).bind(address.folded()).bind(address.as_str())
        .bind(to_micros(consent.requested_at)).bind(to_micros(*confirmed_at)).bind(consent_text)
        .bind(consent.source.as_deref()).bind(consent.user_agent.as_deref())
        .bind(<&str>::from(consent.channel)).bind(language.as_ref().map(Language::as_str))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const OF_LIST: &str = "SELECT list_id, address, requested_at, confirmed_at, consent_text.text, channel, source, \
        user_agent, language \
    FROM approval_request JOIN consent_text ON consent_text.id = approval_request.consent_text_id \
    WHERE list_id = $1 ORDER BY confirmed_at, normalized_address";

/// Returns the requests to join a list, the oldest first.
///
/// # Errors
/// The database failed.
pub async fn of_list(work: &mut DatabaseTransaction, list: ListId) -> Result<Vec<ApprovalRequest>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(OF_LIST).bind(list).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_request).collect()
}

const OF_ADDRESS: &str = "SELECT list_id, address, requested_at, confirmed_at, consent_text.text, channel, source, \
        user_agent, language \
    FROM approval_request JOIN consent_text ON consent_text.id = approval_request.consent_text_id \
    WHERE normalized_address = $1 ORDER BY list_id";

/// Returns the requests of an address in any spelling.
///
/// # Errors
/// The database failed.
pub async fn of_address(work: &mut DatabaseTransaction, address: &Address) -> Result<Vec<ApprovalRequest>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(OF_ADDRESS).bind(address.folded()).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_request).collect()
}

const COUNT: &str = "SELECT count(*) FROM approval_request WHERE list_id = $1";

/// Counts the people who wait to join a list.
///
/// # Errors
/// The database failed.
pub async fn count(work: &mut DatabaseTransaction, list: ListId) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT).bind(list).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const DELETE: &str = "DELETE FROM approval_request WHERE list_id = $1 AND normalized_address = $2";

/// Deletes a request; returns whether there was one.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, list: ListId, address: &Address) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(DELETE)
        .bind(list).bind(address.folded()).execute(&mut **tx).await?.rows_affected());
    Ok(rows > 0)
}

const DELETE_OF_ADDRESS: &str = "DELETE FROM approval_request WHERE normalized_address = $1";

/// Deletes all requests of an address; returns their number.
///
/// # Errors
/// The database failed.
pub async fn delete_of_address(work: &mut DatabaseTransaction, address: &Address) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(DELETE_OF_ADDRESS)
        .bind(address.folded()).execute(&mut **tx).await?.rows_affected()))
}

const DELETE_OF_LIST: &str = "DELETE FROM approval_request WHERE list_id = $1";

/// Deletes all requests to join a list.
///
/// # Errors
/// The database failed.
pub async fn delete_of_list(work: &mut DatabaseTransaction, list: ListId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE_OF_LIST).bind(list).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE_OLDER_THAN: &str = "DELETE FROM approval_request WHERE confirmed_at <= $1";

/// Deletes the requests that were confirmed at `until` or before; returns their number.
///
/// # Errors
/// The database failed.
pub async fn delete_older_than(work: &mut DatabaseTransaction, until: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(DELETE_OLDER_THAN)
        .bind(to_micros(until)).execute(&mut **tx).await?.rows_affected()))
}

fn read_request(row: Row) -> Result<ApprovalRequest, Error> {
    let (list, address, requested_at, confirmed_at, consent_text, channel, source, user_agent, language) = row;
    let channel = channel.parse().map_err(|_| Error::InvalidValue("channel"))?;
    Ok(ApprovalRequest {
        address: address.parse().map_err(|_| Error::InvalidValue("address"))?,
        confirmed_at: from_micros(confirmed_at)?,
        consent: ListConsent {
            list,
            requested_at: from_micros(requested_at)?,
            consent_text,
            channel,
            source,
            user_agent,
        },
        language: super::read_language(language)?,
    })
}
