//! Figures for a society: the results of an issue, the growth of a list, a year compared with the previous one.
//!
//! Membership is computed from the `subscription_event` table alone, so that a report about the past never changes.
//! Reports do not identify people: they contain counts and the reasons that people gave.

mod annual_report;
mod inbound_figures;
mod issue_report;
mod meeting_figures;
mod membership_change;
mod membership_report;
mod period;
pub mod plot;
mod statistics;
mod unsubscribe_reasons;

pub use annual_report::{AnnualReport, LetterFigures, PeriodFigures, annual_report};
pub use inbound_figures::{InboundFigures, ReturnedGroup};
pub use issue_report::{IssueComparison, IssueRate, IssueReport, UnsubscribeDelays, issue_comparison, issue_report};
pub use meeting_figures::{ChoiceFigures, MeetingFigures, record_came};
pub use membership_report::{MembershipFigures, MembershipReport, MonthReport, membership_report};
pub use period::{ReportPeriod, date_at, format_date};
pub use statistics::{growth_percent, is_unusual, per_thousand};
pub use unsubscribe_reasons::UnsubscribeReasons;

use jiff::Timestamp;

use crate::database::deliveries::DeliveryDetails;
use crate::database::{self, Database};
use crate::model::{DeliveryStatus, Issue, StatusCounts};
use crate::smtp::{STORED_REPLY_PREFIX, stored_file_name};

/// The maximum number of deliveries listed per status.
const MAX_LISTED: i64 = 1_000;

/// The state of an issue and its deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueStatus {
    /// The issue.
    pub issue: Issue,
    /// The name of its list.
    pub list: String,
    /// The number of deliveries by status.
    pub counts: StatusCounts,
    /// The time when the next waiting delivery is due.
    pub next_due: Option<Timestamp>,
}

/// Returns the state of an issue and its deliveries.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn issue_status(database: &Database, issue: Issue) -> Result<IssueStatus, database::Error> {
    let mut work = database.begin_read().await?;
    let counts = database::deliveries::count_by_status(&mut work, issue.id).await?;
    let next_due = database::deliveries::next_due(&mut work, issue.id, Timestamp::UNIX_EPOCH).await?;
    let list = database::lists::by_id(&mut work, issue.list).await?;
    let list = list.map(|list| list.name.to_string()).unwrap_or_default();
    Ok(IssueStatus { issue, list, counts, next_due })
}

/// Returns the deliveries of an issue with a status, each with the relay's reply; at most a thousand.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn deliveries_with_status(
    database: &Database,
    issue: &Issue,
    status: DeliveryStatus,
) -> Result<Vec<DeliveryDetails>, database::Error> {
    database::deliveries::list_by_status(&mut database.begin_read().await?, issue.id, status, MAX_LISTED).await
}

/// The range of files that an issue was written to, ordered by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledRange {
    /// The name of the first file.
    pub first: String,
    /// The name of the last file.
    pub last: String,
}

/// Returns the first and the last file that an issue was written to; `None` if it was not sent to an outbox.
///
/// # Errors
/// Returns an error if a database query fails.
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
