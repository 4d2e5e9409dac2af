//! Folder names on the wire: quoted, in modified UTF-7 (RFC 3501 §5.1.3), and the name that was probably meant.

use encodify::utf7;

use crate::model::closest_match;

/// Returns a folder name as it is sent in a command.
pub(super) fn encode_folder_name(name: &str) -> String {
    quote(&utf7::IMAP.encode(name))
}

/// Returns a folder name of a server as people read it.
pub(super) fn decode_folder_name(name: &str) -> String {
    utf7::IMAP.lenient().decode(name).unwrap_or_else(|_| name.to_owned())
}

/// Returns a quoted string (RFC 3501 §4.3). Line ends cannot be part of one and become spaces.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\r' | '\n' | '\0' => quoted.push(' '),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns the folder that was probably meant by `wanted`: one with the same last part, or with other separators or
/// letter case, or the closest one. Each folder comes with its separator.
pub(super) fn similar_folder(wanted: &str, folders: &[(String, Option<String>)]) -> Option<String> {
    let parts = |name: &str, separator: Option<&str>| -> Vec<String> {
        let is_separator = |c: char| separator.is_some_and(|separator| separator.contains(c));
        name.split(is_separator).map(str::to_lowercase).collect()
    };
    let wanted_parts = parts(wanted, Some("./\\"));
    let same_end = |length: usize| {
        let end = wanted_parts.get(wanted_parts.len().saturating_sub(length)..)?;
        let matches = |(name, separator): &&(String, Option<String>)| parts(name, separator.as_deref()).ends_with(end);
        folders.iter().find(matches).map(|(name, _)| name.clone())
    };
    (1..=wanted_parts.len())
        .rev()
        .find_map(same_end)
        .or_else(|| closest_match(wanted, folders.iter().map(|(name, _)| name.as_str())).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_encoded_and_decoded() {
        for (name, sent) in [
            ("INBOX", "\"INBOX\""),
            ("Entwürfe", "\"Entw&APw-rfe\""),
            ("Q&A", "\"Q&-A\""),
            ("a \"b\"\\c", "\"a \\\"b\\\"\\\\c\""),
            ("台北/日本語", "\"&U,BTFw-/&ZeVnLIqe-\""),
        ] {
            assert_eq!(encode_folder_name(name), sent);
            let bare = sent.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\");
            assert_eq!(decode_folder_name(&bare), name);
        }
        assert_eq!(decode_folder_name("Q & A"), "Q & A");
    }

    #[test]
    fn missing_folder_leads_to_the_one_that_was_meant() {
        let dots =
            |names: &[&str]| -> Vec<_> { names.iter().map(|name| ((*name).to_owned(), Some(".".into()))).collect() };
        let courier = dots(&["INBOX", "INBOX.Sent", "INBOX.bounces", "INBOX.society.leave"]);
        for (wanted, similar) in [
            ("bounces", Some("INBOX.bounces")),
            ("Bounces", Some("INBOX.bounces")),
            ("INBOX/bounces", Some("INBOX.bounces")),
            ("society/leave", Some("INBOX.society.leave")),
            ("INBOX.bouncse", Some("INBOX.bounces")),
            ("Spam", None),
        ] {
            assert_eq!(similar_folder(wanted, &courier).as_deref(), similar, "{wanted}");
        }
        let slashes = [("INBOX".to_owned(), Some("/".to_owned())), ("v1.0/leave".to_owned(), Some("/".to_owned()))];
        assert_eq!(similar_folder("leave", &slashes).as_deref(), Some("v1.0/leave"));
    }
}
