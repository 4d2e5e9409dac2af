//! Each shape is read back by a parser that is not ours: Python's `email`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use circular::model::{Attachment, Mailbox};
use serde_json::{Value, json};

use super::shapes::{self, SampleMessage};
use crate::missing::left_out;

#[test]
fn python_parses_message_as_intended() {
    if Command::new("python3").arg("--version").output().is_err() {
        return left_out("python3");
    }
    for shape in shapes::all() {
        let seen = python(&shape.write().expect("a copy"));
        let header = |name: &str| -> String {
            let values = seen["headers"].as_array().expect("headers").iter();
            let mut values = values.filter(|pair| pair[0] == name).map(|pair| pair[1].as_str().unwrap_or_default());
            let value = values.next().unwrap_or_default().to_owned();
            assert_eq!(values.next(), None, "{name} stands twice");
            value
        };
        assert_eq!(header("Subject"), shape.letter.subject, "{}", shape.name);
        assert_eq!(header("Message-ID"), format!("<7.140.0f1e2d3c4b5a@{}>", mailbox(shape.from).address.domain()));
        assert!(header("List-Unsubscribe").starts_with("<https://news.harbour.example/u/AQAAAAEAAAAA>"));
        assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(header("List-Id").ends_with(" <members.harbour.example>"));
        assert_eq!(header("Precedence"), "list");
        assert_eq!(seen["from"], pair(&mailbox(shape.from)));
        assert_eq!(seen["reply_to"], shape.reply_to.map_or(Value::Null, |text| pair(&mailbox(text))));
        assert_eq!(seen["to"], pair(&shape.to));
        assert_eq!(seen["parts"], expected(&shape), "{}", shape.name);
        assert_eq!(seen["defects"], json!([]), "{}", shape.name);
    }
}

/// Returns the tree of parts that a shape must give: type, encoding, file name, content, name as an image.
fn expected(shape: &SampleMessage) -> Value {
    let encoding = |text: &str| {
        let safe = text.is_ascii() && text.lines().all(|line| line.len() <= 76 && !line.ends_with([' ', '\t']));
        if safe { "7bit" } else { "quoted-printable" }
    };
    let SampleMessage { letter, attachments, .. } = shape;
    let multipart = |kind: &str| json!([format!("multipart/{kind}"), null, null, null, null]);
    let file = |file: &Attachment| {
        let cid = file.cid.as_ref().map(|cid| format!("<{cid}>"));
        json!([file.media_type.split(';').next(), "base64", file.name, file.bytes, cid])
    };
    let (images, files): (Vec<_>, Vec<_>) = attachments.iter().partition(|file| file.cid.is_some());
    let mut tree = Vec::new();
    tree.extend((!files.is_empty()).then(|| multipart("mixed")));
    tree.push(multipart("alternative"));
    tree.push(json!(["text/plain", encoding(&letter.text), null, letter.text, null]));
    tree.extend((!images.is_empty()).then(|| multipart("related")));
    tree.push(json!(["text/html", encoding(&letter.html), null, letter.html, null]));
    tree.extend(images.into_iter().map(file));
    tree.extend(files.into_iter().map(file));
    Value::Array(tree)
}

fn mailbox(text: &str) -> Mailbox {
    text.parse().expect("a mailbox")
}

fn pair(mailbox: &Mailbox) -> Value {
    json!([mailbox.name.as_deref().unwrap_or_default(), mailbox.address.as_str()])
}

/// Returns what Python reads in a copy.
pub(crate) fn python(copy: &[u8]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/message/read.py");
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    child.stdin.take().expect("a pipe").write_all(copy).expect("python3 reads");
    let output = child.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "python3 failed");
    serde_json::from_slice(&output.stdout).expect("JSON")
}
