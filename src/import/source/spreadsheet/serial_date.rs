//! Dates and times stored as a number of days.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time, date};

/// The last second of 31 December 9999, the last day of spreadsheet programs, in days of the 1900 system.
const LAST: f64 = 2_958_466.0;

/// The day from which a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    /// 1 January 1900, in a calendar with a 29 February 1900.
    #[default]
    Excel1900,
    /// 1 January 1904.
    Excel1904,
    /// 30 December 1899, as in LibreOffice: the same as the 1900 system from March 1900 on.
    LibreOffice,
}

impl Epoch {
    /// Returns the time for a number of days, to the second; `None` if the date does not exist.
    pub(super) fn moment(self, days: f64) -> Option<DateTime> {
        if !(0.0..LAST).contains(&days) {
            return None;
        }
        let first = match self {
            Self::Excel1900 if days < 60.0 => date(1899, 12, 31),
            Self::Excel1900 | Self::LibreOffice => date(1899, 12, 30),
            Self::Excel1904 => date(1904, 1, 1),
        };
        let duration = SignedDuration::try_from_secs_f64((days * 86_400.0).round()).ok()?;
        first.to_datetime(Time::midnight()).checked_add(duration).ok()
    }
}

/// A date with an optional time, as a workbook writes it in text (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IsoMoment {
    /// A day and a time of day.
    Moment(DateTime),
    /// A time of day, or a duration, in seconds.
    Seconds(i64),
}

/// Parses `2019-06-01`, `2019-06-01T18:30:00`, `18:30:00` or `PT26H30M00S`.
pub(super) fn iso(text: &str) -> Option<IsoMoment> {
    let text = text.trim();
    if let Some(duration) = text.strip_prefix("PT") {
        return seconds(duration).map(IsoMoment::Seconds);
    }
    let whole = text.trim_end_matches('Z');
    // jiff accepts at most nine digits of a fraction.
    let whole = whole.split_once('.').map_or(whole, |(whole, _)| whole);
    if let Ok(moment) = whole.parse::<DateTime>() {
        return Some(IsoMoment::Moment(moment));
    }
    let time: Time = whole.trim_start_matches('T').parse().ok().filter(|_| whole.contains(':'))?;
    let (hour, minute, second) = (i64::from(time.hour()), i64::from(time.minute()), i64::from(time.second()));
    Some(IsoMoment::Seconds(hour * 3_600 + minute * 60 + second))
}

fn seconds(duration: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut rest = duration;
    while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let number: f64 = rest[..end].parse().ok()?;
        let unit = match &rest[end..=end] {
            "H" => 3_600.0,
            "M" => 60.0,
            "S" => 1.0,
            _ => return None,
        };
        let added = SignedDuration::try_from_secs_f64((number * unit).round()).ok()?;
        total = total.checked_add(added.as_secs())?;
        rest = &rest[end + 1..];
    }
    (rest.is_empty() && !duration.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn days_are_counted_from_three_epochs() {
        for (epoch, days, moment) in [
            (Epoch::Excel1900, 43_617.0, datetime(2019, 6, 1, 0, 0, 0, 0)),
            (Epoch::Excel1900, 1.0, datetime(1900, 1, 1, 0, 0, 0, 0)),
            (Epoch::LibreOffice, 1.0, datetime(1899, 12, 31, 0, 0, 0, 0)),
            (Epoch::LibreOffice, 61.0, datetime(1900, 3, 1, 0, 0, 0, 0)),
            (Epoch::Excel1900, 61.0, datetime(1900, 3, 1, 0, 0, 0, 0)),
            (Epoch::Excel1904, 42_155.0, datetime(2019, 6, 1, 0, 0, 0, 0)),
            (Epoch::Excel1900, 43_617.770_833_333_3, datetime(2019, 6, 1, 18, 30, 0, 0)),
        ] {
            assert_eq!(epoch.moment(days), Some(moment), "{epoch:?} {days}");
        }
        for days in [-1.0, f64::NAN, f64::INFINITY, 3e6] {
            assert_eq!(Epoch::Excel1900.moment(days), None, "{days}");
        }
    }

    #[test]
    fn iso_times_are_parsed() {
        let day = |hour, minute| IsoMoment::Moment(datetime(2019, 6, 1, hour, minute, 0, 0));
        for (text, moment) in [
            ("2019-06-01", day(0, 0)),
            ("2019-06-01T00:00:00", day(0, 0)),
            ("2019-06-01T18:30:00.000Z", day(18, 30)),
            ("18:30:00", IsoMoment::Seconds(66_600)),
            ("PT26H30M00S", IsoMoment::Seconds(95_400)),
            ("PT26H30M00.5S", IsoMoment::Seconds(95_401)),
        ] {
            assert_eq!(iso(text), Some(moment), "{text}");
        }
        for text in ["", "soon", "PT", "PTxH", "2019", "2019-13-01"] {
            assert_eq!(iso(text), None, "{text}");
        }
    }
}
