//! An event in words, as letters tell it.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::model::{CalendarEvent, EventTime, SentenceSource as _};
use crate::translation::Translator;

/// What templates read of an event, as `{{issue.event.…}}`.
pub(super) const TEMPLATE_FIELDS: &[&str] =
    &["title", "place", "day", "time", "when", "month", "number", "weekday", "file", "link", "change", "cancelled"];

/// Tells an event in words, for templates; `earlier` is what readers were told of it before.
pub(super) fn event_words(
    event: &CalendarEvent,
    earlier: Option<&CalendarEvent>,
    zone: &TimeZone,
    sentences: &Translator,
    file: &str,
) -> Map<String, Value> {
    let language = sentences.language();
    let first = event.starts.day();
    let day = language.format_long_date(first);
    let place = zone_name(zone, sentences);
    let with_zone = |time: &str| sentences.say("event-zone", &[("time", time), ("zone", &place)]);
    let until = |end: &str| sentences.say("event-until", &[("end", end)]);
    let at = |day: &str, time: &str| sentences.say("event-at", &[("day", day), ("time", time)]);
    let (begin, time, when) = match (event.starts, event.ends) {
        (EventTime::Time(from), None) => {
            let time = with_zone(&clock(from));
            (day.clone(), time.clone(), at(&day, &time))
        }
        (EventTime::Time(from), Some(EventTime::Time(to))) if to.date() == first => {
            let time = with_zone(&sentences.say("event-times", &[("from", &clock(from)), ("to", &clock(to))]));
            (day.clone(), time.clone(), at(&day, &time))
        }
        (EventTime::Time(from), Some(EventTime::Time(to))) => {
            let end = until(&with_zone(&at(&language.format_long_date(to.date()), &clock(to))));
            let begin = at(&day, &clock(from));
            (begin.clone(), end.clone(), format!("{begin} {end}"))
        }
        (EventTime::Day(_), Some(EventTime::Day(to))) if to != first => {
            let end = until(&language.format_long_date(to));
            (day.clone(), end.clone(), format!("{day} {end}"))
        }
        _ => (day.clone(), String::new(), day),
    };
    let words = json!({
        "title": event.title, "place": event.place, "day": begin, "time": time, "when": when,
        "month": language.short_month(first), "number": first.day().to_string(),
        "weekday": language.short_weekday(first), "file": file, "link": "", "cancelled": if event.is_cancelled { "yes" } else { "" },
        "change": earlier.and_then(|earlier| change_words(earlier, event, sentences)).unwrap_or_default(),
    });
    words.as_object().cloned().unwrap_or_default()
}

/// Says when an event takes place, such as `Wednesday 17 May 2017, 18:30 to 20:30 (London time)`.
#[must_use]
pub fn event_time_words(event: &CalendarEvent, zone: &TimeZone, sentences: &Translator) -> String {
    let words = event_words(event, None, zone, sentences, "");
    words.get("when").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Says what has changed since readers were told of an event; `None` if nothing has.
#[must_use]
pub fn change_words(earlier: &CalendarEvent, event: &CalendarEvent, sentences: &Translator) -> Option<String> {
    if event.is_cancelled {
        return Some(sentences.say("event-cancelled", &[]));
    }
    let mut words = Vec::new();
    if earlier.is_cancelled {
        words.push(sentences.say("event-again", &[]));
    }
    let told = |time: EventTime| begin_words(time, sentences);
    if earlier.starts != event.starts {
        words.push(sentences.say("event-moved", &[("from", &told(earlier.starts)), ("to", &told(event.starts))]));
    } else if earlier.ends != event.ends
        && let Some(ends) = event.ends
    {
        words.push(sentences.say("event-ends", &[("end", &told(ends))]));
    }
    if earlier.place != event.place && !event.place.is_empty() {
        words.push(match earlier.place.as_str() {
            "" => sentences.say("event-place", &[("place", &event.place)]),
            place => sentences.say("event-place-moved", &[("from", place), ("to", &event.place)]),
        });
    }
    (!words.is_empty()).then(|| words.join(". "))
}

fn begin_words(time: EventTime, sentences: &Translator) -> String {
    let language = sentences.language();
    match time {
        EventTime::Day(date) => language.format_long_date(date),
        EventTime::Time(time) => {
            let day = language.format_long_date(time.date());
            sentences.say("event-at", &[("day", &day), ("time", &clock(time))])
        }
    }
}

fn clock(time: DateTime) -> String {
    time.strftime("%H:%M").to_string()
}

/// Names a time zone by its city, as people do.
fn zone_name(zone: &TimeZone, sentences: &Translator) -> String {
    match zone.iana_name() {
        Some(name) if name.contains('/') && !name.starts_with("Etc/") => {
            let city = name.rsplit('/').next().unwrap_or(name);
            let own = format!("zone-{}", city.replace('_', "-").to_lowercase());
            if sentences.has(&own) {
                return sentences.say(&own, &[]);
            }
            sentences.say("zone-other", &[("city", &city.replace('_', " "))])
        }
        Some(name) => name.rsplit('/').next().unwrap_or(name).to_owned(),
        None => "UTC".to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::translation::Catalog;

    fn english() -> Translator {
        Catalog::default().translator(&Language::default())
    }

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
            let words = event_words(&event(starts, ends), None, &zone, &english(), "x.ics");
            assert_eq!(words["when"], when);
            assert_eq!(
                (&words["month"], &words["number"], &words["weekday"]),
                (&json!("May"), &json!("17"), &json!("Wed"))
            );
            assert!(
                TEMPLATE_FIELDS.iter().all(|field| words.contains_key(*field)) && words.len() == TEMPLATE_FIELDS.len()
            );
        }
        assert_eq!(zone_name(&TimeZone::UTC, &english()), "UTC");
        assert_eq!(zone_name(&TimeZone::get("America/New_York").unwrap(), &english()), "New York time");
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
            assert_eq!(change_words(&earlier, &later, &english()).as_deref(), words);
        }
    }
}
