#!/usr/bin/env bash
# The crate mail-parser sees no parts in a bounce whose boundary is folded directly after the `=`.
#
# Versions   mail-parser 0.11.9 (crate)
# Date       2026-11-29
# Expected   A line break with a blank behind it is white space (RFC 5322 §2.2.3), and mail servers fold a Content-Type
#            there: `boundary=`, line break, blank, `"b1"` is the same as `boundary="b1"`.
# Seen       The parameter is dropped, so the multipart/report is one part of text: no `message/delivery-status`, no
#            recipient, no status code. White space without a line break in the same place is no problem, nor is a fold
#            before the name of the parameter.
# Why        The bounce is not recognised, and the dead address is mailed again with each issue. Unfold the header fields
#            before the parser sees them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
mail-parser = { version = "=0.11.9", default-features = false }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use mail_parser::{MessageParser, MimeHeaders};

fn main() {
    let body = "--b1\r\nContent-Type: text/plain\r\n\r\nYour message was not delivered.\r\n\
        --b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
        Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b1--\r\n";
    for (boundary, parts) in [
        ("boundary=\"b1\"", 3),
        ("\r\n boundary=\"b1\"", 3),
        ("boundary= \"b1\"", 3),
        ("boundary=\r\n \"b1\"", 1),
        ("boundary=\r\n\tb1", 1),
    ] {
        let mail = format!(
            "From: MAILER-DAEMON@mx.example.org\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; {boundary}\r\n\r\n{body}"
        );
        let mail = MessageParser::default().parse(mail.as_bytes()).expect("a mail");
        let seen = mail.content_type().and_then(|kind| kind.attribute("boundary"));
        println!("{boundary:<24?} boundary {seen:?}, {} parts", mail.parts.len());
        assert_eq!((seen.is_some(), mail.parts.len()), (parts == 3, parts));
    }
    println!("as described");
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
