//! Generates the Message-ID of a message and the boundaries between its parts.

use super::Error;
use crate::model::{IssueId, Sha256, SubscriberId, hex};

/// The number of characters of the issue's hash in a Message-ID.
const HASH_CHARS: usize = 12;
/// The maximum length of a Message-ID, in octets; far below the limits of mail programs.
const MAX_ID_OCTETS: usize = 250;

/// Returns the Message-ID of a delivery, without brackets (RFC 5322 §3.6.4).
///
/// It is `<issue>.<subscriber>.<start of the issue's hash>@<domain>`: unique per delivery, the same on every retry.
#[must_use]
pub fn message_id(issue: IssueId, subscriber: SubscriberId, hash: &str, domain: &str) -> String {
    let start = hash.get(..HASH_CHARS).unwrap_or(hash);
    format!("{issue}.{subscriber}.{start}@{domain}")
}

/// Returns the Message-ID if it is a dot-atom, an `@` and a dot-atom.
pub(super) fn validate_message_id(id: &str) -> Result<&str, Error> {
    if is_valid_id(id) { Ok(id) } else { Err(Error::InvalidMessageId(id.escape_default().to_string())) }
}

/// Returns the Content-ID if it has the form of a Message-ID (RFC 2045 §7).
pub(super) fn validate_content_id(id: &str) -> Result<&str, Error> {
    if is_valid_id(id) { Ok(id) } else { Err(Error::InvalidContentId(id.escape_default().to_string())) }
}

fn is_valid_id(id: &str) -> bool {
    let atom = |text: &str| text.split('.').all(|word| !word.is_empty() && word.bytes().all(is_atom_text));
    id.len() <= MAX_ID_OCTETS && id.split_once('@').is_some_and(|(left, right)| atom(left) && atom(right))
}

/// Returns a multipart boundary of 28 octets: a letter for the level and a digest of the Message-ID.
///
/// `=_` occurs neither in quoted-printable nor in base64 (RFC 2045 §6.7), and plain parts that contain it are
/// encoded.
pub(super) fn boundary(level: char, message_id: &str) -> String {
    format!("=_{level}_{}", hex(&Sha256::digest(message_id)[..12]))
}

fn is_atom_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn message_ids_are_distinct_and_stable() {
        let hash = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            message_id(IssueId::new(7), SubscriberId::new(140), hash, "example.org"),
            "7.140.0123456789ab@example.org"
        );
        assert_eq!(
            message_id(IssueId::new(7), SubscriberId::new(140), "beef", "example.org"),
            "7.140.beef@example.org"
        );
        let all = (0..100).flat_map(|issue| {
            (0..100).map(move |reader| message_id(IssueId::new(issue), SubscriberId::new(reader), hash, "example.org"))
        });
        assert_eq!(all.collect::<HashSet<_>>().len(), 10_000);
    }

    #[test]
    fn invalid_ids_are_rejected() {
        assert_eq!(validate_message_id("7.140.beef@example.org"), Ok("7.140.beef@example.org"));
        for id in ["", "a", "@b", "a@", "a@b@c", "a..b@c", "a>@b", "a b@c", "a@b\r\nBcc: x", "ü@b", &"x".repeat(300)] {
            assert!(validate_message_id(id).is_err(), "{id:?} was taken");
        }
    }

    #[test]
    fn boundaries_differ_by_level_and_message() {
        let outer = boundary('m', "1@example.org");
        assert_eq!((outer.len(), outer.as_str()), (28, "=_m_ab6f5b02dde3469748ca29bc"));
        assert_eq!(outer, boundary('m', "1@example.org"));
        assert_ne!(outer, boundary('a', "1@example.org"));
        assert_ne!(outer, boundary('m', "2@example.org"));
    }
}
