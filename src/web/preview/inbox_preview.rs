//! The line of a letter in a list of mails: what is read of it, and where it is cut.

use serde_json::{Value, json};

use crate::model::{Mailbox, RenderedMessage};
use crate::template::snippet;

/// How much a list of mails shows, in characters: about what fits; it differs by program, letter and screen.
struct InboxLayout {
    name: &'static str,
    sender_chars: usize,
    subject_chars: usize,
    /// What is left for the first words of the letter; on a computer they share the line with the subject.
    snippet_chars: fn(usize) -> usize,
}

const INBOX_LAYOUTS: [InboxLayout; 2] = [
    InboxLayout { name: "On a telephone", sender_chars: 25, subject_chars: 40, snippet_chars: |_| 90 },
    InboxLayout {
        name: "On a computer",
        sender_chars: 22,
        subject_chars: 70,
        snippet_chars: |subject| 110_usize.saturating_sub(subject),
    },
];

/// Lays out the line as telephones and computers show it.
pub(super) fn inbox(from: &Mailbox, letter: &RenderedMessage) -> Value {
    let from = from.name.clone().unwrap_or_else(|| from.address.to_string());
    let words = snippet(&letter.html);
    let rooms = INBOX_LAYOUTS.iter().map(|room| {
        let subject = truncate(&letter.subject, room.subject_chars);
        let left = (room.snippet_chars)(letter.subject.chars().count().min(room.subject_chars));
        json!({ "name": room.name, "from": truncate(&from, room.sender_chars), "subject": subject, "words": truncate(&words, left) })
    });
    json!({
        "rooms": rooms.collect::<Vec<_>>(),
        "subject": letter.subject.chars().count(),
        "words": words.chars().count(),
    })
}

/// Cuts a text where the room ends: what is shown, and what is not.
fn truncate(text: &str, room: usize) -> Value {
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    json!({ "shown": text[..end], "cut": text[end..] })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn long_subject_is_truncated_to_screen() {
        let subject = "é".repeat(45);
        let html = "<body><p>Dear Ann, come</p>".to_owned();
        let letter = RenderedMessage { subject, html, text: String::new() };
        let line = inbox(&"The Chair <chair@example.org>".parse().unwrap(), &letter);
        assert_eq!(line["rooms"][0]["subject"], json!({ "shown": "é".repeat(40), "cut": "é".repeat(5) }));
        assert_eq!(line["rooms"][1]["subject"]["cut"], "");
        assert_eq!(line["rooms"][1]["words"]["shown"], "Dear Ann, come");
        assert_eq!(line["rooms"][0]["from"]["shown"], "The Chair");
    }
}
