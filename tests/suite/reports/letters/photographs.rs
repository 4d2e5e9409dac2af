//! What photographs say beside the picture.

use std::fs;

use super::{ReportedDraft, folder};

/// Returns the first JPEG part of a message.
fn photograph(message: &circular::mail_catcher::CaughtMessage) -> Vec<u8> {
    let parsed = mail_parser::MessageParser::default().parse(&message.bytes).unwrap();
    let part = parsed.parts.iter().find(|part| part.contents().starts_with(b"\xff\xd8")).unwrap();
    part.contents().to_vec()
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn position_is_taken_out_of_a_photograph() {
    let reported = ReportedDraft::new("photograph-with-a-position");
    reported.is_clean();
    let original = fs::read(folder().join("gps.jpg")).unwrap();
    assert!(contains(&original, b"Exif"));
    let sent = photograph(&reported.messages()[0]);
    assert!(!contains(&sent, b"Exif") && sent.len() < original.len());
    let picture = original.windows(2).position(|pair| pair == [0xff, 0xdb]).unwrap();
    assert!(sent.ends_with(&original[picture..]), "the picture itself stays");
}

#[test]
fn turned_photograph_has_the_size_of_the_turned_picture_and_is_named() {
    let reported = ReportedDraft::new("photograph-turned-by-exif");
    let said = reported.check.to_string();
    assert!(reported.check.code() == 0 && said.contains("letter.md, line 6, column 1"), "{said}");
    assert!(said.contains("the photograph `turned.jpg` is turned by a note in its file"), "{said}");
    let messages = reported.messages();
    let html = messages[0].content().html;
    assert!(html.contains("width=\"20\" height=\"40\""), "{html}");
    assert!(contains(&photograph(&messages[0]), b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03"));
}

#[test]
fn attached_photograph_with_a_position_is_named() {
    let members = fs::read_to_string(folder().join("members.csv")).unwrap();
    let attached = |name: &str| {
        let head = "---\nsubject: Spring meeting of us all\nto: members\nattachments:";
        ReportedDraft::written(&format!("{head}\n  - {name}\n---\n\nThe photograph is attached.\n"), &members)
    };
    let said = attached("gps.jpg").check.to_string();
    assert!(said.contains("the attachment `gps.jpg` says where a photograph was taken"), "{said}");
    assert!(said.contains("letter.md, line 5"), "{said}");
    attached("turned.jpg").is_clean();
}
