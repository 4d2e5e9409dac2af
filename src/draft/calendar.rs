//! The calendar file of an event (RFC 5545): published (RFC 5546 §3.2.1) or cancelled (§3.2.5).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::model::{CalendarEvent, EventTime, IssueEvent, Mailbox};

/// The longest line, in octets without its end (RFC 5545 §3.1).
const MAX_LINE_OCTETS: usize = 75;

/// How a calendar file begins.
const CALENDAR_START: [&str; 3] = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//circular//circular//EN"];

/// A calendar must have some component (RFC 5545 §3.6), and one without events has only this.
const NO_EVENTS: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// How often calendar programs should read a calendar again (RFC 7986 §5.7, and the older name of the same).
const REFRESH: [&str; 2] = ["REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"];

/// Writes a calendar to which programs subscribe; a cancelled event stays in it and says so.
#[must_use]
pub fn write_calendar(title: &str, events: &[IssueEvent], organizer: &Mailbox, zone: &TimeZone) -> String {
    let file = CalendarFile { organizer, zone };
    let title = escape_text(title);
    let names = [format!("NAME:{title}"), format!("X-WR-CALNAME:{title}")];
    let mut out = String::new();
    let head = CALENDAR_START.iter().copied().chain(["METHOD:PUBLISH"]);
    for line in head.chain(names.iter().map(String::as_str)).chain(REFRESH) {
        fold_line(line, &mut out);
    }
    for told in events {
        file.write_event(told, &mut out);
    }
    for line in NO_EVENTS.iter().filter(|_| events.is_empty()) {
        fold_line(line, &mut out);
    }
    fold_line("END:VCALENDAR", &mut out);
    out
}

/// What a calendar file says beside the event itself.
pub(super) struct CalendarFile<'c> {
    /// Who invites.
    pub(super) organizer: &'c Mailbox,
    /// Where the society's clocks are.
    pub(super) zone: &'c TimeZone,
}

/// Returns the method by which calendars take an event (RFC 5546 §1.4).
pub(super) fn calendar_method(event: &CalendarEvent) -> &'static str {
    if event.is_cancelled { "CANCEL" } else { "PUBLISH" }
}

impl CalendarFile<'_> {
    /// Writes the file. Times are in UTC: every calendar shows them on the reader's own clock.
    pub(super) fn to_bytes(&self, told: &IssueEvent) -> Vec<u8> {
        let mut out = String::new();
        for line in CALENDAR_START {
            fold_line(line, &mut out);
        }
        fold_line(&format!("METHOD:{}", calendar_method(&told.event)), &mut out);
        self.write_event(told, &mut out);
        fold_line("END:VCALENDAR", &mut out);
        out.into_bytes()
    }

    fn write_event(&self, told: &IssueEvent, out: &mut String) {
        let event = &told.event;
        let mut line = |text: String| fold_line(&text, out);
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{}", escape_text(&told.uid)));
        line(format!("DTSTAMP:{}", utc(told.made_at)));
        line(format!("SEQUENCE:{}", told.sequence));
        line(format!("DTSTART{}", self.date_value(event.starts, 0)));
        // A day without an end is one day (RFC 5545 §3.6.1); some programs take an end on the next day for two.
        let is_one_day = matches!(event.starts, EventTime::Day(_)) && event.ends == Some(event.starts);
        if let Some(end) = event.ends.filter(|_| !is_one_day) {
            // The end of a whole day is the day on which it is over.
            line(format!("DTEND{}", self.date_value(end, 1)));
        }
        line(format!("STATUS:{}", if event.is_cancelled { "CANCELLED" } else { "CONFIRMED" }));
        line(format!("SUMMARY:{}", escape_text(&event.title)));
        if !event.place.is_empty() {
            line(format!("LOCATION:{}", escape_text(&event.place)));
        }
        let address = &self.organizer.address;
        let name = self.organizer.name.as_deref().map(clean_parameter).filter(|name| !name.is_empty());
        line(name.map_or_else(
            || format!("ORGANIZER:mailto:{address}"),
            |name| format!("ORGANIZER;CN=\"{name}\":mailto:{address}"),
        ));
        line("END:VEVENT".to_owned());
    }

    fn date_value(&self, when: EventTime, days: i64) -> String {
        match when {
            EventTime::Day(date) => {
                let date = date.checked_add(jiff::Span::new().days(days)).unwrap_or(date);
                format!(";VALUE=DATE:{}", date.strftime("%Y%m%d"))
            }
            EventTime::Time(time) => format!(":{}", self.to_utc(time)),
        }
    }

    /// A time that the clocks skip or show twice is refused before.
    fn to_utc(&self, time: DateTime) -> String {
        self.zone.to_ambiguous_timestamp(time).compatible().map_or_else(|_| String::new(), utc)
    }
}

fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Escapes a text value (RFC 5545 §3.3.11).
fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Cleans what stands in quotation marks, which cannot be escaped (RFC 5545 §3.2).
fn clean_parameter(text: &str) -> String {
    text.chars().filter(|c| *c != '"' && !c.is_control()).collect()
}

/// Writes a line; what is too long goes on behind a space, and no letter is cut (RFC 5545 §3.1).
fn fold_line(line: &str, out: &mut String) {
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > MAX_LINE_OCTETS {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn event(title: &str, starts: EventTime, ends: Option<EventTime>) -> CalendarEvent {
        let place = "Room 9; Westminster, London".to_owned();
        CalendarEvent { title: title.to_owned(), starts, ends, place, is_cancelled: false }
    }

    fn write(event: &CalendarEvent) -> String {
        let organiser = "The \"Society\" <chair@example.org>".parse().unwrap();
        let zone = TimeZone::get("Europe/London").unwrap();
        let made_at = "2017-04-24T09:10:11Z".parse().unwrap();
        let told = IssueEvent { uid: "spring@example.org".to_owned(), sequence: 3, made_at, event: event.clone() };
        String::from_utf8(CalendarFile { organizer: &organiser, zone: &zone }.to_bytes(&told)).unwrap()
    }

    /// Reads lines back as another program does: unfolds first, then splits, then takes the escapes away.
    fn unfolded(file: &str) -> Vec<(String, String)> {
        let whole = file.replace("\r\n ", "");
        let plain = |text: &str| {
            let mut out = String::new();
            let mut chars = text.chars();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => out.extend(chars.next().map(|c| if c == 'n' { '\n' } else { c })),
                    c => out.push(c),
                }
            }
            out
        };
        let lines = whole.strip_suffix("\r\n").unwrap().split("\r\n");
        lines.map(|line| line.split_once(':').unwrap()).map(|(name, value)| (name.to_owned(), plain(value))).collect()
    }

    #[test]
    fn an_event_is_published_in_utc() {
        let starts = EventTime::Time(date(2017, 5, 17).at(18, 30, 0, 0));
        let ends = EventTime::Time(date(2017, 5, 17).at(20, 30, 0, 0));
        assert_eq!(
            write(&event("Annual meeting, with MPs", starts, Some(ends))),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//circular//circular//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n\
             UID:spring@example.org\r\nDTSTAMP:20170424T091011Z\r\nSEQUENCE:3\r\n\
             DTSTART:20170517T173000Z\r\nDTEND:20170517T193000Z\r\nSTATUS:CONFIRMED\r\nSUMMARY:Annual meeting\\, with MPs\r\n\
             LOCATION:Room 9\\; Westminster\\, London\r\n\
             ORGANIZER;CN=\"The Society\":mailto:chair@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
    }

    #[test]
    fn cancelled_event_says_so() {
        let starts = EventTime::Time(date(2017, 5, 17).at(18, 30, 0, 0));
        let file = write(&CalendarEvent { is_cancelled: true, ..event("Annual meeting", starts, None) });
        assert!(file.contains("METHOD:CANCEL\r\n") && file.contains("STATUS:CANCELLED\r\n"), "{file}");
        assert!(!file.contains("DTEND"), "{file}");
    }

    #[test]
    fn several_days_end_on_the_next_and_one_day_has_no_end() {
        let day = |day| Some(EventTime::Day(date(2017, 5, day)));
        for (ends, written) in [(None, None), (day(17), None), (day(19), Some("DTEND;VALUE=DATE:20170520\r\n"))] {
            let file = write(&event("Day", EventTime::Day(date(2017, 5, 17)), ends));
            assert!(file.contains("DTSTART;VALUE=DATE:20170517\r\n"), "{file}");
            assert_eq!(file.lines().find(|line| line.starts_with("DTEND")), written.map(str::trim_end));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_the_title_it_reads_back(title in "(\\PC|[\\\\,;:\"\né東🦆]){0,200}") {
            let file = write(&event(&title, EventTime::Day(date(2017, 5, 17)), None));
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
            }
            let lines = unfolded(&file);
            let summary: Vec<_> = lines.iter().filter(|(name, _)| name == "SUMMARY").map(|(_, value)| value).collect();
            let expected: String = title.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(summary, [&expected]);
            prop_assert_eq!(lines.len(), 15);
        }
    }
}
