//! What a calendar program says that a person answered to an invitation (RFC 5546 §3.2.3).

use super::parsed_mail::ParsedMail;
use crate::model::{Address, is_deceptive};

/// A calendar file of more octets is not read.
const MAX_BYTES: usize = 256 * 1_024;
/// A reply is about one person.
const MAX_ATTENDEES: usize = 20;

/// The answer of a calendar program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CalendarReply {
    /// Names the meeting.
    pub(super) uid: String,
    /// Whose answer it is.
    pub(super) attendee: Address,
    pub(super) status: ParticipationStatus,
    /// What they wrote beside it.
    pub(super) comment: Option<String>,
}

/// What an attendee answered (RFC 5545 §3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParticipationStatus {
    Accepted,
    Declined,
    /// Tentative, delegated, or another word.
    Other,
}

/// Finds the reply of a calendar program in a message; `None` if there is none, or it is about several people.
pub(super) fn find_calendar_reply(mail: &ParsedMail<'_>) -> Option<CalendarReply> {
    let files = mail.parts.iter().filter(|part| {
        let is_calendar = matches!(&*part.media_type, "text/calendar" | "application/ics");
        is_calendar && part.text().len() <= MAX_BYTES
    });
    let mut replies = files.filter_map(|part| parse_reply(part.text()));
    replies.next()
}

fn parse_reply(file: &str) -> Option<CalendarReply> {
    let lines = unfold(file);
    let properties: Vec<CalendarProperty<'_>> = lines.iter().filter_map(|line| CalendarProperty::parse(line)).collect();
    let values = |name: &'static str| properties.iter().filter(move |property| property.is_named(name));
    let is_reply = values("METHOD").any(|method| method.value.trim().eq_ignore_ascii_case("REPLY"));
    let begin = values("BEGIN").filter(|begin| begin.value.trim().eq_ignore_ascii_case("VEVENT")).count();
    let uid = values("UID").next()?.value.trim();
    let mut attendees = values("ATTENDEE").take(MAX_ATTENDEES).filter_map(|attendee| {
        let status = attendee.parameter("PARTSTAT")?;
        Some((attendee.address()?, ParticipationStatus::parse(status)))
    });
    let (attendee, status) = attendees.next()?;
    if !is_reply || begin == 0 || attendees.any(|(other, _)| other != attendee) {
        return None;
    }
    let comment = values("COMMENT").next().map(|comment| plain_value(comment.value));
    Some(CalendarReply {
        uid: plain_value(uid),
        attendee,
        status,
        comment: comment.map(|comment| comment.trim().to_owned()).filter(|comment| !comment.is_empty()),
    })
}

impl ParticipationStatus {
    fn parse(word: &str) -> Self {
        match word.to_ascii_uppercase().as_str() {
            "ACCEPTED" => Self::Accepted,
            "DECLINED" => Self::Declined,
            _ => Self::Other,
        }
    }
}

/// Joins lines that were folded (RFC 5545 §3.1).
fn unfold(file: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in file.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// A line of a calendar file: a name, parameters and a value.
struct CalendarProperty<'l> {
    name: &'l str,
    parameters: &'l str,
    value: &'l str,
}

impl<'l> CalendarProperty<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let mut is_quoted = false;
        let colon = line.find(|c| {
            is_quoted ^= c == '"';
            c == ':' && !is_quoted
        })?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Self { name: name.trim(), parameters, value })
    }

    fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn parameter(&self, wanted: &str) -> Option<&'l str> {
        let mut is_quoted = false;
        let mut parts = self.parameters.split(move |c| {
            is_quoted ^= c == '"';
            c == ';' && !is_quoted
        });
        let value = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case(wanted).then_some(value)
        });
        value.map(|value| value.trim().trim_matches('"'))
    }

    /// Returns the address of an attendee: Balsa writes it without `mailto:`, Outlook in capital letters.
    fn address(&self) -> Option<Address> {
        let value = self.value.trim();
        let bare = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).and(value.get(7..));
        bare.unwrap_or(value).trim().parse().ok().or_else(|| self.parameter("EMAIL")?.parse().ok())
    }
}

/// Returns a text value without its escapes (RFC 5545 §3.3.11), and without signs that no text has.
fn plain_value(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut signs = value.chars();
    while let Some(sign) = signs.next() {
        let sign = match sign {
            '\\' => signs.next().map(|sign| if matches!(sign, 'n' | 'N') { '\n' } else { sign }),
            sign => Some(sign),
        };
        plain.extend(sign.filter(|sign| !is_deceptive(*sign)));
    }
    plain
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn file(attendee: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n{attendee}\r\nUID:a1\\,b@example.org\r\n\
             COMMENT:With\\nOtto\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    #[test]
    fn forms_of_programs_are_read() {
        for (attendee, status) in [
            ("ATTENDEE;CN=Zoe Mueller;PARTSTAT=ACCEPTED:mailto:zoe@example.org", ParticipationStatus::Accepted),
            (
                "ATTENDEE;CN=\"Mueller; Zoe: chair\";RSVP=TRUE;PARTSTAT=DECLINED;ROLE=REQ-PARTICIP\r\n \
                 ANT;X-NUM-GUESTS=0:MAILTO:Zoe@Example.org",
                ParticipationStatus::Declined,
            ),
            ("attendee;partstat=tentative:zoe@example.org", ParticipationStatus::Other),
            (
                "ATTENDEE;PARTSTAT=ACCEPTED;EMAIL=zoe@example.org:urn:uuid:1\r\nATTENDEE:mailto:ben@example.org",
                ParticipationStatus::Accepted,
            ),
        ] {
            let reply = parse_reply(&file(attendee)).unwrap();
            assert_eq!(reply.attendee.folded(), "zoe@example.org", "{attendee}");
            assert_eq!((reply.status, reply.uid.as_str()), (status, "a1,b@example.org"));
            assert_eq!(reply.comment.as_deref(), Some("With\nOtto"));
        }
    }

    #[test]
    fn other_files_are_no_replies() {
        let two = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org\nATTENDEE;PARTSTAT=DECLINED:mailto:b@example.org";
        for other in [
            file("ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@example.org").replace("REPLY", "REQUEST"),
            file("ATTENDEE:mailto:zoe@example.org"),
            file("ATTENDEE;PARTSTAT=ACCEPTED:nobody"),
            file(two),
            file("ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@example.org").replace("UID", "X-UID"),
            String::new(),
            ":;\"=\\".repeat(1_000),
        ] {
            assert_eq!(parse_reply(&other), None, "{other}");
        }
    }
}
