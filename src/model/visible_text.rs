//! Text without characters that deceive the eye: control characters, and those that turn the direction of writing.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns whether a character could hide, break or turn other text on a terminal or a page: control characters except
/// line feed and tab, the separators of lines and paragraphs, and the embeddings, overrides and isolates of the
/// bidirectional algorithm (UAX #9 §2).
#[must_use]
pub fn is_deceptive(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{2028}' | '\u{2029}') || is_direction_control(c)
}

pub(super) fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns `text` without deceptive characters.
#[must_use]
pub fn without_deceptive(text: &str) -> Cow<'_, str> {
    if text.contains(is_deceptive) { Cow::Owned(text.replace(is_deceptive, "")) } else { Cow::Borrowed(text) }
}

/// Returns `text` with deceptive characters as escapes such as `\u202e`, which JSON reads as the character.
///
/// `allowed` are sequences that stay as they are: the program's own colours.
#[must_use]
pub fn escape_deceptive<'a>(text: &'a str, allowed: &[&str]) -> Cow<'a, str> {
    if !text.contains(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find(is_deceptive) {
        let (before, after) = rest.split_at(at);
        escaped.push_str(before);
        if let Some(own) = allowed.iter().find(|own| after.starts_with(**own)) {
            escaped.push_str(own);
            rest = &after[own.len()..];
            continue;
        }
        let mut chars = after.chars();
        if let Some(c) = chars.next() {
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        }
        rest = chars.as_str();
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceptive_characters_are_shown_or_left_out() {
        for (text, shown, without) in [
            ("Ann Müller\n\tb", "Ann Müller\n\tb", "Ann Müller\n\tb"),
            ("Eve\u{202e}gro.elpmaxe", "Eve\\u202egro.elpmaxe", "Evegro.elpmaxe"),
            ("a\u{2028}b", "a\\u2028b", "ab"),
            ("\u{2067}a\u{2069}", "\\u2067a\\u2069", "a"),
            ("\u{1b}[2Jgone\u{9b}1m\r", "\\u001b[2Jgone\\u009b1m\\u000d", "[2Jgone1m"),
            ("שלום \u{200f}عليكم", "שלום \u{200f}عليكم", "שלום \u{200f}عليكم"),
        ] {
            assert_eq!(escape_deceptive(text, &[]), shown);
            assert_eq!(without_deceptive(text), without);
        }
        assert_eq!(escape_deceptive("\u{1b}[0m\u{1b}[1m", &["\u{1b}[0m"]), "\u{1b}[0m\\u001b[1m");
    }
}
