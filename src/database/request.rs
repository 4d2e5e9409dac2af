//! Tables `join_request` and `join_request_list`: who asked by the form to join, and what became of it.

mod lists;
mod mail;

pub use lists::{add_list, lists, remove_list, renew_list, shown, waiting};
pub use mail::{GIVE_UP, claim, put_back};

use jiff::Timestamp;

use super::{Error, Work, micros, moment, on};
use crate::model::{Address, Answer, ConsentTextId, Request, RequestId};

type Text = Option<String>;
type Row = (RequestId, String, String, Text, Text, i64, i64, bool, Option<i64>, Text);

const ADD: &str = "INSERT INTO join_request (address, normalized_address, consent_text_id, source, user_agent, \
        requested_at, mails_sent, is_mail_due) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE) ON CONFLICT (normalized_address) DO UPDATE \
    SET normalized_address = excluded.normalized_address RETURNING id";

/// What the form knows of a request.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The address that was given.
    pub address: &'a Address,
    /// The number of the words that were shown.
    pub wording: ConsentTextId,
    /// The page that was used.
    pub source: &'a str,
    /// The browser that was used.
    pub agent: Option<&'a str>,
}

/// Adds a request, to whose address `mails` mails went before; one of the same address stays as it is. Returns its number,
/// held until the transaction ends.
///
/// # Errors
/// The database refused.
pub async fn add(work: &mut Work, asked: Asked<'_>, mails: i64, now: Timestamp) -> Result<RequestId, Error> {
    let (id,): (RequestId,) = on!(work, tx => sqlx::query_as(ADD)
        .bind(asked.address.as_str()).bind(asked.address.folded()).bind(asked.wording)
        .bind(asked.source).bind(asked.agent).bind(micros(now)).bind(mails)
        .fetch_one(&mut **tx).await?);
    Ok(id)
}

const RENEW: &str = "UPDATE join_request SET consent_text_id = $2, source = $3, user_agent = $4, requested_at = $5, \
        is_mail_due = TRUE WHERE id = $1";

/// Lets a mail wait for a request that was made anew.
///
/// # Errors
/// The database refused.
pub async fn renew(work: &mut Work, id: RequestId, asked: Asked<'_>, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(RENEW)
        .bind(id).bind(asked.wording).bind(asked.source).bind(asked.agent).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BY_ID: &str = "SELECT join_request.id, address, consent_text.text, source, user_agent, requested_at, \
        mails_sent, is_mail_due, last_mailed_at, answer \
    FROM join_request JOIN consent_text ON consent_text.id = join_request.consent_text_id WHERE join_request.id = $1";

/// Finds a request by its number.
///
/// # Errors
/// The database refused.
pub async fn by_id(work: &mut Work, id: RequestId) -> Result<Option<Request>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ID).bind(id).fetch_optional(&mut **tx).await?);
    row.map(request).transpose()
}

const ID: &str = "SELECT id FROM join_request WHERE normalized_address = $1";

/// Finds the request of an address in any spelling.
///
/// # Errors
/// The database refused.
pub async fn by_address(work: &mut Work, address: &Address) -> Result<Option<Request>, Error> {
    let row: Option<(RequestId,)> =
        on!(work, tx => sqlx::query_as(ID).bind(address.folded()).fetch_optional(&mut **tx).await?);
    match row {
        Some((id,)) => by_id(work, id).await,
        None => Ok(None),
    }
}

const REMOVE: &str = "DELETE FROM join_request WHERE id = $1";

/// Forgets a request.
///
/// # Errors
/// The database refused.
pub async fn remove(work: &mut Work, id: RequestId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REMOVE).bind(id).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ANSWER: &str = "UPDATE join_request SET answer = $2, is_mail_due = FALSE \
    WHERE id = $1 AND last_mailed_at >= $3 AND coalesce(answer, '') NOT IN ($2, 'confirmed')";

/// Keeps what the owner of the address said, in one step; `false` when the last mail is older than `since`, when they said
/// the same before, or when they have joined.
///
/// # Errors
/// The database refused.
pub async fn answer(work: &mut Work, id: RequestId, answer: Answer, since: Timestamp) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(ANSWER)
        .bind(id).bind(<&str>::from(answer)).bind(micros(since))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const OLD: &str = "SELECT join_request.id, address, consent_text.text, source, user_agent, requested_at, \
        mails_sent, is_mail_due, last_mailed_at, answer \
    FROM join_request JOIN consent_text ON consent_text.id = join_request.consent_text_id \
    WHERE requested_at <= $1 ORDER BY requested_at LIMIT $2";

/// Returns at most `limit` requests that were made at `until` or before, the oldest first.
///
/// # Errors
/// The database refused.
pub async fn old(work: &mut Work, until: Timestamp, limit: i64) -> Result<Vec<Request>, Error> {
    let rows: Vec<Row> =
        on!(work, tx => sqlx::query_as(OLD).bind(micros(until)).bind(limit).fetch_all(&mut **tx).await?);
    rows.into_iter().map(request).collect()
}

fn request(row: Row) -> Result<Request, Error> {
    let (id, address, wording, source, agent, asked_at, mails, mail_due, mailed_at, answer) = row;
    let address = address.parse().map_err(|_| Error::Unreadable("address"))?;
    let answer: Option<Answer> =
        answer.map(|answer| answer.parse().map_err(|_| Error::Unreadable("answer"))).transpose()?;
    let (asked_at, mailed_at) = (moment(asked_at)?, mailed_at.map(moment).transpose()?);
    Ok(Request { id, address, wording, source, agent, asked_at, mails, mail_due, mailed_at, answer })
}
