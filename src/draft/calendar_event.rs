//! The `event:` of a draft: what takes place, when, where.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::front_matter::nested_key_position;
use super::front_matter_keys::EVENT_KEYS;
use crate::model::{Diagnostic, Severity, SourceLocation, closest_match, single_line};

/// What to do about a beginning that cannot be read.
const TIME_HINT: &str = "write it as `2017-05-17 18:30`, or as `2017-05-17` for a whole day";

/// What templates read of an event, as `{{issue.event.…}}`.
pub(super) const TEMPLATE_FIELDS: &[&str] =
    &["title", "place", "day", "time", "when", "month", "number", "weekday", "file"];

/// Something that takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CalendarEvent {
    /// What it is.
    pub(super) title: String,
    /// When it begins.
    pub(super) starts: EventTime,
    /// When it ends; a day is its last.
    pub(super) ends: Option<EventTime>,
    /// Where it is; may be empty.
    pub(super) place: String,
}

/// A time on the society's clocks, or a whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventTime {
    /// A day from its beginning to its end.
    Day(Date),
    /// A moment.
    Time(DateTime),
}

impl EventTime {
    /// Returns the day.
    pub(super) fn day(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Time(time) => time.date(),
        }
    }
}

/// Understands what stands under `event:`.
pub(super) fn parse_event(
    value: &Value,
    subject: &str,
    head: &str,
    at: &impl Fn(usize, usize) -> SourceLocation,
) -> Result<CalendarEvent, Diagnostic> {
    let wrong = |key: &str, word: &str, sentence: String, hint: &str| {
        let (line, column) = nested_key_position(head, "event", key, word);
        let hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        Diagnostic {
            id: "event",
            severity: Severity::Block,
            location: Some(at(line, column)),
            message: sentence,
            help: hint,
        }
    };
    let Value::Object(given) = value else {
        let hint = "write `starts: 2017-05-17 18:30` under it, two spaces to the right, and so on";
        return Err(wrong("", "", "`event` takes `title`, `starts`, `ends` and `place`".to_owned(), hint));
    };
    if let Some(key) = given.keys().find(|key| !EVENT_KEYS.contains(&key.as_str())) {
        return Err(wrong(key, key, format!("`{key}` is no key of an event"), &unknown_key_hint(key)));
    }
    let text = |key: &str| match given.get(key) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) if text.contains("{{") => {
            let sentence = format!("the event's `{key}` has a field in it, but an event is the same for all");
            Err(wrong(key, "{{", sentence, "write the words themselves"))
        }
        Some(Value::String(text)) => Ok(single_line(text.trim()).into_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err(wrong(key, "", format!("the event's `{key}` is no text"), "put it in quotation marks")),
    };
    let (title, starts, ends, place) = (text("title")?, text("starts")?, text("ends")?, text("place")?);
    let title = if title.is_empty() { subject.to_owned() } else { title };
    if title.contains("{{") {
        let sentence = "the event has no `title`, and the subject is not the same for all".to_owned();
        return Err(wrong("", "", sentence, "add a line `title: …` under `event:`"));
    }
    if starts.is_empty() {
        let sentence = "the event does not say when it starts".to_owned();
        return Err(wrong("", "", sentence, "add a line `starts: 2017-05-17 18:30` under `event:`"));
    }
    let begin = parse_time(&starts, None).ok_or_else(|| {
        wrong("starts", &starts, format!("`{starts}` is no time at which an event can start"), TIME_HINT)
    })?;
    let end = match ends.as_str() {
        "" => None,
        _ => Some(parse_time(&ends, Some(begin)).ok_or_else(|| {
            let sentence = format!("`{ends}` is no time at which an event can end");
            wrong("ends", &ends, sentence, "write it as `20:30`, or as `2017-05-17 20:30` with its day")
        })?),
    };
    if let Some((sentence, hint)) = order_problem(begin, end) {
        return Err(wrong("ends", &ends, sentence.to_owned(), hint));
    }
    Ok(CalendarEvent { title, starts: begin, ends: end, place })
}

fn unknown_key_hint(key: &str) -> String {
    closest_match(key, EVENT_KEYS.iter().copied()).map_or_else(
        || "an event has `title`, `starts`, `ends` and `place`".to_owned(),
        |close| format!("did you mean `{close}`?"),
    )
}

/// Returns what is wrong with the end of an event, seen from its beginning, and what to do about it.
fn order_problem(begin: EventTime, end: Option<EventTime>) -> Option<(&'static str, &'static str)> {
    let backwards = match (begin, end?) {
        (EventTime::Time(from), EventTime::Time(to)) => to <= from,
        (EventTime::Day(from), EventTime::Day(to)) => to < from,
        (EventTime::Time(_), EventTime::Day(_)) | (EventTime::Day(_), EventTime::Time(_)) => {
            let sentence = "the event has a time at one end and a whole day at the other";
            return Some((sentence, "give both a time, or neither"));
        }
    };
    backwards.then_some(("the event ends before it starts", "see whether the day is right"))
}

/// Reads `2017-05-17`, `2017-05-17 18:30`, or after a beginning `20:30`.
fn parse_time(text: &str, after: Option<EventTime>) -> Option<EventTime> {
    let time = |text: &str| {
        let (hours, minutes) = text.split_once([':', '.'])?;
        let short =
            |digits: &str| (1..=2).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        (short(hours) && short(minutes) && minutes.len() == 2).then_some(())?;
        Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()
    };
    match text.split_once([' ', 'T']) {
        Some((day, clock)) => Some(EventTime::Time(day.parse::<Date>().ok()?.to_datetime(time(clock.trim())?))),
        None => match (text.parse::<Date>(), after) {
            (Ok(date), _) => Some(EventTime::Day(date)),
            (Err(_), Some(EventTime::Time(begin))) => Some(EventTime::Time(begin.date().to_datetime(time(text)?))),
            (Err(_), _) => None,
        },
    }
}

impl CalendarEvent {
    /// Tells the event in words, for templates.
    pub(super) fn template_values(&self, zone: &TimeZone, file: &str) -> Map<String, Value> {
        let first = self.starts.day();
        let day = |date: Date| date.strftime("%A %-d %B %Y").to_string();
        let clock = |time: DateTime| time.strftime("%H:%M").to_string();
        let place = format!(" ({})", zone_name(zone));
        let (begin, time) = match (self.starts, self.ends) {
            (EventTime::Time(from), None) => (day(first), format!("{}{place}", clock(from))),
            (EventTime::Time(from), Some(EventTime::Time(to))) if to.date() == first => {
                (day(first), format!("{} to {}{place}", clock(from), clock(to)))
            }
            (EventTime::Time(from), Some(EventTime::Time(to))) => {
                let end = format!("to {}, {}{place}", day(to.date()), clock(to));
                (format!("{}, {}", day(first), clock(from)), end)
            }
            (EventTime::Day(_), Some(EventTime::Day(to))) if to != first => (day(first), format!("to {}", day(to))),
            _ => (day(first), String::new()),
        };
        let comma = if time.starts_with("to ") { " " } else { ", " };
        let when = if time.is_empty() { begin.clone() } else { format!("{begin}{comma}{time}") };
        let words = json!({
            "title": self.title, "place": self.place, "day": begin, "time": time, "when": when,
            "month": first.strftime("%b").to_string(), "number": first.day().to_string(),
            "weekday": first.strftime("%a").to_string(), "file": file,
        });
        words.as_object().cloned().unwrap_or_default()
    }
}

/// Names a time zone by its city, as people do.
fn zone_name(zone: &TimeZone) -> String {
    match zone.iana_name() {
        Some(name) if name.contains('/') && !name.starts_with("Etc/") => {
            format!("{} time", name.rsplit('/').next().unwrap_or(name).replace('_', " "))
        }
        Some(name) => name.rsplit('/').next().unwrap_or(name).to_owned(),
        None => "UTC".to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> SourceLocation {
        SourceLocation { file: "newsletters/x.md".into(), line, column }
    }

    fn read(lines: &str) -> Result<CalendarEvent, Diagnostic> {
        let head = format!("subject: The year\nevent:\n{lines}");
        let value: Value = serde_saphyr::from_str(&head).unwrap();
        parse_event(&value["event"], "The year", &head, &at)
    }

    #[test]
    fn an_event_is_told_in_words() {
        let zone = TimeZone::get("Europe/London").unwrap();
        for (lines, when) in [
            ("  starts: 2017-05-17 18:30\n  ends: 20:30", "Wednesday 17 May 2017, 18:30 to 20:30 (London time)"),
            ("  starts: 2017-05-17T9:05", "Wednesday 17 May 2017, 09:05 (London time)"),
            ("  starts: 2017-05-17", "Wednesday 17 May 2017"),
            ("  starts: 2017-05-17\n  ends: 2017-05-18", "Wednesday 17 May 2017 to Thursday 18 May 2017"),
            (
                "  starts: 2017-05-17 18:30\n  ends: 2017-05-19 12.00",
                "Wednesday 17 May 2017, 18:30 to Friday 19 May 2017, 12:00 (London time)",
            ),
        ] {
            let words = read(lines).unwrap().template_values(&zone, "x.ics");
            assert_eq!(words["when"], when);
            assert_eq!(
                (&words["month"], &words["number"], &words["weekday"]),
                (&json!("May"), &json!("17"), &json!("Wed"))
            );
            assert!(
                TEMPLATE_FIELDS.iter().all(|field| words.contains_key(*field)) && words.len() == TEMPLATE_FIELDS.len()
            );
        }
        assert_eq!(zone_name(&TimeZone::UTC), "UTC");
        assert_eq!(zone_name(&TimeZone::get("America/New_York").unwrap()), "New York time");
    }

    #[test]
    fn what_is_wrong_with_an_event_has_its_line() {
        for (lines, place, words, hint) in [
            ("  start: 2017-05-17", (4, 3), "`start` is no key of an event", "did you mean `starts`?"),
            ("  title: A", (3, 1), "does not say when it starts", "add a line"),
            ("  title: A\n  starts: 17 May", (5, 11), "`17 May` is no time", "write it as"),
            ("  starts: 2017-02-30 10:00", (4, 11), "is no time at which an event can start", ""),
            ("  starts: 2017-05-17 18:30\n  ends: late", (5, 9), "`late` is no time", "with its day"),
            ("  starts: 2017-05-17 18:30\n  ends: 18:30", (5, 9), "ends before it starts", ""),
            ("  starts: 2017-05-17 18:30\n  ends: 2017-05-18", (5, 9), "a whole day at the other", ""),
            ("  starts: 2017-05-17\n  ends: 2017-05-16", (5, 9), "ends before it starts", ""),
            ("  starts: 2017-05-17\n  ends: 12:00", (5, 9), "is no time at which an event can end", ""),
            ("  starts: 2017-05-17\n  place: Near {{town}}", (5, 15), "the same for all", "the words themselves"),
        ] {
            let finding = read(lines).unwrap_err();
            let found = finding.location.unwrap();
            assert_eq!((found.line, found.column), place, "{lines}: {}", finding.message);
            assert!(finding.message.contains(words), "{lines}: {}", finding.message);
            assert!(finding.help.unwrap_or_default().contains(hint), "{lines}");
        }
    }
}
