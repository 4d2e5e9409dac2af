//! What a person sees of a value.

/// A number as a person sees it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// Its words.
    pub(super) text: String,
    /// What it is.
    pub(super) what: ShownAs,
}

/// What a number is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownAs {
    Number,
    Day,
    Year,
    PartOfDay,
    Time,
}

/// Writes a number in full with a point, to the fifteen digits that spreadsheet programs keep.
pub(super) fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}
