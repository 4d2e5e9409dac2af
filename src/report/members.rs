//! How many members a list had, who came and who went, month by month.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::movement::{Follower, Membership, Movement};
use super::{Period, day_of};
use crate::database::{self, Database};
use crate::model::{Kind, List};

/// Who came and who went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Who came onto the list, by way.
    pub joined: BTreeMap<&'static str, u64>,
    /// Who took their leaving back.
    pub returned: u64,
    /// Who is mailed again after having been set aside.
    pub restored: u64,
    /// Who left, by way.
    pub left: BTreeMap<&'static str, u64>,
    /// Who was set aside, by way: `relay` for an address that takes no mail.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Who was erased.
    pub erased: u64,
    /// Who stayed a member, and wants only notices from then on.
    pub narrowed: u64,
    /// Who wanted only notices, and wants the newsletters again.
    pub widened: u64,
}

/// A month, or what of it is in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// Its days.
    pub period: Period,
    /// Who came and who went.
    pub figures: Figures,
    /// How many members there were at its end.
    pub members: u64,
}

/// The members of a list in a period, or of all lists, where a person counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// The list; `None` for all of them together.
    pub list: Option<List>,
    /// The days.
    pub period: Period,
    /// Since which day there are records; `None` when there are none.
    pub since: Option<Date>,
    /// How many members there were when it began.
    pub start: u64,
    /// Who came and who went.
    pub figures: Figures,
    /// How many members there were at its end.
    pub end: u64,
    /// How many of these wanted only notices.
    pub notices: u64,
    /// The same by month, without the months before there were records.
    pub months: Vec<Month>,
    /// How many members the lists themselves have, if the period reaches up to today.
    pub counted: Option<u64>,
}

impl Members {
    /// Returns how many members there were when the period began; `None` when the records begin later.
    #[must_use]
    pub fn known_start(&self) -> Option<u64> {
        self.since.is_some_and(|since| since < self.period.from).then_some(self.start)
    }
}

impl Figures {
    /// Returns how many came: joined, returned and restored.
    #[must_use]
    pub fn came(&self) -> u64 {
        self.joined.values().sum::<u64>() + self.returned + self.restored
    }

    /// Returns how many went: left, set aside and erased.
    #[must_use]
    pub fn went(&self) -> u64 {
        self.left.values().sum::<u64>() + self.set_aside.values().sum::<u64>() + self.erased
    }

    /// Returns by how many there are more.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.came().cast_signed() - self.went().cast_signed()
    }

    fn add(&mut self, movement: Movement) {
        let way = movement.way.into();
        *(match (movement.before, movement.after) {
            (Membership::Outside, _) => match movement.kind {
                Kind::Joined => self.joined.entry(way).or_default(),
                Kind::Restored => &mut self.restored,
                _ => &mut self.returned,
            },
            (_, Membership::Outside) => match movement.kind {
                Kind::Suppressed => self.set_aside.entry(way).or_default(),
                Kind::Erased => &mut self.erased,
                _ => self.left.entry(way).or_default(),
            },
            (Membership::Full, _) => &mut self.narrowed,
            (Membership::Notices, _) => &mut self.widened,
        }) += 1;
    }
}

/// Reckons the members of a list in a period on the clocks of a place, or of all lists together.
///
/// # Errors
/// The database refused.
pub async fn members(
    database: &Database,
    list: Option<&List>,
    period: Period,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Members, database::Error> {
    let [members] = reckon(database, list, [period], zone, now).await?;
    Ok(members)
}

/// Reckons the members in several periods at once: the events are read through once.
pub(super) async fn reckon<const N: usize>(
    database: &Database,
    list: Option<&List>,
    periods: [Period; N],
    zone: &TimeZone,
    now: Timestamp,
) -> Result<[Members; N], database::Error> {
    let number = list.map(|list| list.id);
    let mut work = database.read().await?;
    let since = database::event::first(&mut work, number).await?.map(|first| day_of(first, zone));
    let counted = database::subscription::people(&mut work, number).await?;
    let mut tallies = periods.map(|period| Tally::new(period, zone));
    let until = tallies.iter().map(|tally| tally.until).max().unwrap_or(now);
    let mut follower = Follower::default();
    database::event::walk(&mut work, number, until, |step| {
        if let Some(movement) = follower.follow(step) {
            for tally in &mut tallies {
                tally.take(movement);
            }
        }
    })
    .await?;
    Ok(tallies.map(|tally| {
        let counted = (tally.until > now).then_some(counted);
        Members { list: list.cloned(), since, counted, ..tally.close(since) }
    }))
}

/// A period while it is being counted.
struct Tally {
    period: Period,
    until: Timestamp,
    /// When each month begins, and who came and went in it.
    months: Vec<(Period, Timestamp, Figures)>,
    figures: Figures,
    start: i64,
    notices: i64,
}

impl Tally {
    fn new(period: Period, zone: &TimeZone) -> Self {
        let months = period.months().into_iter();
        let months = months.map(|month| (month, month.bounds(zone).0, Figures::default())).collect();
        let until = period.bounds(zone).1;
        Self { period, until, months, figures: Figures::default(), start: 0, notices: 0 }
    }

    fn take(&mut self, movement: Movement) {
        if movement.at >= self.until {
            return;
        }
        let is = |membership| i64::from(movement.after == membership) - i64::from(movement.before == membership);
        self.notices += is(Membership::Notices);
        match self.months.partition_point(|(_, begin, _)| *begin <= movement.at) {
            0 => self.start -= is(Membership::Outside),
            month => {
                self.months[month - 1].2.add(movement);
                self.figures.add(movement);
            }
        }
    }

    fn close(self, since: Option<Date>) -> Members {
        let Self { period, months, figures, start, notices, .. } = self;
        let mut count = start;
        let months = months.into_iter().map(|(period, _, figures)| {
            count += figures.net();
            Month { period, figures, members: count.unsigned_abs() }
        });
        // Before there were records, there is nothing to say.
        let months = months.filter(|month| since.is_some_and(|since| since <= month.period.to)).collect();
        let (start, end, notices) = (start.unsigned_abs(), count.unsigned_abs(), notices.unsigned_abs());
        Members { list: None, period, since, start, figures, end, notices, months, counted: None }
    }
}
