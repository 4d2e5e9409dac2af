//! Who left because of an issue, and how long after they had got it.

use jiff::Timestamp;

use crate::database::{DatabaseTransaction, Error, from_micros, on};
use crate::model::{EventChannel, EventKind, IssueId, SubscriberId};

/// What somebody did because of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributedEvent {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub subscriber: SubscriberId,
    /// What: they left, came back, asked for nothing but notices, or said why.
    pub kind: EventKind,
    /// How it came to us.
    pub channel: EventChannel,
    /// Why, in their own words.
    pub note: Option<String>,
    /// Whether a link scanner may have done it.
    pub likely_scanner: bool,
    /// When the relay took their copy; `None` when it did not.
    pub sent_at: Option<Timestamp>,
}

type Row = (i64, SubscriberId, String, String, Option<String>, bool, Option<i64>);

const ATTRIBUTED_TO_ISSUE: &str = "SELECT event.occurred_at, event.subscriber_id, event.kind, event.channel, event.note, \
        event.likely_scanner, \
        CASE WHEN delivery.status = 'sent' THEN delivery.changed_at END \
    FROM subscription_event AS event LEFT JOIN delivery ON delivery.issue_id = event.issue_id \
        AND delivery.subscriber_id = event.subscriber_id \
    WHERE event.issue_id = $1 AND event.kind IN ('unsubscribed', 'resubscribed', 'reduced_to_notices', \
        'reason_given') ORDER BY event.id";

/// Returns what its readers did because of an issue, oldest first.
///
/// # Errors
/// The database failed.
pub async fn attributed_to_issue(
    work: &mut DatabaseTransaction,
    issue: IssueId,
) -> Result<Vec<AttributedEvent>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ATTRIBUTED_TO_ISSUE).bind(issue).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(at, subscriber, kind, way, note, suspect, sent_at)| {
            let kind: EventKind = kind.parse().map_err(|_| Error::InvalidValue("kind of event"))?;
            let way: EventChannel = way.parse().map_err(|_| Error::InvalidValue("way of an event"))?;
            let sent_at = sent_at.map(from_micros).transpose()?;
            Ok(AttributedEvent {
                at: from_micros(at)?,
                subscriber,
                kind,
                channel: way,
                note,
                likely_scanner: suspect,
                sent_at,
            })
        })
        .collect()
}
