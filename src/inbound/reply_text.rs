//! The text that a person sent, as their mail program meant it to be read.

use mail_parser::decoders::html::html_to_text;

use super::parsed_mail::ParsedMail;
use super::part_fields::TextFlow;
use crate::email_html::html_text_with;

/// The longest text that is looked at, in octets.
const MAX_TEXT_BYTES: usize = 1 << 20;

/// The text of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ReplyText {
    /// Its plain text.
    pub(super) plain: Option<String>,
    /// The words of its HTML.
    pub(super) html: Option<String>,
    /// How many files are attached.
    pub(super) attachment_count: usize,
}

/// Reads the text of a message.
pub(super) fn read_reply_text(mail: &ParsedMail<'_>) -> ReplyText {
    let texts = || mail.parts.iter().filter(|part| !part.is_attached);
    let plain: Vec<String> = texts()
        .filter(|part| part.media_type == "text/plain")
        .map(|part| join_flowed(limited(part.text()), part.flow))
        .collect();
    let html = texts().find(|part| part.media_type == "text/html");
    ReplyText {
        plain: Some(plain.join("\n")).filter(|text| !text.is_empty()),
        html: html.map(|part| html_text_with(limited(part.text()), html_to_text)),
        attachment_count: mail.attachment_count(),
    }
}

fn limited(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_TEXT_BYTES)).unwrap_or(text)
}

/// Joins lines that a program broke (RFC 3676). Those of a quotation stay as they are.
fn join_flowed(text: &str, flow: TextFlow) -> String {
    if flow == TextFlow::Fixed {
        return text.to_owned();
    }
    let mut joined = String::with_capacity(text.len());
    let mut is_open = false;
    for line in text.lines() {
        let is_quoted = line.starts_with('>');
        if is_open && (is_quoted || line == "-- ") {
            joined.push('\n');
        }
        let unstuffed = line.strip_prefix(' ').filter(|rest| !rest.starts_with('>')).unwrap_or(line);
        is_open = !is_quoted && line != "-- " && unstuffed.ends_with(' ');
        joined.push_str(if is_open && flow == TextFlow::FlowedWords {
            unstuffed.trim_end_matches(' ')
        } else {
            unstuffed
        });
        if !is_open {
            joined.push('\n');
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_joined() {
        let text = "We come \nby train.\n From here \n> Come? \n> Please\n-- \nOtto \n";
        assert_eq!(
            join_flowed(text, TextFlow::Flowed),
            "We come by train.\nFrom here \n> Come? \n> Please\n-- \nOtto "
        );
        assert_eq!(join_flowed("auto \nmatic\n", TextFlow::FlowedWords), "automatic\n");
        assert_eq!(join_flowed(text, TextFlow::Fixed), text);
    }
}
