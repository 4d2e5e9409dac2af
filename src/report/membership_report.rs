//! The membership of a list: members, joins and departures by month.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::membership_change::{MembershipChange, MembershipLevel, MembershipTracker};
use super::{ReportPeriod, date_at};
use crate::database::{self, Database};
use crate::model::{EventKind, List};

/// The numbers of joins and departures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MembershipFigures {
    /// The number of people who joined, by channel.
    pub joined: BTreeMap<&'static str, u64>,
    /// The number of people who returned after unsubscribing.
    pub resubscribed: u64,
    /// The number of people who receive mail again after a suppression.
    pub unsuppressed: u64,
    /// The number of people who unsubscribed, by channel.
    pub unsubscribed: BTreeMap<&'static str, u64>,
    /// The number of people who were suppressed, by channel: `relay` if the relay rejected the address.
    pub suppressed: BTreeMap<&'static str, u64>,
    /// The number of people whose data was erased.
    pub erased: u64,
    /// The number of members who changed to statutory notices only.
    pub reduced_to_notices: u64,
    /// The number of members who changed from statutory notices back to newsletters.
    pub resumed_newsletters: u64,
}

/// A month, or the part of it that is in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthReport {
    /// The days of the month.
    pub period: ReportPeriod,
    /// The joins and departures.
    pub figures: MembershipFigures,
    /// The number of members at its end.
    pub members: u64,
}

/// The members of a list in a period, or of all lists together, where each person counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipReport {
    /// The list; `None` for all lists together.
    pub list: Option<List>,
    /// The reported period.
    pub period: ReportPeriod,
    /// The first day with records; `None` if there are none.
    pub since: Option<Date>,
    /// The number of members at the beginning.
    pub start: u64,
    /// The joins and departures.
    pub figures: MembershipFigures,
    /// The number of members at the end.
    pub end: u64,
    /// The number of these who receive only statutory notices.
    pub notices_only: u64,
    /// The same figures by month, without the months before the first record.
    pub months: Vec<MonthReport>,
    /// The number of members that the lists have now, if the period includes today.
    pub current_count: Option<u64>,
}

impl MembershipReport {
    /// Returns the number of members at the beginning of the period; `None` if the records begin later.
    #[must_use]
    pub fn known_start(&self) -> Option<u64> {
        self.since.is_some_and(|since| since < self.period.from).then_some(self.start)
    }
}

impl MembershipFigures {
    /// Returns how many members were gained: joined, returned or unsuppressed.
    #[must_use]
    pub fn gained(&self) -> u64 {
        self.joined.values().sum::<u64>() + self.resubscribed + self.unsuppressed
    }

    /// Returns how many members were lost: unsubscribed, suppressed or erased.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.unsubscribed.values().sum::<u64>() + self.suppressed.values().sum::<u64>() + self.erased
    }

    /// Returns the net change in the number of members.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.gained().cast_signed() - self.lost().cast_signed()
    }

    fn add(&mut self, movement: MembershipChange) {
        let way = movement.channel.into();
        *(match (movement.before, movement.after) {
            (MembershipLevel::NotSubscribed, _) => match movement.kind {
                EventKind::Subscribed => self.joined.entry(way).or_default(),
                EventKind::Unsuppressed => &mut self.unsuppressed,
                _ => &mut self.resubscribed,
            },
            (_, MembershipLevel::NotSubscribed) => match movement.kind {
                EventKind::Suppressed => self.suppressed.entry(way).or_default(),
                EventKind::Erased => &mut self.erased,
                _ => self.unsubscribed.entry(way).or_default(),
            },
            (MembershipLevel::Newsletters, _) => &mut self.reduced_to_notices,
            (MembershipLevel::NoticesOnly, _) => &mut self.resumed_newsletters,
        }) += 1;
    }
}

/// Computes the membership of a list, or of all lists together, in a period in a time zone.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn membership_report(
    database: &Database,
    list: Option<&List>,
    period: ReportPeriod,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<MembershipReport, database::Error> {
    let [members] = membership_reports(database, list, [period], zone, now).await?;
    Ok(members)
}

/// Computes the membership in several periods in one pass over the events.
pub(super) async fn membership_reports<const N: usize>(
    database: &Database,
    list: Option<&List>,
    periods: [ReportPeriod; N],
    zone: &TimeZone,
    now: Timestamp,
) -> Result<[MembershipReport; N], database::Error> {
    let number = list.map(|list| list.id);
    let mut work = database.begin_read().await?;
    let since = database::event_log::first_event_at(&mut work, number).await?.map(|first| date_at(first, zone));
    let counted = database::subscriptions::count_recipients(&mut work, number).await?;
    let mut tallies = periods.map(|period| PeriodTally::new(period, zone));
    let until = tallies.iter().map(|tally| tally.until).max().unwrap_or(now);
    let mut follower = MembershipTracker::default();
    database::event_log::for_each_change(&mut work, number, until, |step| {
        if let Some(movement) = follower.apply(step) {
            for tally in &mut tallies {
                tally.record(movement);
            }
        }
    })
    .await?;
    Ok(tallies.map(|tally| {
        let counted = (tally.until > now).then_some(counted);
        MembershipReport { list: list.cloned(), since, current_count: counted, ..tally.finish(since) }
    }))
}

/// The counts of a period while events are read.
struct PeriodTally {
    period: ReportPeriod,
    until: Timestamp,
    /// The months, each with its first moment and its figures.
    months: Vec<(ReportPeriod, Timestamp, MembershipFigures)>,
    figures: MembershipFigures,
    start: i64,
    notices: i64,
}

impl PeriodTally {
    fn new(period: ReportPeriod, zone: &TimeZone) -> Self {
        let months = period.months().into_iter();
        let months = months.map(|month| (month, month.bounds(zone).0, MembershipFigures::default())).collect();
        let until = period.bounds(zone).1;
        Self { period, until, months, figures: MembershipFigures::default(), start: 0, notices: 0 }
    }

    fn record(&mut self, movement: MembershipChange) {
        if movement.at >= self.until {
            return;
        }
        let is = |membership| i64::from(movement.after == membership) - i64::from(movement.before == membership);
        self.notices += is(MembershipLevel::NoticesOnly);
        match self.months.partition_point(|(_, begin, _)| *begin <= movement.at) {
            0 => self.start -= is(MembershipLevel::NotSubscribed),
            month => {
                self.months[month - 1].2.add(movement);
                self.figures.add(movement);
            }
        }
    }

    fn finish(self, since: Option<Date>) -> MembershipReport {
        let Self { period, months, figures, start, notices, .. } = self;
        let mut count = start;
        let months = months.into_iter().map(|(period, _, figures)| {
            count += figures.net();
            MonthReport { period, figures, members: count.unsigned_abs() }
        });
        // Months before the first record have no figures.
        let months = months.filter(|month| since.is_some_and(|since| since <= month.period.to)).collect();
        let (start, end, notices) = (start.unsigned_abs(), count.unsigned_abs(), notices.unsigned_abs());
        MembershipReport {
            list: None,
            period,
            since,
            start,
            figures,
            end,
            notices_only: notices,
            months,
            current_count: None,
        }
    }
}
