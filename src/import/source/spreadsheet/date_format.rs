//! Date and time formats: the displayed text of a point in time.

use jiff::civil::DateTime;

use super::serial_date::Epoch;
use super::shown::{Shown, ShownAs};

/// The names of months by the language of a format (the low byte of a Windows language code).
const MONTHS: [(u32, [&str; 12]); 4] = [
    (
        0x09,
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    ),
    (
        0x07,
        [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
    ),
    (
        0x0C,
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
    ),
    (
        0x13,
        [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
    ),
];

/// A token of a date and time format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DatePart {
    Year(usize),
    /// A month, or a minute next to an hour or a second.
    Month(usize),
    Minute(usize),
    Day(usize),
    Hour(usize),
    Second(usize),
    /// Hours, minutes or seconds that continue beyond one day.
    Elapsed(char, usize),
    AmPm,
    /// A digit of a fraction of a second, which is ignored.
    Fraction,
    Literal(String),
}

impl DatePart {
    /// Creates a token from a letter and its number of repetitions.
    pub(super) fn new(letter: char, count: usize) -> Self {
        match letter.to_ascii_lowercase() {
            'y' => Self::Year(count),
            'e' => Self::Year(4),
            'm' => Self::Month(count),
            'd' => Self::Day(count),
            'h' => Self::Hour(count),
            's' => Self::Second(count),
            _ => Self::Literal(String::new()),
        }
    }

    /// Returns whether it shows a part of a date or a time.
    pub(super) fn is_time(&self) -> bool {
        !matches!(self, Self::AmPm | Self::Fraction | Self::Literal(_))
    }
}

/// Formats a number as a date or a time; `None` if the date does not exist.
pub(super) fn show(parts: &[DatePart], value: f64, epoch: Epoch, language: Option<u32>) -> Option<Shown> {
    let parts = with_minutes(parts);
    if let Some(DatePart::Elapsed(..)) = parts.iter().find(|part| matches!(part, DatePart::Elapsed(..))) {
        let seconds = jiff::SignedDuration::try_from_secs_f64((value * 86_400.0).round()).ok()?.as_secs();
        return Some(Shown { text: elapsed(&parts, seconds), what: ShownAs::Time });
    }
    let moment = epoch.moment(value)?;
    Some(show_moment(&parts, moment, language))
}

/// Formats a point in time: a complete date in ISO 8601, anything else as displayed.
pub(super) fn show_moment(parts: &[DatePart], moment: DateTime, language: Option<u32>) -> Shown {
    let parts = with_minutes(parts);
    let has = |is: fn(&DatePart) -> bool| parts.iter().any(is);
    let year = has(|part| matches!(part, DatePart::Year(_)));
    let month = has(|part| matches!(part, DatePart::Month(_)));
    let day = has(|part| matches!(part, DatePart::Day(1 | 2)));
    let time = has(|part| matches!(part, DatePart::Hour(_) | DatePart::Minute(_) | DatePart::Second(_)));
    if year && month && day {
        return whole(moment, time);
    }
    let what = match (year, month || has(|part| matches!(part, DatePart::Day(_)))) {
        (true, false) if !time => ShownAs::Year,
        (false, false) => ShownAs::Time,
        _ => ShownAs::PartOfDay,
    };
    let twelve = has(|part| matches!(part, DatePart::AmPm));
    let text: String = parts.iter().map(|part| shown(part, moment, twelve, language)).collect();
    Shown { text: text.trim().to_owned(), what }
}

/// Formats a date, with the time of day if that is displayed and not midnight.
pub(super) fn whole(moment: DateTime, time: bool) -> Shown {
    let midnight = moment.time() == jiff::civil::Time::midnight();
    let text = match (time && !midnight, moment.second()) {
        (false, _) => moment.date().to_string(),
        (true, 0) => moment.strftime("%Y-%m-%d %H:%M").to_string(),
        (true, _) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    };
    Shown { text, what: ShownAs::Day }
}

/// Distinguishes months from minutes: an `m` is a minute after an hour and before a second.
fn with_minutes(parts: &[DatePart]) -> Vec<DatePart> {
    let mut found = parts.to_vec();
    let times: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].is_time()).collect();
    for (place, at) in times.iter().enumerate() {
        let DatePart::Month(count @ (1 | 2)) = parts[*at] else { continue };
        let before = place.checked_sub(1).and_then(|before| times.get(before)).map(|at| &parts[*at]);
        let after = times.get(place + 1).map(|at| &parts[*at]);
        if matches!(before, Some(DatePart::Hour(_) | DatePart::Elapsed('h', _)))
            || matches!(after, Some(DatePart::Second(_) | DatePart::Elapsed('s', _)))
        {
            found[*at] = DatePart::Minute(count);
        }
    }
    found
}

fn shown(part: &DatePart, moment: DateTime, twelve: bool, language: Option<u32>) -> String {
    let padded = |count: usize, number: i64| format!("{number:0count$}");
    match part {
        DatePart::Year(1 | 2) => padded(2, i64::from(moment.year()).rem_euclid(100)),
        DatePart::Year(_) => padded(4, i64::from(moment.year())),
        DatePart::Month(count @ (1 | 2)) => padded(*count, i64::from(moment.month())),
        DatePart::Month(count) => month(moment, *count, language),
        DatePart::Day(count @ (1 | 2)) => padded(*count, i64::from(moment.day())),
        DatePart::Day(3) => moment.strftime("%a").to_string(),
        DatePart::Day(_) => moment.strftime("%A").to_string(),
        DatePart::Hour(count) => {
            let hour = i64::from(moment.hour());
            padded((*count).min(2), if twelve { (hour + 11) % 12 + 1 } else { hour })
        }
        DatePart::Minute(count) => padded(*count, i64::from(moment.minute())),
        DatePart::Second(count) => padded((*count).min(2), i64::from(moment.second())),
        DatePart::AmPm => moment.strftime("%p").to_string(),
        DatePart::Literal(text) => text.clone(),
        DatePart::Elapsed(..) | DatePart::Fraction => String::new(),
    }
}

fn month(moment: DateTime, count: usize, language: Option<u32>) -> String {
    let wanted = language.map_or(0x09, |code| code & 0xFF);
    let names = MONTHS.iter().find(|(code, _)| *code == wanted).unwrap_or(&MONTHS[0]);
    let name = names.1[usize::from(moment.month().unsigned_abs()).saturating_sub(1).min(11)];
    match count {
        3 => name.chars().take(3).collect(),
        5 => name.chars().take(1).collect(),
        _ => name.to_owned(),
    }
}

/// Formats a duration whose first part continues beyond its usual limit.
fn elapsed(parts: &[DatePart], seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    let part = |part: &DatePart| match part {
        DatePart::Elapsed('h', count) => format!("{:0count$}", seconds / 3_600),
        DatePart::Elapsed('m', count) => format!("{:0count$}", seconds / 60),
        DatePart::Elapsed(_, count) => format!("{seconds:0count$}"),
        DatePart::Minute(count) => format!("{:0count$}", seconds / 60 % 60),
        DatePart::Second(count) => format!("{:0count$}", seconds % 60),
        DatePart::Literal(text) => text.clone(),
        _ => String::new(),
    };
    sign.to_owned() + &parts.iter().map(part).collect::<String>()
}
