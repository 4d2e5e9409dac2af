//! Words within quotation marks: a letter speaks about them.

use std::ops::Range;

/// How far away a quotation mark is looked for, in bytes.
const MAX_QUOTATION_BYTES: usize = 200;

/// Returns whether a range of a text is within quotation marks.
pub(super) fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    let from = text.floor_char_boundary(range.start.saturating_sub(MAX_QUOTATION_BYTES));
    let to = text.ceil_char_boundary(range.end.saturating_add(MAX_QUOTATION_BYTES).min(text.len()));
    let (before, behind) = (text.get(from..range.start).unwrap_or(""), text.get(range.end..to).unwrap_or(""));
    let Some((at, mark)) = before.char_indices().rev().find(|(at, c)| is_mark(before, *at, *c)) else { return false };
    let spaced = before[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "([—–-".contains(c));
    let opens = match mark {
        '“' | '„' | '«' | '‘' | '‚' => true,
        '"' | '\'' => spaced && !before[at + 1..].starts_with(char::is_whitespace),
        _ => false,
    };
    let full = format!("{}{behind}", text.get(range.clone()).unwrap_or(""));
    opens && full.char_indices().any(|(at, c)| is_mark(&full, at, c))
}

/// Tells whether a character is a quotation mark and not an apostrophe.
fn is_mark(text: &str, at: usize, c: char) -> bool {
    let within = || {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        letter(text[..at].chars().next_back()) && letter(text[at + c.len_utf8()..].chars().next())
    };
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»') || (matches!(c, '\'' | '‘' | '’' | '‚') && !within())
}

#[cfg(test)]
mod tests {
    use super::is_quoted;

    #[test]
    fn quoted_words_are_told_from_others() {
        for (text, quoted) in [
            ("\"XXX\" is a sign", true),
            ("“the words XXX here” he wrote", true),
            ("he said: „XXX“", true),
            ("‘XXX’ and 'so on'", true),
            ("\"Yes\" costs XXX \"now\"", false),
            ("“Yes” costs XXX", false),
            ("the room's XXX isn't", false),
            ("XXX", false),
            ("an \"open XXX", false),
        ] {
            let at = text.find("XXX").unwrap_or(0);
            assert_eq!(is_quoted(text, &(at..at + 3)), quoted, "{text}");
        }
    }
}
