//! The keys of the front matter, and what the value of each is.

/// The keys that a draft may have.
pub(super) const DRAFT_KEYS: &[&str] = &[
    "subject",
    "preheader",
    "date",
    "number",
    "contents",
    "language",
    "to",
    "where",
    "exclude",
    "notice",
    "from",
    "reply_to",
    "template",
    "event",
    "answers",
    "answers_until",
    "asks_again",
    "places",
    "views",
    "views_until",
    "attachments",
    "web",
    "issue",
];

/// The keys under `event:`.
pub(super) const EVENT_KEYS: &[&str] = &["title", "starts", "ends", "place", "replaces", "cancels"];

/// What the value of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Words for the reader.
    Text,
    /// A name, a date or another value that has no `#`.
    Word,
    /// A condition, which has texts of its own.
    Condition,
    /// A list of file names.
    Files,
    /// Keys in indented lines.
    Keys,
    /// A value of the author's own: a text, a number, or a list of them.
    Own,
}

/// Returns what the value of a key is; `section` is the key of the draft that it stands under.
pub(super) fn value_kind(section: Option<&str>, key: &str) -> ValueKind {
    match (section, key) {
        (None, "where" | "exclude") => ValueKind::Condition,
        (None, "event" | "issue") => ValueKind::Keys,
        (None, "attachments") => ValueKind::Files,
        (None, "subject" | "preheader" | "from" | "reply_to" | "number") | (Some("event"), "title" | "place") => {
            ValueKind::Text
        }
        (None, "views" | "answers") => ValueKind::Own,
        (None | Some("event"), _) => ValueKind::Word,
        (Some(_), _) => ValueKind::Own,
    }
}

/// Tells whether a word can be the name of a field, as `speaker` in `- speaker: Ann`.
pub(super) fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}
