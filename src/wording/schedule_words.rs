//! Why a letter cannot start at the time that was typed, and which times are close.

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan as _};

use super::time_words::format_long_time;
use crate::model::LocalTimeError;
use crate::sending::{ScheduleError, ScheduleRequest};

/// Why a time does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleWords {
    /// What is wrong, as a sentence without a full stop.
    pub problem: String,
    /// Times that would do.
    pub alternatives: Vec<DateTime>,
}

/// Returns the words for a time that does not do.
#[must_use]
pub fn schedule_words(error: ScheduleError, request: &ScheduleRequest<'_>, now: Timestamp) -> ScheduleWords {
    let ScheduleRequest { text, zone, .. } = request;
    let place = zone.iana_name().unwrap_or("UTC");
    let (problem, alternatives) = match error {
        ScheduleError::Unreadable | ScheduleError::Clocks(LocalTimeError::OutOfRange) => {
            let tomorrow = now.to_zoned((*zone).clone()).datetime().date().saturating_add(1.day()).at(9, 0, 0, 0);
            (format!("`{text}` is not a date and time"), vec![tomorrow])
        }
        ScheduleError::Clocks(LocalTimeError::Skipped { earlier, later }) => {
            (format!("there is no `{text}` in {place}: the clocks go forward over it"), vec![earlier, later])
        }
        ScheduleError::Clocks(LocalTimeError::Ambiguous { earlier, later }) => {
            (format!("`{text}` happens twice in {place}: the clocks go back over it"), vec![earlier, later])
        }
        ScheduleError::InPast(at) => (format!("{} has passed", format_long_time(at, zone)), Vec::new()),
        ScheduleError::Unattended => {
            ("a letter that is only written to files cannot be scheduled: it needs a relay".to_owned(), Vec::new())
        }
    };
    ScheduleWords { problem, alternatives }
}
