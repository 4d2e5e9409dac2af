//! Several weekdays with their days: `Saturday and Sunday, 1 and 2 May 2027`, `Friday to Sunday, 5 to 7 March`.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::date_parser::{DateParser, ParsedDates};
use super::date_years::turns_year;
use super::written_date::WrittenDate;

/// A day of a list, whose month and year may be written with another one.
struct ListedDay {
    range: Range<usize>,
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
}

impl DateParser<'_> {
    /// Reads two or more weekdays and the days behind them; `None` if fewer weekdays begin here.
    ///
    /// A weekday belongs to the day at the same place. If their numbers differ, it belongs to none, except at both ends
    /// of a range.
    pub(super) fn parse_weekday_list(&mut self, month_first: bool) -> Option<ParsedDates> {
        let begun = self.position;
        let weekdays = self.parse_weekdays();
        if weekdays.len() < 2 {
            self.position = begun;
            return None;
        }
        let behind = self.position;
        let (mut days, is_range) = self.parse_listed_days(month_first);
        share_months(&mut days, is_range);
        let fits = (weekdays.len() == days.len() || (is_range && days.len() == 2)) && !(is_range && is_long(&days));
        let count = days.len();
        let weekday_at = |at: usize| match at {
            _ if !fits => None,
            at if weekdays.len() == count || at == 0 => weekdays.get(at).copied(),
            _ => weekdays.last().copied(),
        };
        let dates = days.into_iter().enumerate().map(|(at, day)| {
            let ListedDay { range, year, month, day } = day;
            Some(WrittenDate { range, weekday: weekday_at(at), year, month: month?, day })
        });
        match dates.collect::<Option<Vec<_>>>() {
            Some(dates) => Some(ParsedDates { dates, next: self.position }),
            None => Some(ParsedDates { dates: Vec::new(), next: behind }),
        }
    }

    fn parse_weekdays(&mut self) -> Vec<Weekday> {
        let mut weekdays = Vec::new();
        loop {
            let begun = self.position;
            if !weekdays.is_empty() && self.is_range_separator() {
                self.position += 1;
            }
            let Some(weekday) = self.parse_weekday() else {
                self.position = begun;
                return weekdays;
            };
            weekdays.push(weekday);
        }
    }

    /// Reads days with `and`, commas or a hyphen between them; tells whether they are the ends of a range.
    fn parse_listed_days(&mut self, month_first: bool) -> (Vec<ListedDay>, bool) {
        let mut days = Vec::new();
        let mut end = self.position;
        while let Some(day) = self.parse_listed_day(month_first) {
            days.push(day);
            end = self.position;
            if !self.is_range_separator() && !self.is_comma() {
                break;
            }
            self.position += 1;
            if self.is_range_separator() {
                self.position += 1;
            }
        }
        self.position = end;
        let is_range = self.spans_two(&days);
        (days, is_range)
    }

    /// Tells whether two days have a word or a sign of a range between them.
    fn spans_two(&self, days: &[ListedDay]) -> bool {
        let [first, second] = days else { return false };
        self.has_span_between(first.range.end, second.range.start)
    }

    fn parse_listed_day(&mut self, month_first: bool) -> Option<ListedDay> {
        let begun = self.position;
        let start = self.token_start()?;
        let parsed = if let Some((year, month, day)) = self.parse_numeric(month_first) {
            Some((Some(year), Some(month), day))
        } else if let Some(month) = self.parse_month() {
            self.parse_day().map(|day| (self.parse_year(), Some(month), day))
        } else {
            self.parse_day().map(|day| {
                if self.is_word("of") {
                    self.position += 1;
                }
                let month = self.parse_month();
                (self.parse_year(), month, day)
            })
        };
        let Some((year, month, day)) = parsed else {
            self.position = begun;
            return None;
        };
        Some(ListedDay { range: start..self.end_before(start), year, month, day })
    }
}

/// Gives each day the month and the year that are written with a neighbour: the next one, else the one before.
fn share_months(days: &mut [ListedDay], is_range: bool) {
    for at in (1..days.len()).rev() {
        let (year, month) = (days[at].year, days[at].month);
        let first = &mut days[at - 1];
        first.month = first.month.or(month);
        let is_year_before = first
            .month
            .zip(month)
            .is_some_and(|(first, month)| turns_year(first, month) || (is_range && first > month));
        first.year = first.year.or(year.map(|year| year - i16::from(is_year_before)));
    }
    for at in 1..days.len() {
        let (year, month) = (days[at - 1].year, days[at - 1].month);
        let second = &mut days[at];
        second.month = second.month.or(month);
        let is_year_after = month.zip(second.month).is_some_and(|(month, second)| turns_year(month, second));
        second.year = second.year.or(year.map(|year| year + i16::from(is_year_after)));
    }
}

/// Tells whether a range is longer than a week: its weekdays are those of each week, such as opening days.
fn is_long(days: &[ListedDay]) -> bool {
    let [first, second] = days else { return false };
    let date = |day: &ListedDay, year| Date::new(year, day.month?, day.day).ok();
    let year = first.year.or(second.year).unwrap_or(2024);
    let turns = first.month.zip(second.month).is_some_and(|(first, second)| turns_year(first, second));
    let last = second.year.unwrap_or(year + i16::from(turns));
    let (Some(from), Some(to)) = (date(first, year), date(second, last)) else { return false };
    from.until(to).is_ok_and(|span| span.get_days() > 6)
}
