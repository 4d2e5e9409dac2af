//! A period: days of the society, both ends included.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Unit};
use serde::Serialize;

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReportPeriod {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl ReportPeriod {
    /// Returns the twelve months that end with the month of `today`, up to today.
    #[must_use]
    pub fn last_twelve_months(today: Date) -> Self {
        Self { from: today.first_of_month().saturating_sub(11.months()), to: today }
    }

    /// Returns the last whole calendar year before `today`.
    #[must_use]
    pub fn last_calendar_year(today: Date) -> Self {
        let to = today.first_of_year().saturating_sub(1.day());
        Self { from: to.first_of_year(), to }
    }

    /// Returns the year that begins on a day.
    #[must_use]
    pub fn year_starting(from: Date) -> Self {
        Self { from, to: from.saturating_add(1.year()).saturating_sub(1.day()) }
    }

    /// Returns the year that ends on a day.
    #[must_use]
    pub fn year_ending(to: Date) -> Self {
        Self { from: to.saturating_add(1.day()).saturating_sub(1.year()), to }
    }

    /// Returns the same period one year earlier: what ends with February does so then.
    #[must_use]
    pub fn one_year_earlier(self) -> Self {
        let to = self.to.saturating_add(1.day()).saturating_sub(1.year()).saturating_sub(1.day());
        Self { from: self.from.saturating_sub(1.year()), to }
    }

    /// Returns the days that are in both periods.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }

    /// Cuts the period into months; the first and the last may be parts.
    #[must_use]
    pub fn months(self) -> Vec<Self> {
        let mut months = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = from.last_of_month().min(self.to);
            months.push(Self { from, to });
            match to.checked_add(1.day()) {
                Ok(next) => from = next,
                Err(_) => break,
            }
        }
        months
    }

    /// Tells whether it is a month from its first day to its last.
    #[must_use]
    pub fn is_month(self) -> bool {
        self.from == self.to.first_of_month() && self.to == self.to.last_of_month()
    }

    /// Returns from when until before when it lasts on the clocks of a place: a day begins at midnight, or with the first
    /// moment there is when the clocks go forward over it.
    #[must_use]
    pub fn bounds(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let until = self.to.checked_add(1.day()).map_or(Timestamp::MAX, |next| start_of_day(next, zone));
        (start_of_day(self.from, zone), until)
    }

    /// Says it: `1 June 2018 to 31 May 2019`.
    #[must_use]
    pub fn describe(self) -> String {
        format!("{} to {}", format_date(self.from), format_date(self.to))
    }
}

/// Says a day: `1 June 2018`.
#[must_use]
pub fn format_date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Returns the day on which something was, on the clocks of a place.
#[must_use]
pub fn date_at(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// Returns how many days are between two moments, rounded down.
pub(super) fn whole_days(from: Timestamp, to: Timestamp) -> i64 {
    to.since((Unit::Hour, from)).map_or(0, |span| i64::from(span.get_hours()) / 24)
}

fn start_of_day(date: Date, zone: &TimeZone) -> Timestamp {
    date.to_zoned(zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn period(text: &str) -> ReportPeriod {
        let (from, to) = text.split_once("..").unwrap();
        ReportPeriod { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn days_begin_at_midnight_of_the_place() {
        for (zone, days, from, until) in [
            ("Europe/London", "2018-06-01..2019-06-30", "2018-05-31T23:00:00Z", "2019-06-30T23:00:00Z"),
            ("Europe/London", "2019-03-01..2019-03-31", "2019-03-01T00:00:00Z", "2019-03-31T23:00:00Z"),
            ("Europe/London", "2019-10-27..2019-10-27", "2019-10-26T23:00:00Z", "2019-10-28T00:00:00Z"),
            // The clocks went forward at midnight: the day began at one o'clock.
            ("America/Sao_Paulo", "2018-11-04..2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
            // They went back from one o'clock to midnight: the day began with the first of the two.
            ("America/Havana", "2019-11-03..2019-11-03", "2019-11-03T04:00:00Z", "2019-11-04T05:00:00Z"),
        ] {
            let zone = TimeZone::get(zone).unwrap();
            let bounds = (from.parse().unwrap(), until.parse().unwrap());
            assert_eq!(period(days).bounds(&zone), bounds, "{days}");
        }
    }

    #[test]
    fn a_year_before_ends_where_february_does() {
        for (this, before) in [
            ("2018-06-01..2019-06-30", "2017-06-01..2018-06-30"),
            ("2019-03-01..2020-02-29", "2018-03-01..2019-02-28"),
            ("2020-03-01..2021-02-28", "2019-03-01..2020-02-29"),
            ("2020-02-29..2020-02-29", "2019-02-28..2019-02-28"),
        ] {
            assert_eq!(period(this).one_year_earlier(), period(before), "{this}");
        }
        assert_eq!(ReportPeriod::year_starting("2018-06-01".parse().unwrap()), period("2018-06-01..2019-05-31"));
        assert_eq!(ReportPeriod::year_ending("2020-02-29".parse().unwrap()), period("2019-03-01..2020-02-29"));
        assert_eq!(ReportPeriod::last_calendar_year("2026-05-17".parse().unwrap()), period("2025-01-01..2025-12-31"));
        let both = period("2018-06-01..2019-06-30").intersection(period("2017-06-01..2018-06-30"));
        assert_eq!(both, Some(period("2018-06-01..2018-06-30")));
        assert_eq!(period("2018-06-01..2019-05-31").intersection(period("2017-06-01..2018-05-31")), None);
    }

    #[test]
    fn months_may_be_parts() {
        let months = period("2019-01-15..2019-03-02").months();
        let parts = ["2019-01-15..2019-01-31", "2019-02-01..2019-02-28", "2019-03-01..2019-03-02"].map(period);
        assert_eq!(months, parts);
        assert_eq!(months.iter().map(|month| month.is_month()).collect::<Vec<_>>(), [false, true, false]);
        let twelve = ReportPeriod::last_twelve_months("2026-05-17".parse().unwrap());
        assert_eq!((twelve, twelve.months().len()), (period("2025-06-01..2026-05-17"), 12));
        assert_eq!(period("9999-12-01..9999-12-31").months().len(), 1);
    }
}
