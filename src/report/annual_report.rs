//! The members' part of an annual report: a year beside the one before.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::membership_report::membership_reports;
use super::{MembershipReport, ReportPeriod, growth_percent, per_thousand};
use crate::database::{self, Database};
use crate::model::{EventChannel, List};

/// A period beside the same one a year earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnualReport {
    /// The list; `None` for all of them together.
    pub list: Option<List>,
    /// Since which day there are records; `None` when there are none.
    pub since: Option<Date>,
    /// The period.
    pub current: PeriodFigures,
    /// The same a year earlier.
    pub previous: PeriodFigures,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFigures {
    /// Its members.
    pub members: MembershipReport,
    /// How many issues went.
    pub issues: u64,
    /// How many of their copies the relay took.
    pub messages: u64,
}

impl PeriodFigures {
    /// Tells whether there were records in the period at all.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.members.since.is_some_and(|since| since <= self.members.period.to)
    }

    /// Returns who left by such ways.
    #[must_use]
    pub fn unsubscribed_via(&self, ways: &[EventChannel]) -> u64 {
        ways.iter().filter_map(|way| self.members.figures.unsubscribed.get(<&str>::from(*way))).sum()
    }

    /// Returns who left by any way.
    #[must_use]
    pub fn unsubscribed(&self) -> u64 {
        self.members.figures.unsubscribed.values().sum()
    }

    /// Returns how many left of their own accord per 1,000 letters; `None` where no letter went.
    #[must_use]
    pub fn unsubscribed_per_thousand(&self) -> Option<f64> {
        per_thousand(self.unsubscribed() - self.unsubscribed_via(&[EventChannel::Operator]), self.messages)
    }

    /// Returns by how many per cent the members grew; `None` from none.
    #[must_use]
    pub fn growth_percent(&self) -> Option<f64> {
        growth_percent(self.members.known_start()?, self.members.end)
    }
}

/// Reckons a period and the same one a year earlier, for a list or for all of them together.
///
/// # Errors
/// The database refused.
pub async fn annual_report(
    database: &Database,
    list: Option<&List>,
    period: ReportPeriod,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<AnnualReport, database::Error> {
    let [this, before] = membership_reports(database, list, [period, period.one_year_earlier()], zone, now).await?;
    let since = this.since;
    let (this, before) = (period_figures(database, this, zone).await?, period_figures(database, before, zone).await?);
    Ok(AnnualReport { list: list.cloned(), since, current: this, previous: before })
}

async fn period_figures(
    database: &Database,
    members: MembershipReport,
    zone: &TimeZone,
) -> Result<PeriodFigures, database::Error> {
    let mut work = database.begin_read().await?;
    let list = members.list.as_ref().map(|list| list.id);
    let (from, until) = members.period.bounds(zone);
    let (issues, letters) = database::deliveries::count_sent(&mut work, list, from, until).await?;
    Ok(PeriodFigures { members, issues, messages: letters })
}
