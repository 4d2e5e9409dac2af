//! What takes place: an event, and what an issue said of it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Something that takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// What it is.
    pub title: String,
    /// When it begins.
    pub starts: EventTime,
    /// When it ends; a day is its last.
    pub ends: Option<EventTime>,
    /// Where it is; may be empty.
    pub place: String,
    /// Whether it does not take place after all.
    pub is_cancelled: bool,
}

/// What an issue told the calendars of its readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueEvent {
    /// What is the same in all calendar files of one event (RFC 5545 §3.8.4.7).
    pub uid: String,
    /// How often the event was changed (RFC 5545 §3.8.7.4).
    pub sequence: u32,
    /// The time when the calendar file was made (RFC 5545 §3.8.7.2).
    pub made_at: Timestamp,
    /// The event.
    pub event: CalendarEvent,
}

/// A time on the society's clocks, or a whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventTime {
    /// A day from its beginning to its end.
    Day(Date),
    /// A moment.
    Time(DateTime),
}

/// A text that is not the time of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the time of an event")]
pub struct ParseEventTimeError;

impl EventTime {
    /// Returns the day.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Time(time) => time.date(),
        }
    }
}

impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Time(time) => write!(f, "{}", time.strftime("%Y-%m-%d %H:%M")),
        }
    }
}

impl FromStr for EventTime {
    type Err = ParseEventTimeError;

    fn from_str(text: &str) -> Result<Self, ParseEventTimeError> {
        let time = DateTime::strptime("%Y-%m-%d %H:%M", text).map(Self::Time);
        time.or_else(|_| text.parse().map(Self::Day)).map_err(|_| ParseEventTimeError)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::EventTime;

    #[test]
    fn time_reads_back() {
        for (time, text) in [
            (EventTime::Day(date(2027, 5, 17)), "2027-05-17"),
            (EventTime::Time(date(2027, 5, 17).at(18, 30, 0, 0)), "2027-05-17 18:30"),
        ] {
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
        }
        assert!("17 May".parse::<EventTime>().is_err());
    }
}
