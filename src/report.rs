//! The society's figures: what became of an issue, how a list grew or shrank, a year beside the one before.
//!
//! Members come and go by the `subscription_event` table alone, so a report about the past stays what it was. No report names a
//! person: it has numbers, and the words that people gave as their reason.

mod annual_report;
mod issue_report;
mod membership_change;
mod membership_report;
mod period;
pub mod plot;
mod statistics;
mod unsubscribe_reasons;

pub use annual_report::{AnnualReport, PeriodFigures, annual_report};
pub use issue_report::{IssueComparison, IssueRate, IssueReport, UnsubscribeDelays, issue_comparison, issue_report};
pub use membership_report::{MembershipFigures, MembershipReport, MonthReport, membership_report};
pub use period::{ReportPeriod, date_at, format_date};
pub use statistics::{growth_percent, is_unusual, per_thousand};
pub use unsubscribe_reasons::UnsubscribeReasons;

use jiff::Timestamp;

use crate::database::deliveries::DeliveryDetails;
use crate::database::{self, Database};
use crate::model::{DeliveryStatus, Issue, StatusCounts};
use crate::smtp::{STORED_REPLY_PREFIX, stored_file_name};

/// How many copies are named per status.
const MAX_LISTED: i64 = 1_000;

/// How an issue's copies stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueStatus {
    /// The issue.
    pub issue: Issue,
    /// The name of the list it went to.
    pub list: String,
    /// How many copies there are of each status.
    pub counts: StatusCounts,
    /// When the next waiting copy is due.
    pub next_due: Option<Timestamp>,
}

/// Tells how an issue's copies stand.
///
/// # Errors
/// The database refused.
pub async fn issue_status(database: &Database, issue: Issue) -> Result<IssueStatus, database::Error> {
    let mut work = database.begin_read().await?;
    let counts = database::deliveries::count_by_status(&mut work, issue.id).await?;
    let next_due = database::deliveries::next_due(&mut work, issue.id, Timestamp::UNIX_EPOCH).await?;
    let list = database::lists::by_id(&mut work, issue.list).await?;
    let list = list.map(|list| list.name.to_string()).unwrap_or_default();
    Ok(IssueStatus { issue, list, counts, next_due })
}

/// Names an issue's copies of one status with what the relay said, at most a thousand.
///
/// # Errors
/// The database refused.
pub async fn deliveries_with_status(
    database: &Database,
    issue: &Issue,
    status: DeliveryStatus,
) -> Result<Vec<DeliveryDetails>, database::Error> {
    database::deliveries::list_by_status(&mut database.begin_read().await?, issue.id, status, MAX_LISTED).await
}

/// The files that an issue's copies became, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledRange {
    /// The first file.
    pub first: String,
    /// The last file.
    pub last: String,
}

/// Names the first and the last file that an issue's copies became; `None` when they did not go to an outbox.
///
/// # Errors
/// The database refused.
pub async fn filed_messages(database: &Database, issue: &Issue) -> Result<Option<FiledRange>, database::Error> {
    if !issue.trial {
        return Ok(None);
    }
    let replies =
        database::deliveries::first_and_last_reply(&mut database.begin_read().await?, issue.id, STORED_REPLY_PREFIX)
            .await?;
    let name = |reply: &str| stored_file_name(reply).map(str::to_owned);
    Ok(replies.and_then(|(first, last)| Some(FiledRange { first: name(&first)?, last: name(&last)? })))
}
