//! The line of a letter in a list of mails: what is read of it, and where it is cut.

use serde_json::{Value, json};

use crate::model::{Letter, Mailbox};
use crate::render::snippet;

/// How much a list of mails shows, in characters: about what fits; it differs by program, letter and screen.
struct Room {
    name: &'static str,
    from: usize,
    subject: usize,
    /// What is left for the first words of the letter; on a computer they share the line with the subject.
    words: fn(usize) -> usize,
}

const ROOMS: [Room; 2] = [
    Room { name: "On a telephone", from: 25, subject: 40, words: |_| 90 },
    Room { name: "On a computer", from: 22, subject: 70, words: |subject| 110_usize.saturating_sub(subject) },
];

/// Lays out the line as telephones and computers show it.
pub(super) fn inbox(from: &Mailbox, letter: &Letter) -> Value {
    let from = from.name.clone().unwrap_or_else(|| from.address.to_string());
    let words = snippet(&letter.html);
    let rooms = ROOMS.iter().map(|room| {
        let subject = cut(&letter.subject, room.subject);
        let left = (room.words)(letter.subject.chars().count().min(room.subject));
        json!({ "name": room.name, "from": cut(&from, room.from), "subject": subject, "words": cut(&words, left) })
    });
    json!({
        "rooms": rooms.collect::<Vec<_>>(),
        "subject": letter.subject.chars().count(),
        "words": words.chars().count(),
    })
}

/// Cuts a text where the room ends: what is shown, and what is not.
fn cut(text: &str, room: usize) -> Value {
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    json!({ "shown": text[..end], "cut": text[end..] })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_long_subject_is_cut_where_the_screen_ends() {
        let subject = "é".repeat(45);
        let html = "<body><p>Dear Ann, come</p>".to_owned();
        let letter = Letter { subject, html, text: String::new() };
        let line = inbox(&"The Chair <chair@example.org>".parse().unwrap(), &letter);
        assert_eq!(line["rooms"][0]["subject"], json!({ "shown": "é".repeat(40), "cut": "é".repeat(5) }));
        assert_eq!(line["rooms"][1]["subject"]["cut"], "");
        assert_eq!(line["rooms"][1]["words"]["shown"], "Dear Ann, come");
        assert_eq!(line["rooms"][0]["from"]["shown"], "The Chair");
    }
}
