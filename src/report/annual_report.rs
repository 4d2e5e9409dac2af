//! The figures of an annual report: a period compared with the year before.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::issue_report::count_unsubscribed;
use super::meeting_figures::{MeetingFigures, meeting_figures};
use super::membership_report::membership_reports;
use super::{MembershipReport, ReportPeriod, growth_percent, per_thousand};
use crate::database::deliveries::SentIssue;
use crate::database::{self, Database};
use crate::model::{EventChannel, List};

/// A period and the same period one year earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnualReport {
    /// The list; `None` for all lists together.
    pub list: Option<List>,
    /// The first day with records; `None` if there are none.
    pub since: Option<Date>,
    /// The figures of the period.
    pub current: PeriodFigures,
    /// The figures of the same period one year earlier.
    pub previous: PeriodFigures,
}

/// The figures of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFigures {
    /// The membership of the lists.
    pub members: MembershipReport,
    /// The letters of the period, oldest first.
    pub letters: Vec<LetterFigures>,
    /// What these letters asked, and who came.
    pub meetings: Vec<MeetingFigures>,
}

/// What became of one letter of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFigures {
    /// The issue and its copies.
    pub issue: SentIssue,
    /// The number of people who unsubscribed because of it and have not returned.
    pub unsubscribed: u64,
}

impl PeriodFigures {
    /// Returns whether there are records for the period.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.members.since.is_some_and(|since| since <= self.members.period.to)
    }

    /// Returns how many letters reached the relay.
    #[must_use]
    pub fn issue_count(&self) -> u64 {
        self.letters.iter().filter(|letter| letter.issue.sent > 0).count() as u64
    }

    /// Returns how many copies were delivered: the relay accepted them, and they have not come back.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.letters.iter().map(|letter| letter.issue.sent).sum()
    }

    /// Returns how many copies were refused or came back.
    #[must_use]
    pub fn bounced(&self) -> u64 {
        self.letters.iter().map(|letter| letter.issue.bounced).sum()
    }

    /// Adds up a figure of all meetings.
    #[must_use]
    pub fn of_meetings(&self, figure: impl Fn(&MeetingFigures) -> u64) -> u64 {
        self.meetings.iter().map(figure).sum()
    }

    /// Returns how many people came to the meetings at which somebody counted; `None` if nobody did.
    #[must_use]
    pub fn came(&self) -> Option<u64> {
        let counted = self.meetings.iter().filter_map(|meeting| meeting.came);
        counted.reduce(|sum, count| sum + count)
    }

    /// Returns how many people unsubscribed through the given channels.
    #[must_use]
    pub fn unsubscribed_via(&self, ways: &[EventChannel]) -> u64 {
        ways.iter().filter_map(|way| self.members.figures.unsubscribed.get(<&str>::from(*way))).sum()
    }

    /// Returns how many people unsubscribed.
    #[must_use]
    pub fn unsubscribed(&self) -> u64 {
        self.members.figures.unsubscribed.values().sum()
    }

    /// Returns how many people unsubscribed by themselves per 1,000 copies delivered; `None` if there were none.
    #[must_use]
    pub fn unsubscribed_per_thousand(&self) -> Option<f64> {
        per_thousand(self.unsubscribed() - self.unsubscribed_via(&[EventChannel::Operator]), self.delivered())
    }

    /// Returns the growth of the membership in per cent; `None` if it was zero before.
    #[must_use]
    pub fn growth_percent(&self) -> Option<f64> {
        growth_percent(self.members.known_start()?, self.members.end)
    }
}

/// Computes the figures of a period and of the same period one year earlier, for a list or for all lists together.
///
/// # Errors
/// Returns an error if a database query fails.
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
    let (mut letters, mut meetings) = (Vec::new(), Vec::new());
    for issue in database::deliveries::sent_issues(&mut work, list, from, until).await? {
        let unsubscribed = count_unsubscribed(&mut work, issue.issue).await?;
        meetings.extend(meeting_figures(&mut work, &issue).await?);
        letters.push(LetterFigures { issue, unsubscribed });
    }
    Ok(PeriodFigures { members, letters, meetings })
}
