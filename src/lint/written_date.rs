//! A date as a text has it: perhaps without a year, perhaps impossible.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::model::month_name;

/// A day that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenDate {
    pub(super) range: Range<usize>,
    pub(super) weekday: Option<Weekday>,
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

impl WrittenDate {
    /// Returns the day; without a year, the one that is nearest to `near`. `None` where the month has no such day.
    pub(super) fn resolve(&self, near: Date) -> Option<Date> {
        let of = |year| Date::new(year, self.month, self.day).ok();
        if let Some(year) = self.year {
            return of(year);
        }
        let years = [near.year() - 1, near.year(), near.year() + 1];
        let away = |date: &Date| near.until(*date).map_or(i32::MAX, |span| span.get_days().abs());
        years.into_iter().filter_map(of).min_by_key(away)
    }

    /// Tells whether its month ever has such a day.
    pub(super) fn is_valid(&self) -> bool {
        Date::new(self.year.unwrap_or(2024), self.month, self.day).is_ok()
    }

    /// Returns it in words: `17 May`, `17 May 2017`.
    pub(super) fn describe(&self) -> String {
        let month = month_name(self.month);
        match self.year {
            Some(year) => format!("{} {month} {year}", self.day),
            None => format!("{} {month}", self.day),
        }
    }
}

/// Returns the day nearest to a date that is this weekday, within three days.
pub(super) fn nearest_weekday(date: Date, weekday: Weekday) -> Option<Date> {
    (-3..=3).filter_map(|days| date.checked_add(days.days()).ok()).find(|date| date.weekday() == weekday)
}
