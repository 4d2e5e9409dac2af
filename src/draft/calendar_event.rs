//! The `event:` of a draft: what takes place, when, where.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span};
use serde_json::Value;

use super::front_matter::nested_key_position;
use super::front_matter_keys::EVENT_KEYS;
use crate::model::{
    CalendarEvent, Diagnostic, EventTime, IssueEvent, Severity, SourceLocation, closest_match, curly_quotes_hint,
    single_line,
};

/// What to do about a beginning that cannot be read.
const TIME_HINT: &str = "write it as `2017-05-17 18:30`, or as `2017-05-17` for a whole day";

/// What is wrong with an event of which one end is a day.
const MIXED_TIMES: &str = "the event has a time at one end and a whole day at the other";

/// The `event:` of a draft, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventDraft {
    /// What it is; empty if the draft does not say.
    title: String,
    /// When it begins.
    starts: Option<EventTime>,
    /// When it ends; a day is its last.
    ends: Option<EventTime>,
    /// Where it is; empty if the draft does not say.
    place: String,
    /// What it has to do with an event that was announced before.
    pub(super) relation: EventRelation,
}

/// What an event has to do with one that was announced before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EventRelation {
    /// Nothing, unless the draft itself went to another list.
    New,
    /// It is the event of this draft, with other facts.
    Replaces(String),
    /// It is the event of this draft, which does not take place.
    Cancels(String),
}

impl EventRelation {
    /// Returns the relation by the drafts that are named; `None` if both are.
    fn new(replaces: String, cancels: String) -> Option<Self> {
        match (replaces.is_empty(), cancels.is_empty()) {
            (true, true) => Some(Self::New),
            (false, true) => Some(Self::Replaces(replaces)),
            (true, false) => Some(Self::Cancels(cancels)),
            (false, false) => None,
        }
    }
}

/// Understands what stands under `event:`.
pub(super) fn parse_event(
    value: &Value,
    subject: &str,
    head: &str,
    at: &impl Fn(usize, usize) -> SourceLocation,
) -> Result<EventDraft, Diagnostic> {
    let wrong = |key: &str, word: &str, sentence: String, hint: &str| {
        let (line, column) = nested_key_position(head, "event", key, word);
        let hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        Diagnostic {
            id: "event",
            severity: Severity::Block,
            location: Some(at(line, column)),
            message: sentence,
            help: hint,
            suggestion: None,
        }
    };
    let Value::Object(given) = value else {
        let hint = "write `starts: 2017-05-17 18:30` under it, two spaces to the right, and so on";
        let sentence = "`event` takes `title`, `starts`, `ends` and `place`, in lines below it".to_owned();
        return Err(wrong("", "", sentence, hint));
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
    let relation = EventRelation::new(text("replaces")?, text("cancels")?).ok_or_else(|| {
        let sentence = "the event has both `replaces` and `cancels`".to_owned();
        wrong("cancels", "cancels", sentence, "delete one of the two lines")
    })?;
    let is_new = relation == EventRelation::New;
    if is_new && title.is_empty() && subject.contains("{{") {
        let sentence = "the event has no `title`, and the subject is not the same for all".to_owned();
        return Err(wrong("", "", sentence, "add a line `title: …` under `event:`"));
    }
    if starts.is_empty() {
        if is_new || !ends.is_empty() {
            let sentence = "the event does not say when it starts".to_owned();
            return Err(wrong("", "", sentence, "add a line `starts: 2017-05-17 18:30` under `event:`"));
        }
        return Ok(EventDraft { title, starts: None, ends: None, place, relation });
    }
    let typed_start = given.get("starts").and_then(Value::as_str);
    let (begin, end) = parse_times(&starts, &ends, typed_start, &wrong)?;
    Ok(EventDraft { title, starts: Some(begin), ends: end, place, relation })
}

/// Reads when an event begins and ends; `typed_start` is the beginning as it was typed.
fn parse_times(
    starts: &str,
    ends: &str,
    typed_start: Option<&str>,
    wrong: &dyn Fn(&str, &str, String, &str) -> Diagnostic,
) -> Result<(EventTime, Option<EventTime>), Diagnostic> {
    let begin = parse_time(starts, None).ok_or_else(|| {
        let hint = curly_quotes_hint(starts);
        wrong(
            "starts",
            starts,
            format!("`{starts}` is no time at which an event can start"),
            hint.as_deref().unwrap_or(TIME_HINT),
        )
    })?;
    let end = match ends {
        "" => None,
        _ => Some(parse_time(ends, Some(begin)).ok_or_else(|| {
            let sentence = match (begin, clock_time(ends)) {
                (EventTime::Day(_), Some(_)) => MIXED_TIMES.to_owned(),
                _ => format!("`{ends}` is no time at which an event can end"),
            };
            wrong("ends", ends, sentence, &end_hint(ends, begin, typed_start))
        })?),
    };
    if let Some((sentence, hint)) = order_problem(begin, end) {
        let next_day = next_morning(begin, end, ends);
        return Err(wrong("ends", ends, sentence.to_owned(), next_day.as_deref().unwrap_or(hint)));
    }
    Ok((begin, end))
}

impl EventDraft {
    /// Returns the first and the last day that the draft gives; `None` if it gives none, or the event is cancelled.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        let starts = self.starts.filter(|_| !matches!(self.relation, EventRelation::Cancels(_)))?.day();
        Some((starts, self.ends.map_or(starts, EventTime::day).max(starts)))
    }

    /// Returns what it is; empty if the draft does not say.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// Fills in from the event that was announced before what the draft does not say; `None` if there was none.
    pub(super) fn resolve(&self, subject: &str, earlier: Option<&IssueEvent>) -> Option<CalendarEvent> {
        let earlier = earlier.map(|told| &told.event).filter(|_| self.relation != EventRelation::New);
        let or = |own: &str, known: fn(&CalendarEvent) -> &str, default: &str| match own {
            "" => earlier.map_or(default, known).to_owned(),
            own => own.to_owned(),
        };
        let starts = self.starts.or(earlier.map(|event| event.starts))?;
        Some(CalendarEvent {
            title: or(&self.title, |event| &event.title, subject),
            starts,
            ends: self.ends.or_else(|| earlier.and_then(|event| moved_end(event, starts))),
            place: or(&self.place, |event| &event.place, ""),
            is_cancelled: matches!(self.relation, EventRelation::Cancels(_)),
        })
    }
}

/// Returns when an event ends that was moved to another beginning and lasts as long as before.
fn moved_end(event: &CalendarEvent, starts: EventTime) -> Option<EventTime> {
    match (event.starts, event.ends?, starts) {
        (EventTime::Time(from), EventTime::Time(to), EventTime::Time(begin)) => {
            let length = SignedDuration::try_from(to.since(from).ok()?).ok()?;
            begin.checked_add(length).ok().map(EventTime::Time)
        }
        (EventTime::Day(from), EventTime::Day(to), EventTime::Day(begin)) => {
            let days = to.since(from).ok()?.get_days();
            begin.checked_add(Span::new().days(days)).ok().map(EventTime::Day)
        }
        _ => None,
    }
}

fn unknown_key_hint(key: &str) -> String {
    closest_match(key, EVENT_KEYS.iter().copied()).map_or_else(
        || "an event has `title`, `starts`, `ends` and `place`, and perhaps `replaces` or `cancels`".to_owned(),
        |close| format!("did you mean `{close}`?"),
    )
}

/// Returns what is wrong with the end of an event, seen from its beginning, and what to do about it.
fn order_problem(begin: EventTime, end: Option<EventTime>) -> Option<(&'static str, &'static str)> {
    let backwards = match (begin, end?) {
        (EventTime::Time(from), EventTime::Time(to)) => to <= from,
        (EventTime::Day(from), EventTime::Day(to)) => to < from,
        (EventTime::Time(_), EventTime::Day(_)) | (EventTime::Day(_), EventTime::Time(_)) => {
            return Some((MIXED_TIMES, "give both a time, or neither"));
        }
    };
    backwards.then_some(("the event ends before it starts", "see whether the day is right"))
}

/// Returns what to write for an end that cannot be read.
fn end_hint(ends: &str, begin: EventTime, starts: Option<&str>) -> String {
    match (begin, clock_time(ends)) {
        // The beginning lacks its time, not the end.
        (EventTime::Day(day), Some(_)) => format!(
            "`starts: {}` is a whole day: give it a time as well, such as `starts: {day} 10:00`, or leave the end out",
            starts.unwrap_or_default().trim()
        ),
        (EventTime::Time(begin), _) => {
            format!("write it as `20:30`, or as `{} 20:30` with its day", begin.date())
        }
        (EventTime::Day(day), None) => format!("write it as a day, such as `{day}`"),
    }
}

/// Returns what to write for an end without a day that is meant for the next one.
fn next_morning(begin: EventTime, end: Option<EventTime>, ends: &str) -> Option<String> {
    let (EventTime::Time(begin), Some(EventTime::Time(end)), Some(_)) = (begin, end, clock_time(ends)) else {
        return None;
    };
    let day = begin.date().tomorrow().ok().filter(|_| end < begin)?;
    Some(format!("if it ends on the next day, write `ends: {day} {}`", ends.trim()))
}

/// Reads `20:30` or `20.30`.
fn clock_time(text: &str) -> Option<Time> {
    let (hours, minutes) = text.trim().split_once([':', '.'])?;
    let short = |digits: &str| (1..=2).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    (short(hours) && short(minutes) && minutes.len() == 2).then_some(())?;
    Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()
}

/// Reads `2017-05-17` or `2017-05-17 18:30`.
pub(super) fn parse_moment(text: &str) -> Option<EventTime> {
    parse_time(text, None)
}

/// Reads `2017-05-17`, `2017-05-17 18:30`, or after a beginning `20:30`.
fn parse_time(text: &str, after: Option<EventTime>) -> Option<EventTime> {
    match text.split_once([' ', 'T']) {
        Some((day, clock)) => Some(EventTime::Time(day.parse::<Date>().ok()?.to_datetime(clock_time(clock)?))),
        None => match (text.parse::<Date>(), after) {
            (Ok(date), _) => Some(EventTime::Day(date)),
            (Err(_), Some(EventTime::Time(begin))) => {
                Some(EventTime::Time(begin.date().to_datetime(clock_time(text)?)))
            }
            (Err(_), _) => None,
        },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> SourceLocation {
        SourceLocation { file: "newsletters/x.md".into(), line, column }
    }

    fn read(lines: &str) -> Result<EventDraft, Diagnostic> {
        let head = format!("subject: The year\nevent:\n{lines}");
        let value: Value = serde_saphyr::from_str(&head).unwrap();
        parse_event(&value["event"], "The year", &head, &at)
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
            (
                "  starts: 2017-05-17\n  ends: 12:00",
                (5, 9),
                "a whole day at the other",
                "such as `starts: 2017-05-17 10:00`",
            ),
            ("  starts: 2017-05-31 22:00\n  ends: 01:00", (5, 9), "before it starts", "write `ends: 2017-06-01 01:00`"),
            ("  starts: 2017-05-17\n  place: Near {{town}}", (5, 15), "the same for all", "the words themselves"),
        ] {
            let finding = read(lines).unwrap_err();
            let found = finding.location.unwrap();
            assert_eq!((found.line, found.column), place, "{lines}: {}", finding.message);
            assert!(finding.message.contains(words), "{lines}: {}", finding.message);
            assert!(finding.help.unwrap_or_default().contains(hint), "{lines}");
        }
    }

    #[test]
    fn moved_event_keeps_what_is_not_said() {
        let first = read("  title: A\n  starts: 2017-05-17 18:30\n  ends: 20:00\n  place: Leeds").unwrap();
        let event = first.resolve("S", None).unwrap();
        let told = IssueEvent { uid: "a".to_owned(), sequence: 0, made_at: jiff::Timestamp::UNIX_EPOCH, event };
        let moved = read("  starts: 2017-05-18 19:00\n  replaces: a").unwrap().resolve("S", Some(&told)).unwrap();
        assert_eq!((moved.title.as_str(), moved.place.as_str()), ("A", "Leeds"));
        assert_eq!(moved.ends.map(|ends| ends.to_string()).as_deref(), Some("2017-05-18 20:30"));
        let cancelled = read("  cancels: a").unwrap().resolve("S", Some(&told)).unwrap();
        assert_eq!(cancelled, CalendarEvent { is_cancelled: true, ..told.event.clone() });
        assert_eq!(read("  cancels: a").unwrap().resolve("S", None), None);
        assert!(read("  cancels: a\n  replaces: b").is_err());
    }
}
