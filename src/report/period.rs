//! A reporting period in whole days, both ends included.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Unit};
use serde::Serialize;

/// A range of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReportPeriod {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl ReportPeriod {
    /// Returns the twelve months that end with the month of `today`, up to `today`.
    #[must_use]
    pub fn last_twelve_months(today: Date) -> Self {
        Self { from: today.first_of_month().saturating_sub(11.months()), to: today }
    }

    /// Returns the last complete calendar year before `today`.
    #[must_use]
    pub fn last_calendar_year(today: Date) -> Self {
        let to = today.first_of_year().saturating_sub(1.day());
        Self { from: to.first_of_year(), to }
    }

    /// Returns the year that begins on `from`.
    #[must_use]
    pub fn year_starting(from: Date) -> Self {
        Self { from, to: from.saturating_add(1.year()).saturating_sub(1.day()) }
    }

    /// Returns the year that ends on `to`.
    #[must_use]
    pub fn year_ending(to: Date) -> Self {
        Self { from: to.saturating_add(1.day()).saturating_sub(1.year()), to }
    }

    /// Returns the same period one year earlier; the end of February stays the end of February.
    #[must_use]
    pub fn one_year_earlier(self) -> Self {
        let to = self.to.saturating_add(1.day()).saturating_sub(1.year()).saturating_sub(1.day());
        Self { from: self.from.saturating_sub(1.year()), to }
    }

    /// Returns the days in both periods; `None` if there are none.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }

    /// Splits the period into months; the first and the last may be incomplete.
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

    /// Returns whether the period is exactly one calendar month.
    #[must_use]
    pub fn is_month(self) -> bool {
        self.from == self.to.first_of_month() && self.to == self.to.last_of_month()
    }

    /// Returns the start, inclusive, and the end, exclusive, in a time zone. A day begins at midnight, or at its first
    /// existing moment if the clocks skip midnight.
    #[must_use]
    pub fn bounds(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let until = self.to.checked_add(1.day()).map_or(Timestamp::MAX, |next| start_of_day(next, zone));
        (start_of_day(self.from, zone), until)
    }

    /// Formats the period, as in `1 June 2018 to 31 May 2019`.
    #[must_use]
    pub fn describe(self) -> String {
        format!("{} to {}", format_date(self.from), format_date(self.to))
    }
}

/// Formats a date, as in `1 June 2018`.
#[must_use]
pub fn format_date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Returns the date of a moment in a time zone.
#[must_use]
pub fn date_at(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// Returns the number of whole days between two moments, rounded down.
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
    fn days_begin_at_local_midnight() {
        for (zone, days, from, until) in [
            ("Europe/London", "2018-06-01..2019-06-30", "2018-05-31T23:00:00Z", "2019-06-30T23:00:00Z"),
            ("Europe/London", "2019-03-01..2019-03-31", "2019-03-01T00:00:00Z", "2019-03-31T23:00:00Z"),
            ("Europe/London", "2019-10-27..2019-10-27", "2019-10-26T23:00:00Z", "2019-10-28T00:00:00Z"),
            // The clocks went forward at midnight: the day began at one o'clock.
            ("America/Sao_Paulo", "2018-11-04..2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
            // The clocks went back from one o'clock to midnight: the day began with the earlier midnight.
            ("America/Havana", "2019-11-03..2019-11-03", "2019-11-03T04:00:00Z", "2019-11-04T05:00:00Z"),
        ] {
            let zone = TimeZone::get(zone).unwrap();
            let bounds = (from.parse().unwrap(), until.parse().unwrap());
            assert_eq!(period(days).bounds(&zone), bounds, "{days}");
        }
    }

    #[test]
    fn year_before_keeps_end_of_february() {
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
    fn partial_months_are_kept() {
        let months = period("2019-01-15..2019-03-02").months();
        let parts = ["2019-01-15..2019-01-31", "2019-02-01..2019-02-28", "2019-03-01..2019-03-02"].map(period);
        assert_eq!(months, parts);
        assert_eq!(months.iter().map(|month| month.is_month()).collect::<Vec<_>>(), [false, true, false]);
        let twelve = ReportPeriod::last_twelve_months("2026-05-17".parse().unwrap());
        assert_eq!((twelve, twelve.months().len()), (period("2025-06-01..2026-05-17"), 12));
        assert_eq!(period("9999-12-01..9999-12-31").months().len(), 1);
    }
}
