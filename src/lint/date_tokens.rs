//! The words, numbers and signs that dates are read from.

/// What a date can consist of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateTokenKind<'t> {
    Word(&'t str),
    /// A number and how many digits it has; with an ending such as `th` it has none.
    Number(i16, usize),
    Punctuation(char),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct DateToken<'t> {
    pub(super) kind: DateTokenKind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl DateToken<'_> {
    /// Tells whether it stands between the two ends of a range of days.
    pub(super) fn is_span(&self) -> bool {
        matches!(
            self.kind,
            DateTokenKind::Punctuation('-' | '–' | '—') | DateTokenKind::Word("to" | "until" | "till" | "through")
        )
    }
}

/// Splits a text into words, numbers and punctuation.
pub(super) fn tokenize(text: &str) -> Vec<DateToken<'_>> {
    let mut tokens = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, c)) = letters.next() {
        let mut end = start + c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        if c.is_alphanumeric() {
            while let Some((at, next)) = letters.next_if(|(_, next)| next.is_alphanumeric()) {
                end = at + next.len_utf8();
            }
        }
        let piece = &text[start..end];
        let digits = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let sign = match (digits, &piece[digits..]) {
            (1..=4, "") => DateTokenKind::Number(piece.parse().unwrap_or(0), digits),
            (1..=2, "st" | "nd" | "rd" | "th") => DateTokenKind::Number(piece[..digits].parse().unwrap_or(0), 0),
            _ if c.is_alphanumeric() => DateTokenKind::Word(piece),
            _ => DateTokenKind::Punctuation(c),
        };
        tokens.push(DateToken { kind: sign, start, end });
    }
    tokens
}
