//! Taking one person out of the tables. What stays of them is numbers.

use jiff::Timestamp;

use crate::database::{DatabaseTransaction, Error, on, to_micros};
use crate::model::{Address, DeliveryStatus, IssueId, SubscriberId};

const DELETE_SUBSCRIBER: &str = "DELETE FROM subscriber WHERE id = $1";

/// Removes a person with their address, fields, subscriptions and suppression; their number is never used again.
///
/// # Errors
/// The database failed.
pub async fn delete_subscriber(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE_SUBSCRIBER).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SKIP_DELIVERIES: &str = "UPDATE delivery SET status = $2, changed_at = $3 \
    WHERE subscriber_id = $1 AND issue_id IN (SELECT id FROM issue) AND status IN ('queued', 'deferred')";

/// Sets aside a person's copies that wait; returns how many. Until the work ends, nobody can claim one.
///
/// # Errors
/// The database failed.
pub async fn skip_deliveries(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(SKIP_DELIVERIES)
        .bind(subscriber).bind(<&str>::from(DeliveryStatus::Skipped)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const DELIVERY_REPLIES: &str = "SELECT issue.id, delivery.reply FROM issue \
    JOIN delivery ON delivery.issue_id = issue.id AND delivery.subscriber_id = $1 WHERE delivery.reply IS NOT NULL";

/// Returns what was said of a person's copies, by issue.
///
/// # Errors
/// The database failed.
pub async fn delivery_replies(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<(IssueId, String)>, Error> {
    Ok(on!(work, tx => sqlx::query_as(DELIVERY_REPLIES).bind(subscriber).fetch_all(&mut **tx).await?))
}

const REDACT_REPLY: &str = "UPDATE delivery SET reply = $3, \
        changed_at = CASE WHEN status = 'in_doubt' THEN CAST($4 AS BIGINT) ELSE changed_at END \
    WHERE issue_id = $1 AND subscriber_id = $2";

/// Puts other words in the place of what was said of a copy. A copy in doubt counts as changed: should a run still know
/// of it, what it learns is no longer written down.
///
/// # Errors
/// The database failed.
pub async fn redact_reply(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REDACT_REPLY)
        .bind(issue).bind(subscriber).bind(words).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const REDACT_EVENTS: &str = "UPDATE subscription_event SET note = NULL, user_agent = NULL, \
        source = CASE WHEN replace(lower(source), $2, '') = lower(source) THEN source END \
    WHERE subscriber_id = $1 OR id IN (SELECT event_id FROM shared_event WHERE subscriber_id = $1)";

/// Takes words and browsers out of a person's events, and a source that names their address. A shared event has no
/// words, and loses such a source for everybody.
///
/// # Errors
/// The database failed.
pub async fn redact_events(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    address: &Address,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REDACT_EVENTS)
        .bind(subscriber).bind(address.folded())
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const REDACT_CONSENT_TEXTS: &str = "UPDATE subscription_event SET consent_text_id = NULL \
    WHERE consent_text_id IS NOT NULL \
        AND (subscriber_id = $1 OR id IN (SELECT event_id FROM shared_event WHERE subscriber_id = $1)) \
    AND NOT EXISTS (SELECT 1 FROM subscriber_event AS other \
        WHERE other.consent_text_id = subscription_event.consent_text_id AND other.subscriber_id <> $1) \
    AND NOT EXISTS (SELECT 1 FROM signup_request \
        WHERE signup_request.consent_text_id = subscription_event.consent_text_id) \
    AND NOT EXISTS (SELECT 1 FROM signup_request_list \
        WHERE signup_request_list.consent_text_id = subscription_event.consent_text_id) \
    AND NOT EXISTS (SELECT 1 FROM approval_request \
        WHERE approval_request.consent_text_id = subscription_event.consent_text_id)";
const DELETE_UNUSED_CONSENT_TEXTS: &str = "DELETE FROM consent_text WHERE NOT EXISTS (SELECT 1 FROM subscription_event \
        WHERE subscription_event.consent_text_id = consent_text.id) \
    AND NOT EXISTS (SELECT 1 FROM signup_request WHERE signup_request.consent_text_id = consent_text.id) \
    AND NOT EXISTS (SELECT 1 FROM signup_request_list WHERE signup_request_list.consent_text_id = consent_text.id) \
    AND NOT EXISTS (SELECT 1 FROM approval_request WHERE approval_request.consent_text_id = consent_text.id)";

/// Forgets the words to which this person alone agreed: somebody wrote them about them.
///
/// # Errors
/// The database failed.
pub async fn delete_unused_consent_texts(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<(), Error> {
    let blanked =
        on!(work, tx => sqlx::query(REDACT_CONSENT_TEXTS).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    if blanked > 0 {
        on!(work, tx => sqlx::query(DELETE_UNUSED_CONSENT_TEXTS).execute(&mut **tx).await?.rows_affected());
    }
    Ok(())
}

const REDACT_PAUSE_REASONS: &str = "UPDATE issue SET pause_detail = $2 \
    WHERE replace(lower(pause_detail), $1, '') <> lower(pause_detail)";

/// Puts other words in the place of a reason to pause that names an address.
///
/// # Errors
/// The database failed.
pub async fn redact_pause_reasons(work: &mut DatabaseTransaction, address: &Address, words: &str) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REDACT_PAUSE_REASONS)
        .bind(address.folded()).bind(words)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

// Everybody is read only for a domain that has a queue: with a parameter in place of its name, SQLite would do it first.
const DELETE_EMPTY_DOMAIN_QUEUE: &str = "DELETE FROM domain_queue WHERE domain = $1 AND NOT EXISTS ( \
    SELECT 1 FROM subscriber WHERE \
        substr(normalized_address, length(normalized_address) - length(domain_queue.domain)) = '@' || domain_queue.domain) \
    AND NOT EXISTS (SELECT 1 FROM issue CROSS JOIN delivery WHERE delivery.issue_id = issue.id \
        AND delivery.domain_queue_id = domain_queue.id AND delivery.status IN ('queued', 'deferred'))";

/// Removes the queue of a domain at which nobody is left, unless a copy waits in it for somebody who has another address
/// now: the domain may be one person's own.
///
/// # Errors
/// The database failed.
pub async fn delete_empty_domain_queue(work: &mut DatabaseTransaction, domain: &str) -> Result<(), Error> {
    let domain = domain.to_lowercase();
    on!(work, tx => sqlx::query(DELETE_EMPTY_DOMAIN_QUEUE)
        .bind(&domain)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
