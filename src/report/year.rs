//! The members' part of an annual report: a year beside the one before.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::members::reckon;
use super::{Members, Period, growth, per_thousand};
use crate::database::{self, Database};
use crate::model::{List, Way};

/// A period beside the same one a year earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// The list; `None` for all of them together.
    pub list: Option<List>,
    /// Since which day there are records; `None` when there are none.
    pub since: Option<Date>,
    /// The period.
    pub this: Column,
    /// The same a year earlier.
    pub before: Column,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its members.
    pub members: Members,
    /// How many issues went.
    pub issues: u64,
    /// How many of their copies the relay took.
    pub letters: u64,
}

impl Column {
    /// Tells whether there were records in the period at all.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.members.since.is_some_and(|since| since <= self.members.period.to)
    }

    /// Returns who left by such ways.
    #[must_use]
    pub fn left_by(&self, ways: &[Way]) -> u64 {
        ways.iter().filter_map(|way| self.members.figures.left.get(<&str>::from(*way))).sum()
    }

    /// Returns who left by any way.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.members.figures.left.values().sum()
    }

    /// Returns how many left of their own accord per 1,000 letters; `None` where no letter went.
    #[must_use]
    pub fn left_per_thousand(&self) -> Option<f64> {
        per_thousand(self.left() - self.left_by(&[Way::Owner]), self.letters)
    }

    /// Returns by how many per cent the members grew; `None` from none.
    #[must_use]
    pub fn growth(&self) -> Option<f64> {
        growth(self.members.known_start()?, self.members.end)
    }
}

/// Reckons a period and the same one a year earlier, for a list or for all of them together.
///
/// # Errors
/// The database refused.
pub async fn year(
    database: &Database,
    list: Option<&List>,
    period: Period,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Year, database::Error> {
    let [this, before] = reckon(database, list, [period, period.year_before()], zone, now).await?;
    let since = this.since;
    let (this, before) = (column(database, this, zone).await?, column(database, before, zone).await?);
    Ok(Year { list: list.cloned(), since, this, before })
}

async fn column(database: &Database, members: Members, zone: &TimeZone) -> Result<Column, database::Error> {
    let mut work = database.read().await?;
    let list = members.list.as_ref().map(|list| list.id);
    let (from, until) = members.period.bounds(zone);
    let (issues, letters) = database::delivery::letters(&mut work, list, from, until).await?;
    Ok(Column { members, issues, letters })
}
