//! The displayed text of a value.

/// A number as displayed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// The displayed text.
    pub(super) text: String,
    /// How it is displayed.
    pub(super) what: ShownAs,
}

/// How a number is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownAs {
    Number,
    Day,
    Year,
    PartOfDay,
    Time,
}

/// Formats a number in full as a decimal, with the fifteen digits that spreadsheet programs keep.
pub(super) fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}
