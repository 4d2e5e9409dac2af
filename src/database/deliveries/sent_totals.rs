//! The letters of a period, with how many of their copies were delivered and how many came back.

use jiff::Timestamp;

use crate::database::event_log::list_id_range;
use crate::database::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{IssueId, ListId};

/// An issue, and what became of its copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentIssue {
    /// The issue.
    pub issue: IssueId,
    /// The list that it went to.
    pub list: ListId,
    /// The name of the draft.
    pub slug: String,
    /// The subject, with fields.
    pub subject: String,
    /// When it began to be sent.
    pub starts_at: Timestamp,
    /// The copies that the relay accepted and that have not come back.
    pub sent: u64,
    /// The copies that were refused or came back.
    pub bounced: u64,
}

type Row = (IssueId, ListId, String, String, i64, i64, i64);

const SENT_ISSUES: &str = "SELECT issue.id, issue.list_id, issue.slug, issue.subject, issue.starts_at, \
        CAST(count(CASE WHEN delivery.status = 'sent' THEN 1 END) + coalesce((SELECT sum(delivery_archive.delivery_count) \
            FROM delivery_archive WHERE delivery_archive.issue_id = issue.id), 0) AS BIGINT), \
        count(CASE WHEN delivery.status = 'bounced' THEN 1 END) \
    FROM issue LEFT JOIN delivery ON delivery.issue_id = issue.id AND delivery.status IN ('sent', 'bounced') \
    WHERE issue.list_id BETWEEN $1 AND $2 AND issue.is_trial = $3 AND issue.starts_at >= $4 AND issue.starts_at < $5 \
    GROUP BY issue.id, issue.list_id, issue.slug, issue.subject, issue.starts_at \
    HAVING count(delivery.status) > 0 \
        OR EXISTS (SELECT 1 FROM delivery_archive WHERE delivery_archive.issue_id = issue.id) \
    ORDER BY issue.starts_at, issue.id";

/// Returns the issues that started from `from` until before `until`, on one list or on all, oldest first, if a copy was
/// delivered or came back. Trials do not count.
///
/// # Errors
/// The database failed.
pub async fn sent_issues(
    work: &mut DatabaseTransaction,
    list: Option<ListId>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<SentIssue>, Error> {
    let (low, high) = list_id_range(list);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(SENT_ISSUES)
        .bind(low).bind(high).bind(false).bind(to_micros(from)).bind(to_micros(until))
        .fetch_all(&mut **tx).await?);
    let issue = |(issue, list, slug, subject, starts_at, sent, bounced): Row| {
        let starts_at = from_micros(starts_at)?;
        let (sent, bounced) = (sent.unsigned_abs(), bounced.unsigned_abs());
        Ok(SentIssue { issue, list, slug, subject, starts_at, sent, bounced })
    };
    rows.into_iter().map(issue).collect()
}
