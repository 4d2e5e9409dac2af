//! Splits a bounce into what the server says and what it returns.

use std::borrow::Cow;
use std::sync::LazyLock;

use mail_parser::decoders::html::html_to_text;

use crate::inbound::line_search::lines_with_ends;
use crate::inbound::parsed_mail::ParsedMail;
use crate::model::without_deceptive;

/// How the line begins that announces the returned message, without the dashes around it.
const RETURNED: [&str; 20] = [
    "this is a copy of",
    "original message",
    "original mail",
    "original headers",
    "unsent message follows",
    "below this line",
    "below is a copy",
    "enclosed is a copy",
    "message headers follow",
    "message header follows",
    "message header",
    "returned message",
    "the header of the original",
    "header of the original",
    "included is a copy",
    "the original message follows",
    "original message headers",
    "copy of the message",
    "a copy of the original",
    "body of message follows",
];

/// Headers with which a returned message begins, if nothing announces it.
const FIRST_HEADERS: [&str; 7] = [
    "received:",
    "return-path:",
    "dkim-signature:",
    "x-google-smtp-source:",
    "mime-version:",
    "delivered-to:",
    "x-ymail-osg:",
];

static RETURNED_STARTS: LazyLock<LineStarts> = LazyLock::new(|| LineStarts::new(&RETURNED));
static HEADER_STARTS: LazyLock<LineStarts> = LazyLock::new(|| LineStarts::new(&FIRST_HEADERS));

/// Beginnings of lines in lower case, by their first letter: most lines begin with none of them.
struct LineStarts([Vec<&'static str>; 26]);

impl LineStarts {
    fn new(starts: &[&'static str]) -> Self {
        let mut by_letter = <[Vec<&'static str>; 26]>::default();
        for start in starts {
            if let Some(same) = letter(start).and_then(|letter| by_letter.get_mut(letter)) {
                same.push(*start);
            }
        }
        Self(by_letter)
    }

    fn begin(&self, line: &str) -> bool {
        let same = letter(line).and_then(|letter| self.0.get(letter));
        same.is_some_and(|same| same.iter().any(|start| begins_with(line, start)))
    }
}

/// Returns the place in the alphabet of the letter with which a line begins.
fn letter(line: &str) -> Option<usize> {
    let first = line.as_bytes().first()?.to_ascii_lowercase();
    first.is_ascii_lowercase().then(|| usize::from(first - b'a'))
}

/// Returns the words of the server, of all texts before the returned message.
pub(in crate::inbound) fn human_text<'m>(mail: &'m ParsedMail<'_>) -> Cow<'m, str> {
    if let Some(part) = mail.parts.iter().find(|part| part.media_type == "text/plain") {
        return Cow::Borrowed(part.split(returned_message_at).0);
    }
    let mut text = mail.parts_of("text/html").next().map(html_to_text).unwrap_or_default();
    text.truncate(returned_message_at(&text));
    // A character reference may name any character.
    Cow::Owned(without_deceptive(&text).into_owned())
}

/// Returns what was returned: nested messages, their headers, and the rest of a text that contains them.
pub(in crate::inbound) fn returned_texts<'m>(mail: &'m ParsedMail<'_>) -> impl Iterator<Item = &'m str> {
    mail.parts.iter().filter_map(|part| match &*part.media_type {
        "message/rfc822"
        | "message/global"
        | "message/global-headers"
        | "text/rfc822-headers"
        | "text/rfc822-header"
        | "message/rfc822-headers"
        | "text/rfc822" => Some(part.text()),
        "text/plain" => Some(part.split(returned_message_at).1),
        _ => None,
    })
}

/// Returns the place in a text where a returned message begins, or its end.
fn returned_message_at(text: &str) -> usize {
    let mut start = 0;
    for line in lines_with_ends(text) {
        if is_returned_message(line) {
            break;
        }
        start += line.len();
    }
    start
}

fn is_returned_message(line: &str) -> bool {
    let line = line.trim_start();
    let words = line.trim_start_matches(['-', '*', '=', '_', '#', ' ']);
    if begins_with(words, "original message was") {
        return false;
    }
    RETURNED_STARTS.begin(words) || HEADER_STARTS.begin(line)
}

fn begins_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
}
