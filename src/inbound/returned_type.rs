//! Renames the media type of messages within a message, so that the parser leaves them as they are: it would decode each of
//! their parts, and only their text is searched.

use std::borrow::Cow;

/// What the types of nested messages are called while the parser sees them: as long as they are, and unknown to it.
const NESTED_TYPES: [NestedType; 2] = [
    NestedType { name: "message/rfc822", renamed: "message/rfc82_" },
    NestedType { name: "message/global", renamed: "message/globa_" },
];
const CONTENT_TYPE: &[u8] = b"content-type:";

struct NestedType {
    name: &'static str,
    renamed: &'static str,
}

/// Renames the types of nested messages, where a header begins with one.
pub(super) fn rename_nested_types(mail: &mut Cow<'_, [u8]>) {
    let slashes: Vec<usize> = memchr::memchr_iter(b'/', mail).collect();
    for slash in slashes {
        let Some(start) = slash.checked_sub("message".len()) else { continue };
        let Some(nested) = NESTED_TYPES.iter().find(|nested| begins_with_type(mail, start, nested.name)) else {
            continue;
        };
        let before = mail.get(..start).unwrap_or_default().trim_ascii_end();
        let name = before.len().checked_sub(CONTENT_TYPE.len()).and_then(|at| before.get(at..));
        if name.is_some_and(|name| name.eq_ignore_ascii_case(CONTENT_TYPE))
            && let Some(place) = mail.to_mut().get_mut(start..start + nested.renamed.len())
        {
            place.copy_from_slice(nested.renamed.as_bytes());
        }
    }
}

/// Returns the true name of a media type, which is in lower case.
pub(super) fn restore_type(media_type: &str) -> &str {
    NESTED_TYPES.iter().find(|nested| nested.renamed == media_type).map_or(media_type, |nested| nested.name)
}

/// Returns whether a type begins at a place of a mail, and ends there.
fn begins_with_type(mail: &[u8], start: usize, name: &str) -> bool {
    let end = start + name.len();
    let is_end = mail.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b"-+._".contains(byte));
    is_end && mail.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(mail: &str) -> String {
        let mut mail = Cow::Borrowed(mail.as_bytes());
        rename_nested_types(&mut mail);
        String::from_utf8_lossy(&mail).into_owned()
    }

    #[test]
    fn types_of_nested_messages_are_renamed() {
        for (mail, expected) in [
            ("Content-Type: message/rfc822\n\nx", "Content-Type: message/rfc82_\n\nx"),
            ("a: b\nCONTENT-TYPE:\n Message/RFC822; a=b\n", "a: b\nCONTENT-TYPE:\n message/rfc82_; a=b\n"),
            ("Content-Type: message/global\n", "Content-Type: message/globa_\n"),
        ] {
            assert_eq!(renamed(mail), expected);
        }
        assert_eq!(restore_type("message/rfc82_"), "message/rfc822");
        assert_eq!(restore_type("text/plain"), "text/plain");
    }

    #[test]
    fn other_types_and_words_stay() {
        for mail in [
            "",
            "/",
            "message/rfc822",
            "X: message/rfc822\n",
            "Content-Type: message/global-headers\n",
            "Content-Type: text/rfc822-headers\n",
            "Content-Type: multipart/report; x=message/rfc822\n",
        ] {
            assert_eq!(renamed(mail), mail);
        }
    }
}
