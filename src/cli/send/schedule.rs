//! `--at`: a moment still to come, on the society's clocks.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::cli::error::CommandError;
use crate::cli::output::format_long_time;

/// How a date and a time can be written.
const TIME_FORMATS: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];

/// Why a text names no moment to come.
#[derive(Debug, PartialEq, Eq)]
enum ScheduleError {
    /// It is no date and time.
    Unreadable,
    /// The clocks go forward over it; these are the same time before and after.
    Nonexistent(DateTime, DateTime),
    /// The clocks go back over it; these are before and after both.
    Ambiguous(DateTime, DateTime),
    /// It has passed.
    InPast(Timestamp),
}

/// Reads a date and a time as the clocks of a time zone will show them.
pub(super) fn parse_schedule(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, CommandError> {
    let place = zone.iana_name().unwrap_or("UTC");
    let form = |at: &DateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
    resolve_time(text, zone, now).map_err(|missed| match missed {
        ScheduleError::Unreadable => {
            let example = now.to_zoned(zone.clone()).datetime().date().saturating_add(1.day()).at(9, 0, 0, 0);
            CommandError::new(format!("`{text}` is no date and time"))
                .with_hint(format!("write it as the clocks in {place} will show it: `--at \"{}\"`", form(&example)))
        }
        ScheduleError::Nonexistent(before, after) => {
            CommandError::new(format!("there is no `{text}` in {place}: the clocks go forward over it"))
                .with_hint(format!("write `--at \"{}\"` or `--at \"{}\"`", form(&before), form(&after)))
        }
        ScheduleError::Ambiguous(before, after) => {
            CommandError::new(format!("`{text}` comes twice in {place}: the clocks go back over it"))
                .with_hint(format!("write `--at \"{}\"` or `--at \"{}\"`", form(&before), form(&after)))
        }
        ScheduleError::InPast(at) => CommandError::new(format!("{} has passed", format_long_time(at, zone)))
            .with_hint("leave `--at` out to send at once, or write a time to come"),
    })
}

fn resolve_time(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, ScheduleError> {
    let text = text.trim();
    let civil =
        TIME_FORMATS.iter().find_map(|form| DateTime::strptime(form, text).ok()).ok_or(ScheduleError::Unreadable)?;
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    if let AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } = ambiguous.offset() {
        let change = SignedDuration::from_secs(i64::from(after.seconds() - before.seconds()).abs());
        let (earlier, later) = (civil.saturating_sub(change), civil.saturating_add(change));
        return Err(match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => ScheduleError::Nonexistent(earlier, later),
            _ => ScheduleError::Ambiguous(earlier, later),
        });
    }
    let at = ambiguous.compatible().map_err(|_| ScheduleError::Unreadable)?;
    if at > now { Ok(at) } else { Err(ScheduleError::InPast(at)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_found_on_the_clocks_of_the_place() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let now: Timestamp = "2026-02-01T12:00:00Z".parse().unwrap();
        let civil = |text: &str| text.parse::<DateTime>().unwrap();
        let at = |text: &str| Ok(text.parse::<Timestamp>().unwrap());
        for (text, found) in [
            ("2026-12-01 09:00", at("2026-12-01T09:00:00Z")),
            ("2026-07-01T09:00", at("2026-07-01T08:00:00Z")),
            (" 2026-07-01 09:00:30 ", at("2026-07-01T08:00:30Z")),
            ("2026-02-01 12:01", at("2026-02-01T12:01:00Z")),
            ("2026-02-01 12:00", Err(ScheduleError::InPast(now))),
            ("2026-03-29 01:30", Err(ScheduleError::Nonexistent(civil("2026-03-29T00:30"), civil("2026-03-29T02:30")))),
            ("2026-10-25 01:30", Err(ScheduleError::Ambiguous(civil("2026-10-25T00:30"), civil("2026-10-25T02:30")))),
            ("2026-10-25 02:00", at("2026-10-25T02:00:00Z")),
            ("", Err(ScheduleError::Unreadable)),
            ("tomorrow", Err(ScheduleError::Unreadable)),
            ("2026-12-01", Err(ScheduleError::Unreadable)),
            ("09:00", Err(ScheduleError::Unreadable)),
            ("2026-02-30 09:00", Err(ScheduleError::Unreadable)),
            ("2026-12-01 24:00", Err(ScheduleError::Unreadable)),
            ("2026-12-01 09:00+01:00", Err(ScheduleError::Unreadable)),
            ("1.12.2026 09:00", Err(ScheduleError::Unreadable)),
        ] {
            assert_eq!(resolve_time(text, &zone, now), found, "{text}");
        }
    }
}
