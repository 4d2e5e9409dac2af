//! When an issue starts: a date and time to come, as the clocks in the society's time zone will show it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::model::{LocalTimeError, resolve_local_time};

/// How a date and a time can be written.
const TIME_FORMATS: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];

/// A request to start an issue later.
#[derive(Debug, Clone, Copy)]
pub struct ScheduleRequest<'a> {
    /// The date and time as typed.
    pub text: &'a str,
    /// The time zone whose clocks show it.
    pub zone: &'a TimeZone,
    /// Whether the copies are only written to files, which no service does by itself.
    pub trial: bool,
    /// Whether the caller waits until the issue is sent.
    pub attended: bool,
}

/// Why an issue cannot start at the time that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The text is not a date and a time.
    #[error("this is not a date and a time")]
    Unreadable,
    /// The clocks do not show this time exactly once.
    #[error(transparent)]
    Clocks(#[from] LocalTimeError),
    /// The time has passed.
    #[error("this time has passed")]
    InPast(Timestamp),
    /// Nothing would start a trial at that time.
    #[error("nothing would start a trial at that time")]
    Unattended,
}

impl ScheduleRequest<'_> {
    /// Returns the time at which the issue starts.
    ///
    /// # Errors
    /// The text names no single time to come, or nobody would start the issue then.
    pub fn resolve(&self, now: Timestamp) -> Result<Timestamp, ScheduleError> {
        if self.trial && !self.attended {
            return Err(ScheduleError::Unattended);
        }
        let text = self.text.trim();
        let civil = TIME_FORMATS
            .iter()
            .find_map(|format| DateTime::strptime(format, text).ok())
            .ok_or(ScheduleError::Unreadable)?;
        let at = resolve_local_time(civil, self.zone)?;
        if at > now { Ok(at) } else { Err(ScheduleError::InPast(at)) }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_on_local_clocks() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let now: Timestamp = "2026-02-01T12:00:00Z".parse().unwrap();
        let civil = |text: &str| text.parse::<DateTime>().unwrap();
        let at = |text: &str| Ok(text.parse::<Timestamp>().unwrap());
        let skipped = ["2026-03-29T00:30", "2026-03-29T02:30"].map(civil);
        let twice = ["2026-10-25T00:30", "2026-10-25T02:30"].map(civil);
        for (text, found) in [
            ("2026-12-01 09:00", at("2026-12-01T09:00:00Z")),
            ("2026-07-01T09:00", at("2026-07-01T08:00:00Z")),
            (" 2026-07-01 09:00:30 ", at("2026-07-01T08:00:30Z")),
            ("2026-02-01 12:01", at("2026-02-01T12:01:00Z")),
            ("2026-02-01 12:00", Err(ScheduleError::InPast(now))),
            ("2026-03-29 01:30", Err(LocalTimeError::Skipped { earlier: skipped[0], later: skipped[1] }.into())),
            ("2026-10-25 01:30", Err(LocalTimeError::Ambiguous { earlier: twice[0], later: twice[1] }.into())),
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
            let request = ScheduleRequest { text, zone: &zone, trial: false, attended: false };
            assert_eq!(request.resolve(now), found, "{text}");
        }
    }

    #[test]
    fn trial_starts_later_only_if_attended() {
        let zone = TimeZone::UTC;
        let request = |attended| ScheduleRequest { text: "2026-12-01 09:00", zone: &zone, trial: true, attended };
        assert_eq!(request(false).resolve(Timestamp::UNIX_EPOCH), Err(ScheduleError::Unattended));
        assert!(request(true).resolve(Timestamp::UNIX_EPOCH).is_ok());
    }
}
