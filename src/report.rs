//! Counts what became of an issue.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::database::delivery::Entry;
use crate::database::{self, Database};
use crate::model::{Counts, Issue, Kind, Status, Way};

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

/// What became of an issue, and who left because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueReport {
    /// How its copies stand.
    pub standing: Standing,
    /// How many left because of it and have not come back, by way.
    pub left: BTreeMap<&'static str, u64>,
    /// Of these, how many left within seconds of the hand-over, as a link scanner would.
    pub suspect: u64,
    /// How many left and came back.
    pub returned: u64,
    /// Why people left, in their own words, oldest first.
    pub reasons: Vec<String>,
}

impl IssueReport {
    /// Returns how many left because of the issue and have not come back.
    #[must_use]
    pub fn left_in_all(&self) -> u64 {
        self.left.values().sum()
    }
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

/// Counts what became of an issue.
///
/// # Errors
/// The database refused.
pub async fn issue(database: &Database, issue: &Issue) -> Result<IssueReport, database::Error> {
    let standing = standing(database, issue.clone()).await?;
    let mut work = database.read().await?;
    let events = database::event::of_issue(&mut work, issue.id).await?;
    let mut gone: BTreeMap<i64, (Way, bool)> = BTreeMap::new();
    let mut report = IssueReport { standing, left: BTreeMap::new(), suspect: 0, returned: 0, reasons: Vec::new() };
    for event in events {
        match event.kind {
            Kind::Left => {
                gone.insert(event.subscriber, (event.way, event.suspect));
            }
            // Who left can also come back to the notices alone.
            Kind::Returned | Kind::Narrowed => {
                if gone.remove(&event.subscriber).is_some() {
                    report.returned += 1;
                }
            }
            Kind::Reason => report.reasons.extend(event.note),
            Kind::Joined | Kind::Suppressed | Kind::Restored | Kind::Erased => {}
        }
    }
    for (way, suspect) in gone.into_values() {
        *report.left.entry(way.into()).or_default() += 1;
        report.suspect += u64::from(suspect);
    }
    Ok(report)
}
