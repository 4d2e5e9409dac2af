//! The words for events.

/// What takes place at a time and in a place.
pub(super) const EVENT_WORDS: &[&str] = &[
    "meeting",
    "agm",
    "conference",
    "workshop",
    "lecture",
    "reception",
    "dinner",
    "lunch",
    "seminar",
    "rally",
    "debate",
    "hustings",
];
