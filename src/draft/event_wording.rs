//! An event in words, as letters tell it.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::model::{CalendarEvent, EventTime, Language};

/// What templates read of an event, as `{{issue.event.…}}`.
pub(super) const TEMPLATE_FIELDS: &[&str] =
    &["title", "place", "day", "time", "when", "month", "number", "weekday", "file", "link", "change", "cancelled"];

/// Tells an event in words, for templates; `earlier` is what readers were told of it before.
pub(super) fn event_words(
    event: &CalendarEvent,
    earlier: Option<&CalendarEvent>,
    zone: &TimeZone,
    language: &Language,
    file: &str,
) -> Map<String, Value> {
    let first = event.starts.day();
    let place = format!(" ({})", zone_name(zone));
    let (begin, time) = match (event.starts, event.ends) {
        (EventTime::Time(from), None) => (language.format_long_date(first), format!("{}{place}", clock(from))),
        (EventTime::Time(from), Some(EventTime::Time(to))) if to.date() == first => {
            (language.format_long_date(first), format!("{} to {}{place}", clock(from), clock(to)))
        }
        (EventTime::Time(from), Some(EventTime::Time(to))) => {
            let end = format!("to {}, {}{place}", language.format_long_date(to.date()), clock(to));
            (format!("{}, {}", language.format_long_date(first), clock(from)), end)
        }
        (EventTime::Day(_), Some(EventTime::Day(to))) if to != first => {
            (language.format_long_date(first), format!("to {}", language.format_long_date(to)))
        }
        _ => (language.format_long_date(first), String::new()),
    };
    let comma = if time.starts_with("to ") { " " } else { ", " };
    let when = if time.is_empty() { begin.clone() } else { format!("{begin}{comma}{time}") };
    let words = json!({
        "title": event.title, "place": event.place, "day": begin, "time": time, "when": when,
        "month": language.short_month(first), "number": first.day().to_string(),
        "weekday": language.short_weekday(first), "file": file, "link": "", "cancelled": if event.is_cancelled { "yes" } else { "" },
        "change": earlier.and_then(|earlier| change_words(earlier, event, language)).unwrap_or_default(),
    });
    words.as_object().cloned().unwrap_or_default()
}

/// Says what has changed since readers were told of an event; `None` if nothing has.
#[must_use]
pub fn change_words(earlier: &CalendarEvent, event: &CalendarEvent, language: &Language) -> Option<String> {
    if event.is_cancelled {
        return Some("Cancelled".to_owned());
    }
    let mut words = Vec::new();
    if earlier.is_cancelled {
        words.push("It takes place after all".to_owned());
    }
    if earlier.starts != event.starts {
        words.push(format!(
            "Moved from {} to {}",
            begin_words(earlier.starts, language),
            begin_words(event.starts, language)
        ));
    } else if earlier.ends != event.ends
        && let Some(ends) = event.ends
    {
        words.push(format!("It now ends on {}", begin_words(ends, language)));
    }
    if earlier.place != event.place && !event.place.is_empty() {
        words.push(match earlier.place.as_str() {
            "" => format!("The place is {}", event.place),
            place => format!("Moved from {place} to {}", event.place),
        });
    }
    (!words.is_empty()).then(|| words.join(". "))
}

fn begin_words(time: EventTime, language: &Language) -> String {
    match time {
        EventTime::Day(date) => language.format_long_date(date),
        EventTime::Time(time) => format!("{}, {}", language.format_long_date(time.date()), clock(time)),
    }
}

fn clock(time: DateTime) -> String {
    time.strftime("%H:%M").to_string()
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

    fn event(starts: &str, ends: &str) -> CalendarEvent {
        let (starts, ends) = (starts.parse().unwrap(), ends.parse().ok());
        CalendarEvent { title: "A".to_owned(), starts, ends, place: String::new(), is_cancelled: false }
    }

    #[test]
    fn an_event_is_told_in_words() {
        let zone = TimeZone::get("Europe/London").unwrap();
        for (starts, ends, when) in [
            ("2017-05-17 18:30", "2017-05-17 20:30", "Wednesday 17 May 2017, 18:30 to 20:30 (London time)"),
            ("2017-05-17 09:05", "", "Wednesday 17 May 2017, 09:05 (London time)"),
            ("2017-05-17", "", "Wednesday 17 May 2017"),
            ("2017-05-17", "2017-05-18", "Wednesday 17 May 2017 to Thursday 18 May 2017"),
            (
                "2017-05-17 18:30",
                "2017-05-19 12:00",
                "Wednesday 17 May 2017, 18:30 to Friday 19 May 2017, 12:00 (London time)",
            ),
        ] {
            let words = event_words(&event(starts, ends), None, &zone, &Language::default(), "x.ics");
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
    fn change_is_told_in_words() {
        let before = event("2017-05-17 18:30", "2017-05-17 20:30");
        let at = |place: &str| CalendarEvent { place: place.to_owned(), ..before.clone() };
        for (earlier, later, words) in [
            (before.clone(), before.clone(), None),
            (
                before.clone(),
                event("2017-05-10 18:30", ""),
                Some("Moved from Wednesday 17 May 2017, 18:30 to Wednesday 10 May 2017, 18:30"),
            ),
            (
                before.clone(),
                event("2017-05-17 18:30", "2017-05-17 21:00"),
                Some("It now ends on Wednesday 17 May 2017, 21:00"),
            ),
            (at("Leeds"), at("York"), Some("Moved from Leeds to York")),
            (at(""), at("York"), Some("The place is York")),
            (before.clone(), CalendarEvent { is_cancelled: true, ..before.clone() }, Some("Cancelled")),
            (CalendarEvent { is_cancelled: true, ..before.clone() }, before.clone(), Some("It takes place after all")),
        ] {
            assert_eq!(change_words(&earlier, &later, &Language::default()).as_deref(), words);
        }
    }
}
