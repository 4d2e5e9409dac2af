//! Text that a terminal shows as it is: nothing in it moves the cursor, changes colours or turns the direction.

use std::borrow::Cow;

/// Returns whether a character acts on a terminal instead of being shown: a control character, a mark of direction or a
/// line separator.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns a text with the sign `�` in place of each character that would act on a terminal; line breaks and tabs stay.
#[must_use]
pub fn visible_text(text: &str) -> Cow<'_, str> {
    let acts = |c: char| is_invisible(c) && !matches!(c, '\n' | '\t');
    if text.contains(acts) { Cow::Owned(text.replace(acts, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::visible_text;

    #[test]
    fn nothing_acts_on_the_terminal() {
        assert_eq!(visible_text("a\u{1b}[31mb\u{202e}c\u{7}\n\td — é"), "a�[31mb�c�\n\td — é");
        assert_eq!(visible_text("plain"), "plain");
    }
}
