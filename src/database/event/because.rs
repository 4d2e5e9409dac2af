//! Who left because of an issue, and how long after they had got it.

use jiff::Timestamp;

use crate::database::{Error, Work, moment, on};
use crate::model::{IssueId, Kind, SubscriberId, Way};

/// What somebody did because of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub subscriber: SubscriberId,
    /// What: they left, came back, asked for nothing but notices, or said why.
    pub kind: Kind,
    /// How it came to us.
    pub way: Way,
    /// Why, in their own words.
    pub note: Option<String>,
    /// Whether a link scanner may have done it.
    pub suspect: bool,
    /// When the relay took their copy; `None` when it did not.
    pub sent_at: Option<Timestamp>,
}

type Row = (i64, SubscriberId, String, String, Option<String>, bool, Option<i64>);

const BECAUSE_OF: &str = "SELECT event.occurred_at, event.subscriber_id, event.kind, event.channel, event.note, \
        event.likely_scanner, \
        CASE WHEN delivery.status = 'sent' THEN delivery.changed_at END \
    FROM subscription_event AS event LEFT JOIN delivery ON delivery.issue_id = event.issue_id \
        AND delivery.subscriber_id = event.subscriber_id \
    WHERE event.issue_id = $1 AND event.kind IN ('unsubscribed', 'resubscribed', 'reduced_to_notices', \
        'reason_given') ORDER BY event.id";

/// Returns what its readers did because of an issue, oldest first.
///
/// # Errors
/// The database refused.
pub async fn because_of(work: &mut Work, issue: IssueId) -> Result<Vec<Deed>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(BECAUSE_OF).bind(issue).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(at, subscriber, kind, way, note, suspect, sent_at)| {
            let kind: Kind = kind.parse().map_err(|_| Error::Unreadable("kind of event"))?;
            let way: Way = way.parse().map_err(|_| Error::Unreadable("way of an event"))?;
            let sent_at = sent_at.map(moment).transpose()?;
            Ok(Deed { at: moment(at)?, subscriber, kind, way, note, suspect, sent_at })
        })
        .collect()
}
