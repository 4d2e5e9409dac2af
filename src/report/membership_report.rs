//! How many members a list had, who came and who went, month by month.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::membership_change::{MembershipChange, MembershipLevel, MembershipTracker};
use super::{ReportPeriod, date_at};
use crate::database::{self, Database};
use crate::model::{EventKind, List};

/// Who came and who went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MembershipFigures {
    /// Who came onto the list, by way.
    pub joined: BTreeMap<&'static str, u64>,
    /// Who took their leaving back.
    pub resubscribed: u64,
    /// Who is mailed again after having been set aside.
    pub unsuppressed: u64,
    /// Who left, by way.
    pub unsubscribed: BTreeMap<&'static str, u64>,
    /// Who was set aside, by way: `relay` for an address that takes no mail.
    pub suppressed: BTreeMap<&'static str, u64>,
    /// Who was erased.
    pub erased: u64,
    /// Who stayed a member, and wants only notices from then on.
    pub reduced_to_notices: u64,
    /// Who wanted only notices, and wants the newsletters again.
    pub resumed_newsletters: u64,
}

/// A month, or what of it is in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthReport {
    /// Its days.
    pub period: ReportPeriod,
    /// Who came and who went.
    pub figures: MembershipFigures,
    /// How many members there were at its end.
    pub members: u64,
}

/// The members of a list in a period, or of all lists, where a person counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipReport {
    /// The list; `None` for all of them together.
    pub list: Option<List>,
    /// The days.
    pub period: ReportPeriod,
    /// Since which day there are records; `None` when there are none.
    pub since: Option<Date>,
    /// How many members there were when it began.
    pub start: u64,
    /// Who came and who went.
    pub figures: MembershipFigures,
    /// How many members there were at its end.
    pub end: u64,
    /// How many of these wanted only notices.
    pub notices_only: u64,
    /// The same by month, without the months before there were records.
    pub months: Vec<MonthReport>,
    /// How many members the lists themselves have, if the period reaches up to today.
    pub current_count: Option<u64>,
}

impl MembershipReport {
    /// Returns how many members there were when the period began; `None` when the records begin later.
    #[must_use]
    pub fn known_start(&self) -> Option<u64> {
        self.since.is_some_and(|since| since < self.period.from).then_some(self.start)
    }
}

impl MembershipFigures {
    /// Returns how many came: joined, returned and restored.
    #[must_use]
    pub fn gained(&self) -> u64 {
        self.joined.values().sum::<u64>() + self.resubscribed + self.unsuppressed
    }

    /// Returns how many went: left, set aside and erased.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.unsubscribed.values().sum::<u64>() + self.suppressed.values().sum::<u64>() + self.erased
    }

    /// Returns by how many there are more.
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

/// Reckons the members of a list in a period on the clocks of a place, or of all lists together.
///
/// # Errors
/// The database refused.
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

/// Reckons the members in several periods at once: the events are read through once.
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

/// A period while it is being counted.
struct PeriodTally {
    period: ReportPeriod,
    until: Timestamp,
    /// When each month begins, and who came and went in it.
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
        // Before there were records, there is nothing to say.
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
