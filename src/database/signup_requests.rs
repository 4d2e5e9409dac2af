//! Tables `signup_request` and `signup_request_list`: who asked by the form to join, and what became of it.

mod confirmation_queue;
mod requested_lists;

pub use confirmation_queue::{GIVE_UP_AFTER, claim_mail, count_due, release_mail};
pub use requested_lists::{
    add_list, count_pending, delete_list, delete_requests, list_consents, lists_of_request, renew_list,
};

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, NullableText, from_micros, on, to_micros};
use crate::model::{Address, ConsentTextId, EventChannel, Language, RequestId, SignupAnswer, SignupRequest};

type Row =
    (RequestId, String, String, NullableText, NullableText, i64, i64, bool, Option<i64>, NullableText, NullableText);

const ADD: &str = "INSERT INTO signup_request (address, normalized_address, consent_text_id, source, user_agent, \
        requested_at, mails_sent, is_mail_due, language) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE, $8) ON CONFLICT (normalized_address) DO UPDATE \
    SET normalized_address = excluded.normalized_address RETURNING id";

/// What the form knows of a request.
#[derive(Debug, Clone, Copy)]
pub struct NewSignup<'a> {
    /// The address that was given.
    pub address: &'a Address,
    /// The number of the words that were shown.
    pub consent_text: ConsentTextId,
    /// Whether the form was used or a mail was written.
    pub channel: EventChannel,
    /// The page that was used, or the address that was written to.
    pub source: &'a str,
    /// The browser that was used.
    pub user_agent: Option<&'a str>,
    /// The language of the page that was used.
    pub language: Option<&'a Language>,
}

/// Adds a request, to whose address `mails` mails went before; one of the same address stays as it is. Returns its number,
/// held until the transaction ends.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    asked: NewSignup<'_>,
    mails: i64,
    now: Timestamp,
) -> Result<RequestId, Error> {
    let (id,): (RequestId,) = on!(work, tx => sqlx::query_as(ADD)
        .bind(asked.address.as_str()).bind(asked.address.folded()).bind(asked.consent_text)
        .bind(asked.source).bind(asked.user_agent).bind(to_micros(now)).bind(mails)
        .bind(asked.language.map(Language::as_str))
        .fetch_one(&mut **tx).await?);
    Ok(id)
}

const RENEW: &str = "UPDATE signup_request SET consent_text_id = $2, source = $3, user_agent = $4, requested_at = $5, \
        is_mail_due = TRUE, language = coalesce($6, language) WHERE id = $1";

/// Lets a mail wait for a request that was made anew.
///
/// # Errors
/// The database failed.
pub async fn renew(
    work: &mut DatabaseTransaction,
    id: RequestId,
    asked: NewSignup<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(RENEW)
        .bind(id).bind(asked.consent_text).bind(asked.source).bind(asked.user_agent).bind(to_micros(now))
        .bind(asked.language.map(Language::as_str))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BY_ID: &str = "SELECT signup_request.id, address, consent_text.text, source, user_agent, requested_at, \
        mails_sent, is_mail_due, last_mailed_at, answer, language \
    FROM signup_request JOIN consent_text ON consent_text.id = signup_request.consent_text_id WHERE signup_request.id = $1";

/// Finds a request by its number.
///
/// # Errors
/// The database failed.
pub async fn by_id(work: &mut DatabaseTransaction, id: RequestId) -> Result<Option<SignupRequest>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ID).bind(id).fetch_optional(&mut **tx).await?);
    row.map(read_request).transpose()
}

const ID_BY_ADDRESS: &str = "SELECT id FROM signup_request WHERE normalized_address = $1";

/// Finds the request of an address in any spelling.
///
/// # Errors
/// The database failed.
pub async fn by_address(work: &mut DatabaseTransaction, address: &Address) -> Result<Option<SignupRequest>, Error> {
    let row: Option<(RequestId,)> =
        on!(work, tx => sqlx::query_as(ID_BY_ADDRESS).bind(address.folded()).fetch_optional(&mut **tx).await?);
    match row {
        Some((id,)) => by_id(work, id).await,
        None => Ok(None),
    }
}

const COUNT_SINCE: &str = "SELECT count(*) FROM signup_request WHERE requested_at > $1";

/// Counts the requests that were made after `since`.
///
/// # Errors
/// The database failed.
pub async fn count_since(work: &mut DatabaseTransaction, since: Timestamp) -> Result<u64, Error> {
    let (count,): (i64,) =
        on!(work, tx => sqlx::query_as(COUNT_SINCE).bind(to_micros(since)).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const DELETE: &str = "DELETE FROM signup_request WHERE id = $1";

/// Forgets a request.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, id: RequestId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(id).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SET_ANSWER: &str = "UPDATE signup_request SET answer = $2, is_mail_due = FALSE \
    WHERE id = $1 AND last_mailed_at >= $3 AND coalesce(answer, '') NOT IN ($2, 'confirmed')";

/// Keeps what the owner of the address said, in one step; `false` when the last mail is older than `since`, when they said
/// the same before, or when they have joined.
///
/// # Errors
/// The database failed.
pub async fn set_answer(
    work: &mut DatabaseTransaction,
    id: RequestId,
    answer: SignupAnswer,
    since: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(SET_ANSWER)
        .bind(id).bind(<&str>::from(answer)).bind(to_micros(since))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const OLDER_THAN: &str = "SELECT signup_request.id, address, consent_text.text, source, user_agent, requested_at, \
        mails_sent, is_mail_due, last_mailed_at, answer, language \
    FROM signup_request JOIN consent_text ON consent_text.id = signup_request.consent_text_id \
    WHERE requested_at <= $1 ORDER BY requested_at LIMIT $2 + 0";

/// Returns at most `limit` requests that were made at `until` or before, the oldest first.
///
/// # Errors
/// The database failed.
pub async fn list_older_than(
    work: &mut DatabaseTransaction,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<SignupRequest>, Error> {
    let rows: Vec<Row> =
        on!(work, tx => sqlx::query_as(OLDER_THAN).bind(to_micros(until)).bind(limit).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_request).collect()
}

fn read_request(row: Row) -> Result<SignupRequest, Error> {
    let (id, address, wording, source, agent, asked_at, mails, mail_due, mailed_at, answer, language) = row;
    let address = address.parse().map_err(|_| Error::InvalidValue("address"))?;
    let answer: Option<SignupAnswer> =
        answer.map(|answer| answer.parse().map_err(|_| Error::InvalidValue("answer"))).transpose()?;
    let (asked_at, mailed_at) = (from_micros(asked_at)?, mailed_at.map(from_micros).transpose()?);
    Ok(SignupRequest {
        id,
        address,
        consent_text: wording,
        source,
        user_agent: agent,
        requested_at: asked_at,
        mail_count: mails,
        mail_due,
        mailed_at,
        answer,
        language: super::read_language(language)?,
    })
}
