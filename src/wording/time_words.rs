//! Times and durations in words.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::format_count;

/// Formats a time in the society's time zone: `2026-12-01 09:00`.
#[must_use]
pub fn format_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Formats a time in words: `Tuesday 1 December 2026, 09:00`.
#[must_use]
pub fn format_long_time(at: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let form = if at.second() == 0 { "%A %-d %B %Y, %H:%M" } else { "%A %-d %B %Y, %H:%M:%S" };
    at.strftime(form).to_string()
}

/// Formats a time for a page: `14:02` on the same day, `8 July, 14:02` in the same year, otherwise with the year.
#[must_use]
pub fn format_clock_time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = match (at.date() == now.date(), at.year() == now.year()) {
        (true, _) => "%-H:%M",
        (false, true) => "%-d %B, %-H:%M",
        (false, false) => "%-d %B %Y, %-H:%M",
    };
    at.strftime(form).to_string()
}

/// Formats how long something will take, for a sentence: `less than a minute`, `about 3 minutes`, `about 2 hours`.
#[must_use]
pub fn format_rough_duration(time: Duration) -> String {
    let about = |count: u64, one: &str, many: &str| format!("about {}", format_count(count, one, many));
    match time.as_secs() {
        0..=50 => "less than a minute".to_owned(),
        seconds @ ..5_400 => about(seconds.div_ceil(60), "minute", "minutes"),
        seconds @ ..172_800 => about((seconds + 1_800) / 3_600, "hour", "hours"),
        seconds => about((seconds + 43_200) / 86_400, "day", "days"),
    }
}

/// Formats a duration roughly: `40 s`, `12 min`, `3.5 h`, `4 days`.
#[must_use]
pub fn format_duration(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 90.0 => format!("{seconds:.0} s"),
        seconds if seconds < 5_400.0 => format!("{:.0} min", seconds / 60.0),
        seconds if seconds < 172_800.0 => format!("{:.1} h", seconds / 3_600.0),
        seconds => format!("{:.0} days", seconds / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_readable() {
        for (seconds, words) in [(0, "0 s"), (89, "89 s"), (90, "2 min"), (5_400, "1.5 h"), (345_600, "4 days")] {
            assert_eq!(format_duration(Duration::from_secs(seconds)), words);
        }
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(format_long_time(at, &TimeZone::UTC), "Thursday 1 January 1970, 00:00");
        assert_eq!(format_long_time(at + Duration::from_secs(5), &TimeZone::UTC), "Thursday 1 January 1970, 00:00:05");
    }

    #[test]
    fn what_is_near_is_short() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or_default();
        let now = at("2026-12-01T12:00:00Z");
        for (text, words) in [
            ("2026-12-01T09:02:00Z", "9:02"),
            ("2026-07-08T14:02:00Z", "8 July, 14:02"),
            ("2025-07-08T14:02:00Z", "8 July 2025, 14:02"),
        ] {
            assert_eq!(format_clock_time(at(text), now, &TimeZone::UTC), words);
        }
        for (seconds, words) in [
            (0, "less than a minute"),
            (51, "about 1 minute"),
            (170, "about 3 minutes"),
            (5_400, "about 2 hours"),
            (172_800, "about 2 days"),
        ] {
            assert_eq!(format_rough_duration(Duration::from_secs(seconds)), words);
        }
    }
}
