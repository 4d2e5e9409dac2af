//! The society's figures: what became of an issue, how a list grew or shrank, a year beside the one before.
//!
//! Members come and go by the `subscription_event` table alone, so a report about the past stays what it was. No report names a
//! person: it has numbers, and the words that people gave as their reason.

mod issue;
mod members;
mod movement;
mod period;
pub mod plot;
mod rate;
mod reasons;
mod year;

pub use issue::{Comparison, Delays, IssueReport, Rated, comparison, issue};
pub use members::{Figures, Members, Month, members};
pub use period::{Period, day, day_of};
pub use rate::{growth, is_unusual, per_thousand};
pub use reasons::Reasons;
pub use year::{Column, Year, year};

use jiff::Timestamp;

use crate::database::delivery::Entry;
use crate::database::{self, Database};
use crate::model::{Counts, Issue, Status};
use crate::transport::{FILED_AS, filed_as};

/// How many copies are named per status.
const NAMED: i64 = 1_000;

/// How an issue's copies stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The issue.
    pub issue: Issue,
    /// The name of the list it went to.
    pub list: String,
    /// How many copies there are of each status.
    pub counts: Counts,
    /// When the next waiting copy is due.
    pub next_due: Option<Timestamp>,
}

/// Tells how an issue's copies stand.
///
/// # Errors
/// The database refused.
pub async fn standing(database: &Database, issue: Issue) -> Result<Standing, database::Error> {
    let mut work = database.read().await?;
    let counts = database::delivery::counts(&mut work, issue.id).await?;
    let next_due = database::delivery::next_due(&mut work, issue.id, Timestamp::UNIX_EPOCH).await?;
    let list = database::list::by_id(&mut work, issue.list).await?;
    let list = list.map(|list| list.name.to_string()).unwrap_or_default();
    Ok(Standing { issue, list, counts, next_due })
}

/// Names an issue's copies of one status with what the relay said, at most a thousand.
///
/// # Errors
/// The database refused.
pub async fn named(database: &Database, issue: &Issue, status: Status) -> Result<Vec<Entry>, database::Error> {
    database::delivery::of_status(&mut database.read().await?, issue.id, status, NAMED).await
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
pub async fn filed(database: &Database, issue: &Issue) -> Result<Option<FiledRange>, database::Error> {
    if !issue.trial {
        return Ok(None);
    }
    let replies = database::delivery::outer_replies(&mut database.read().await?, issue.id, FILED_AS).await?;
    let name = |reply: &str| filed_as(reply).map(str::to_owned);
    Ok(replies.and_then(|(first, last)| Some(FiledRange { first: name(&first)?, last: name(&last)? })))
}
