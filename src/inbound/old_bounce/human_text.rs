//! Splits a bounce into what the server says and what it returns.

use std::borrow::Cow;

use mail_parser::decoders::html::html_to_text;

use crate::inbound::parsed_mail::ParsedMail;

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

/// Returns the words of the server, of all texts before the returned message.
pub(in crate::inbound) fn human_text<'m>(mail: &'m ParsedMail<'_>) -> Cow<'m, str> {
    if let Some(text) = mail.parts_of("text/plain").next() {
        return Cow::Borrowed(split_text(text).0);
    }
    let text = mail.parts_of("text/html").next().map(html_to_text).unwrap_or_default();
    Cow::Owned(split_text(&text).0.to_owned())
}

/// Returns what was returned: nested messages, their headers, and the rest of a text that contains them.
pub(in crate::inbound) fn returned_texts<'m>(mail: &'m ParsedMail<'_>) -> impl Iterator<Item = &'m str> {
    mail.parts.iter().filter_map(|part| match part.media_type.as_str() {
        "message/rfc822"
        | "message/global"
        | "message/global-headers"
        | "text/rfc822-headers"
        | "text/rfc822-header"
        | "message/rfc822-headers"
        | "text/rfc822" => Some(part.text.as_ref()),
        "text/plain" => Some(split_text(&part.text).1),
        _ => None,
    })
}

/// Splits a text where a returned message begins.
fn split_text(text: &str) -> (&str, &str) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_returned_message(line) {
            break;
        }
        start += line.len();
    }
    text.split_at_checked(start).unwrap_or((text, ""))
}

fn is_returned_message(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() {
        return false;
    }
    let words = line.trim_matches(['-', '*', '=', '_', '#', ' ']);
    if begins_with(words, "original message was") {
        return false;
    }
    RETURNED.iter().any(|start| begins_with(words, start)) || FIRST_HEADERS.iter().any(|start| begins_with(line, start))
}

fn begins_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
}
