//! Reading what is held of one person.

use jiff::Timestamp;

use crate::database::deliveries::ArchivedIssue;
use crate::database::{self, DatabaseTransaction, Error, from_micros, on};
use crate::model::{Address, DeliveryStatus, IssueId, ListConsent, ListId, RequestId, SubscriberId, SubscriptionState};

/// One person on one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The list.
    pub list: ListId,
    /// How they stand on it.
    pub state: SubscriptionState,
    /// Since when.
    pub since: Timestamp,
}

/// One person's copy of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// The issue.
    pub issue: IssueId,
    /// What became of it.
    pub status: DeliveryStatus,
    /// The number of attempts.
    pub attempts: i64,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The relay's reply or what went wrong.
    pub reply: Option<String>,
}

/// That somebody asked by the form to join, and has not confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSignup {
    /// The address as it was typed.
    pub address: String,
    /// When they asked last.
    pub requested_at: Timestamp,
    /// Which lists, and what they were shown for each.
    pub lists: Vec<ListConsent>,
    /// What they were shown when they asked last.
    pub consent_text: String,
    /// The page that was used then.
    pub source: Option<String>,
    /// The browser that was used then.
    pub user_agent: Option<String>,
    /// The language of the page that was used, if it was not the usual one.
    pub language: Option<String>,
    /// How many mails they got that ask to confirm it.
    pub mail_count: i64,
    /// When the last of them went.
    pub mailed_at: Option<Timestamp>,
}

const STORED_SINCE: &str = "SELECT created_at FROM subscriber WHERE id = $1";

/// Returns since when a person is held; `None` when they are not.
///
/// # Errors
/// The database failed.
pub async fn stored_since(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> =
        on!(work, tx => sqlx::query_as(STORED_SINCE).bind(subscriber).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| from_micros(at)).transpose()
}

const SUBSCRIPTIONS: &str = "SELECT list_id, state, changed_at FROM subscription \
    WHERE subscriber_id = $1 ORDER BY list_id";

/// Returns the lists on which a person is or was.
///
/// # Errors
/// The database failed.
pub async fn subscriptions(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<Subscription>, Error> {
    let rows: Vec<(ListId, String, i64)> =
        on!(work, tx => sqlx::query_as(SUBSCRIPTIONS).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(list, state, since)| {
            let state = state.parse().map_err(|_| Error::InvalidValue("subscription state"))?;
            Ok(Subscription { list, state, since: from_micros(since)? })
        })
        .collect()
}

// By way of the issues, each row is found by its key.
const DELIVERIES: &str = "SELECT issue.id, delivery.status, delivery.attempts, delivery.changed_at, delivery.reply \
    FROM issue JOIN delivery ON delivery.issue_id = issue.id AND delivery.subscriber_id = $1 ORDER BY issue.id";

/// Returns a person's copies of all issues, oldest first. Of an archived copy only its issue is known.
///
/// # Errors
/// The database failed.
pub async fn deliveries(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<DeliveryRecord>, Error> {
    type Row = (IssueId, String, i64, i64, Option<String>);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(DELIVERIES).bind(subscriber).fetch_all(&mut **tx).await?);
    let mut records = Vec::with_capacity(rows.len());
    for (issue, status, attempts, changed_at, reply) in rows {
        let status = status.parse().map_err(|_| Error::InvalidValue("status"))?;
        records.push(DeliveryRecord { issue, status, attempts, changed_at: from_micros(changed_at)?, reply });
    }
    let archived = database::deliveries::archived_issues_of(work, subscriber).await?;
    records.extend(archived.into_iter().map(|ArchivedIssue { issue, starts_at }| DeliveryRecord {
        issue,
        status: DeliveryStatus::Sent,
        attempts: 1,
        changed_at: starts_at,
        reply: None,
    }));
    records.sort_by_key(|record| record.issue);
    Ok(records)
}

const ISSUES_IN_FLIGHT: &str = "SELECT issue.id FROM issue \
    JOIN delivery ON delivery.issue_id = issue.id AND delivery.subscriber_id = $1 \
        AND delivery.status = $2 ORDER BY issue.id";

/// Returns the issues of which a person's copy is being handed over.
///
/// # Errors
/// The database failed.
pub async fn issues_in_flight(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<Vec<IssueId>, Error> {
    let rows: Vec<(IssueId,)> = on!(work, tx => sqlx::query_as(ISSUES_IN_FLIGHT)
        .bind(subscriber).bind(<&str>::from(DeliveryStatus::Sending))
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(issue,)| issue).collect())
}

const PENDING_SIGNUP: &str = "SELECT signup_request.id, signup_request.address, signup_request.requested_at, \
        consent_text.text, signup_request.source, \
        signup_request.user_agent, signup_request.language, signup_request.mails_sent, \
        signup_request.last_mailed_at \
    FROM signup_request JOIN consent_text ON consent_text.id = signup_request.consent_text_id \
    WHERE signup_request.normalized_address = $1";

/// Returns what somebody asked for by the form and has not confirmed.
///
/// # Errors
/// The database failed.
pub async fn pending_signup(work: &mut DatabaseTransaction, address: &Address) -> Result<Option<StoredSignup>, Error> {
    type Row = (RequestId, String, i64, String, Option<String>, Option<String>, Option<String>, i64, Option<i64>);
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(PENDING_SIGNUP).bind(address.folded()).fetch_optional(&mut **tx).await?);
    let Some((id, address, asked_at, wording, source, agent, language, mails, mailed_at)) = row else {
        return Ok(None);
    };
    let lists = database::signup_requests::list_consents(work, id).await?;
    let (asked_at, mailed_at) = (from_micros(asked_at)?, mailed_at.map(from_micros).transpose()?);
    Ok(Some(StoredSignup {
        address,
        requested_at: asked_at,
        lists,
        consent_text: wording,
        source,
        user_agent: agent,
        language,
        mail_count: mails,
        mailed_at,
    }))
}
