//! Days as people write them.

use jiff::civil::Date;

/// Month names by their first letters, in English, German and French, lower-case.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier"],
    &["february", "feb", "februar", "février", "fevrier"],
    &["march", "mar", "märz", "mars"],
    &["april", "apr", "avril"],
    &["may", "mai"],
    &["june", "jun", "juni", "juin"],
    &["july", "jul", "juli", "juillet"],
    &["august", "aug", "août", "aout"],
    &["september", "sep", "sept", "septembre"],
    &["october", "oct", "oktober", "okt", "octobre"],
    &["november", "nov", "novembre"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre"],
];

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The first, as in most of the world: 1/6/2019 is the first of June.
    DayFirst,
    /// The second, as in the United States: 1/6/2019 is the sixth of January.
    MonthFirst,
}

impl Order {
    /// Returns the order that is usual in a language (RFC 5646).
    pub(super) fn of(language: &str) -> Self {
        let american = ["en-us", "en-us-posix", "es-us", "fil-ph", "en-ph"];
        if american.contains(&language.to_ascii_lowercase().as_str()) { Self::MonthFirst } else { Self::DayFirst }
    }
}

/// A day as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It can be read in one way only.
    Plain(Date),
    /// Two numbers and a year, of which the order is not known.
    Numbers(i8, i8, i16),
}

impl Written {
    /// Reads it in an order; `None` when there is no such day.
    pub(super) fn day(self, order: Order) -> Option<Date> {
        match self {
            Self::Plain(date) => Some(date),
            Self::Numbers(day, month, year) if order == Order::DayFirst => Date::new(year, month, day).ok(),
            Self::Numbers(month, day, year) => Date::new(year, month, day).ok(),
        }
    }
}

/// Reads a day; `None` when the text is none.
pub(super) fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    // A program that knows only moments writes a day as its beginning.
    let text = ["T00:00:00.000Z", "T00:00:00Z", "T00:00:00", " 00:00:00", " 00:00"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text);
    let first = text.bytes().next()?;
    if !(6..=32).contains(&text.len()) || !(first.is_ascii_digit() || text.ends_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    if first.is_ascii_digit() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.')) {
        return numbers(text);
    }
    words(text)
}

fn numbers(text: &str) -> Option<Written> {
    let sign = text.bytes().find(|byte| !byte.is_ascii_digit())? as char;
    let mut parts = text.split(sign);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let short = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse().ok()).flatten();
    let year = |part: &str| (part.len() == 4).then(|| part.parse().ok()).flatten();
    if let Some(year) = year(one) {
        return Date::new(year, short(two)?, short(three)?).ok().map(Written::Plain);
    }
    let (one, two, year): (i8, i8, i16) = (short(one)?, short(two)?, year(three)?);
    match sign {
        '.' => Date::new(year, two, one).ok().map(Written::Plain),
        _ => Some(Written::Numbers(one, two, year)),
    }
}

/// Reads `1 June 2019`, `1. Juni 2019`, `1st June 2019`, `June 1, 2019`.
fn words(text: &str) -> Option<Written> {
    let mut parts = text.split([' ', ',', '.', '-']).filter(|part| !part.is_empty() && *part != "de");
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || three.len() != 4 {
        return None;
    }
    let (day, month) = if one.starts_with(|c: char| c.is_ascii_digit()) { (one, two) } else { (two, one) };
    let day = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let month = month.to_lowercase();
    let month = MONTHS.iter().position(|names| names.contains(&month.as_str()))?;
    let date = Date::new(three.parse().ok()?, i8::try_from(month + 1).ok()?, day.parse().ok()?);
    date.ok().map(Written::Plain)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
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
            assert_eq!(read(text), Some(Written::Plain(date(2019, 6, 1))), "{text}");
        }
        assert_eq!(read("1/6/2019").and_then(|day| day.day(Order::DayFirst)), Some(date(2019, 6, 1)));
        assert_eq!(read("1/6/2019").and_then(|day| day.day(Order::MonthFirst)), Some(date(2019, 1, 6)));
        assert_eq!(read("13/6/2019").and_then(|day| day.day(Order::MonthFirst)), None);
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
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn americans_put_the_month_first() {
        assert_eq!(
            ["en-GB", "de", "en-US", "EN-us"].map(Order::of),
            [Order::DayFirst, Order::DayFirst, Order::MonthFirst, Order::MonthFirst]
        );
    }
}
