//! Parses dates in common notations.

use jiff::civil::Date;

use crate::model::MONTH_NAMES;

/// The order of day and month in a numeric date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first, as in most countries: 1/6/2019 is 1 June.
    DayFirst,
    /// Month first, as in the United States: 1/6/2019 is 6 January.
    MonthFirst,
}

impl DateOrder {
    /// Returns the usual order in a language (RFC 5646).
    #[must_use]
    pub fn of(language: &str) -> Self {
        let american = ["en-us", "en-us-posix", "es-us", "fil-ph", "en-ph"];
        if american.contains(&language.to_ascii_lowercase().as_str()) { Self::MonthFirst } else { Self::DayFirst }
    }
}

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParsedDate {
    /// Only one date is possible.
    Exact(Date),
    /// Two numbers and a year; the order of day and month is unknown.
    Ambiguous(i8, i8, i16),
}

impl ParsedDate {
    /// Returns the date for an order; `None` if there is no such date.
    pub(crate) fn in_order(self, order: DateOrder) -> Option<Date> {
        match self {
            Self::Exact(date) => Some(date),
            Self::Ambiguous(day, month, year) if order == DateOrder::DayFirst => Date::new(year, month, day).ok(),
            Self::Ambiguous(month, day, year) => Date::new(year, month, day).ok(),
        }
    }
}

/// Parses a date; `None` if the text is not one.
pub(crate) fn parse_date(text: &str) -> Option<ParsedDate> {
    let text = text.trim();
    // Programs that only support timestamps write a date as midnight.
    let text = ["T00:00:00.000Z", "T00:00:00Z", "T00:00:00", " 00:00:00", " 00:00"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text);
    let first = text.bytes().next()?;
    if !(6..=32).contains(&text.len()) || !(first.is_ascii_digit() || text.ends_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    if first.is_ascii_digit() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.')) {
        return parse_numbers(text);
    }
    parse_words(text)
}

/// Why a text that looks like a date is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// Its year has two digits: `01.06.19`.
    ShortYear,
    /// There is no such day: `31/02/2020`.
    NoSuchDay,
}

/// Returns why a text is not a date although it looks like one; `None` if it is one, or does not look like one.
pub(crate) fn date_fault(text: &str) -> Option<DateFault> {
    let text = text.trim();
    let sign = text.bytes().find(|byte| !byte.is_ascii_digit())?;
    let parts: Vec<&str> = text.split(sign as char).collect();
    let is_number = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(sign, b'-' | b'/' | b'.') || parts.len() != 3 || !parts.iter().all(is_number) {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().unwrap_or(0);
    let exists = |year: i16, one: &str, two: &str| {
        let (one, two) = (i8::try_from(number(one)).unwrap_or(0), i8::try_from(number(two)).unwrap_or(0));
        Date::new(year, one, two).is_ok() || Date::new(year, two, one).is_ok()
    };
    match [parts[0].len(), parts[1].len(), parts[2].len()] {
        [1 | 2, 1 | 2, 2] => exists(2_000 + number(parts[2]), parts[0], parts[1]).then_some(DateFault::ShortYear),
        [1 | 2, 1 | 2, 4] => (!exists(number(parts[2]), parts[0], parts[1])).then_some(DateFault::NoSuchDay),
        [4, 1 | 2, 1 | 2] => (!exists(number(parts[0]), parts[1], parts[2])).then_some(DateFault::NoSuchDay),
        _ => None,
    }
}

/// Returns whether a text is a date, with or without a time.
pub(crate) fn looks_like_time(text: &str) -> bool {
    let is_date = |text: &str| parse_date(text).is_some();
    is_date(text) || text.split_once(['T', ' ', ',']).is_some_and(|(date, _)| is_date(date))
}

fn parse_numbers(text: &str) -> Option<ParsedDate> {
    let sign = text.bytes().find(|byte| !byte.is_ascii_digit())? as char;
    let mut parts = text.split(sign);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let short = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse().ok()).flatten();
    let year = |part: &str| (part.len() == 4).then(|| part.parse().ok()).flatten();
    if let Some(year) = year(one) {
        return Date::new(year, short(two)?, short(three)?).ok().map(ParsedDate::Exact);
    }
    let (one, two, year): (i8, i8, i16) = (short(one)?, short(two)?, year(three)?);
    match sign {
        '.' => Date::new(year, two, one).ok().map(ParsedDate::Exact),
        _ => Some(ParsedDate::Ambiguous(one, two, year)),
    }
}

/// Parses `1 June 2019`, `1. Juni 2019`, `1st June 2019`, `June 1, 2019`.
fn parse_words(text: &str) -> Option<ParsedDate> {
    let mut parts = text.split([' ', ',', '.', '-']).filter(|part| !part.is_empty() && *part != "de");
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || three.len() != 4 {
        return None;
    }
    let (day, month) = if one.starts_with(|c: char| c.is_ascii_digit()) { (one, two) } else { (two, one) };
    let day = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let month = month.to_lowercase();
    let month = MONTH_NAMES.iter().position(|names| names.contains(&month.as_str()))?;
    let date = Date::new(three.parse().ok()?, i8::try_from(month + 1).ok()?, day.parse().ok()?);
    date.ok().map(ParsedDate::Exact)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn common_date_forms_are_parsed() {
        for text in [
            "2019-06-01",
            "2019/6/1",
            "2019-06-01 00:00:00",
            "2019-06-01T00:00:00Z",
            "01.06.2019",
            "1.6.2019",
            "1 June 2019",
            "1st June 2019",
            "01 Jun 2019",
            "1-Jun-2019",
            "June 1, 2019",
            "Jun. 1 2019",
            "1. Juni 2019",
            "1er juin 2019",
        ] {
            assert_eq!(parse_date(text), Some(ParsedDate::Exact(date(2019, 6, 1))), "{text}");
        }
        assert_eq!(parse_date("1/6/2019").and_then(|date| date.in_order(DateOrder::DayFirst)), Some(date(2019, 6, 1)));
        assert_eq!(
            parse_date("1/6/2019").and_then(|date| date.in_order(DateOrder::MonthFirst)),
            Some(date(2019, 1, 6))
        );
        assert_eq!(parse_date("13/6/2019").and_then(|date| date.in_order(DateOrder::MonthFirst)), None);
        for text in [
            "",
            "soon",
            "2019",
            "1.6.19",
            "31.02.2019",
            "2019-13-01",
            "1/2/3/2019",
            "12 Smith 2019",
            "2019-06-01 10:30",
            "020 7946 0123",
            "1-6",
            "192.168.0.1",
            "Flat 1 2019",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn faults_of_dates_are_recognised() {
        for text in ["01.06.19", "1/6/19", "31-12-99"] {
            assert_eq!(date_fault(text), Some(DateFault::ShortYear), "{text}");
        }
        for text in ["31/02/2020", "31.02.2020", "2020-02-30", "31/31/2020"] {
            assert_eq!(date_fault(text), Some(DateFault::NoSuchDay), "{text}");
        }
        for text in ["1/6/2019", "2019-06-01", "12-34-56", "192.168.0.1", "01/02", "soon", "1.2.3", "", "020-7946-0123"]
        {
            assert_eq!(date_fault(text), None, "{text}");
        }
    }

    #[test]
    fn american_dates_have_the_month_first() {
        assert_eq!(
            ["en-GB", "de", "en-US", "EN-us"].map(DateOrder::of),
            [DateOrder::DayFirst, DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::MonthFirst]
        );
    }
}
