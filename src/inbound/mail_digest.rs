//! The digest by which a message is recognized, however it was read: by IMAP, or from a Maildir or mbox file.

use crate::model::{Digest, Sha256};

/// The headers that mail servers and mail programs write and change in stored messages.
const MAILBOX_HEADERS: [&[u8]; 9] = [
    b"status",
    b"x-status",
    b"x-uid",
    b"x-keywords",
    b"x-imapbase",
    b"content-length",
    b"x-mozilla-status",
    b"x-mozilla-status2",
    b"x-mozilla-keys",
];

/// Returns the digest of a message. Line ends, the separator line of an mbox, empty lines at the end and the headers of
/// mailboxes do not change it.
#[must_use]
pub fn mail_digest(mail: &[u8]) -> Digest {
    let mut hasher = Sha256::default();
    let mut empty_lines = 0;
    let mut in_headers = true;
    let mut is_skipped = false;
    for (number, line) in without_separator(mail).split(|byte| *byte == b'\n').enumerate() {
        let end = line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
        let line = line.get(..end).unwrap_or(line);
        if in_headers && number > 0 && line.is_empty() {
            in_headers = false;
        }
        if in_headers {
            let is_folded = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
            is_skipped = if is_folded { is_skipped } else { is_mailbox_header(line) };
            if is_skipped {
                continue;
            }
        }
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            hasher.update(b"\n");
        }
        hasher.update(line);
        hasher.update(b"\n");
    }
    hasher.finish()
}

/// Returns a message without the line that separates messages in an mbox file.
pub(super) fn without_separator(mail: &[u8]) -> &[u8] {
    if !mail.starts_with(b"From ") {
        return mail;
    }
    mail.iter().position(|byte| *byte == b'\n').and_then(|end| mail.get(end + 1..)).unwrap_or_default()
}

fn is_mailbox_header(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    MAILBOX_HEADERS.iter().any(|header| name.trim_ascii().eq_ignore_ascii_case(header))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"From: ann@example.org\nSubject: Hello\n folded\n\nStatus: fine\n\nBye\n";

    #[test]
    fn stored_copies_of_a_message_have_one_digest() {
        for copy in [
            &b"From: ann@example.org\r\nSubject: Hello\r\n folded\r\n\r\nStatus: fine\r\n\r\nBye\r\n"[..],
            b"From: ann@example.org\r\r\nSubject: Hello\r\r\n folded\r\r\n\r\r\nStatus: fine\r\r\n\r\r\nBye\r\r\n",
            b"From - Sun Nov 29 04:32:42 2026\nFrom: ann@example.org\nSubject: Hello\n folded\n\nStatus: fine\n\nBye\n\n",
            b"From: ann@example.org\nX-UID: 7\nStatus: RO\nSubject: Hello\n folded\nX-Keywords: a\n   \nContent-Length: 9\n\n\
              Status: fine\n\nBye",
        ] {
            assert_eq!(mail_digest(copy), mail_digest(MAIL), "{}", String::from_utf8_lossy(copy));
        }
    }

    #[test]
    fn different_messages_have_different_digests() {
        for other in [
            &b""[..],
            b"From: ann@example.org\nSubject: Hello\n folded\n\nStatus: fine\nBye\n",
            b"From: ann@example.org\nSubject: Hello\n folded\n\nStatus: poor\n\nBye\n",
            b"From: ann@example.org\nSubject: Hello\n\nStatus: fine\n\nBye\n",
            b"From: ann@example.org\nSubject: Hello\n folded\n\nStatus: fine\n\n>Bye\n",
        ] {
            assert_ne!(mail_digest(other), mail_digest(MAIL), "{}", String::from_utf8_lossy(other));
        }
    }
}
