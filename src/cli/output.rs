//! Writes to standard output, and progress to standard error; nothing else in the program prints.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::escape_deceptive;
pub(super) use crate::model::{format_count, format_number};

/// The escape sequences that the program itself writes, for bars in charts.
const OWN_COLORS: &[&str] = &["\x1b[1;35m", "\x1b[0m"];

/// Writes a line of the result. A closed pipe, as after `head`, is not an error.
pub(super) fn print_line(line: impl AsRef<str>) {
    let _ = writeln!(io::stdout().lock(), "{}", escape_deceptive(line.as_ref(), OWN_COLORS));
}

/// Writes a line of progress to standard error.
pub(super) fn print_status(line: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", escape_deceptive(line.as_ref(), &[]));
}

/// Writes a part of the result without a line break; returns `false` if the pipe is closed.
pub(super) fn print_raw(text: &str) -> io::Result<bool> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// Asks a question and returns the typed line; `None` at the end of the input.
pub(super) fn prompt(question: &str) -> Option<String> {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{} ", escape_deceptive(question, &[]));
    let _ = stderr.flush();
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    // Only a terminal shows the end of the line that was typed.
    if !answer.ends_with('\n') || !io::stdin().is_terminal() {
        let _ = writeln!(stderr);
    }
    match read {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(answer.trim().to_owned()),
    }
}

/// Formats a time in the society's time zone: `2026-12-01 09:00`.
pub(super) fn format_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Formats a time in words: `Tuesday 1 December 2026, 09:00`.
pub(super) fn format_long_time(at: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let form = if at.second() == 0 { "%A %-d %B %Y, %H:%M" } else { "%A %-d %B %Y, %H:%M:%S" };
    at.strftime(form).to_string()
}

/// Formats a duration roughly: `40 s`, `12 min`, `3.5 h`, `4 days`.
pub(super) fn format_duration(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 90.0 => format!("{seconds:.0} s"),
        seconds if seconds < 5_400.0 => format!("{:.0} min", seconds / 60.0),
        seconds if seconds < 172_800.0 => format!("{:.1} h", seconds / 3_600.0),
        seconds => format!("{:.0} days", seconds / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, TimeZone, Timestamp, format_duration, format_long_time};

    #[test]
    fn times_are_readable() {
        for (seconds, words) in [(0, "0 s"), (89, "89 s"), (90, "2 min"), (5_400, "1.5 h"), (345_600, "4 days")] {
            assert_eq!(format_duration(Duration::from_secs(seconds)), words);
        }
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(format_long_time(at, &TimeZone::UTC), "Thursday 1 January 1970, 00:00");
        assert_eq!(format_long_time(at + Duration::from_secs(5), &TimeZone::UTC), "Thursday 1 January 1970, 00:00:05");
    }
}
