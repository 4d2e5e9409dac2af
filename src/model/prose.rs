//! Tells prose from code, figures and short lines.

/// From how many words on a text is prose.
const MIN_PROSE_WORDS: usize = 5;

/// From which length on a line is no line of an address, a signature or a list of names, in characters.
const SHORT_LINE_CHARS: usize = 40;

/// Returns whether a line is as short as those of an address, which are not joined to a paragraph.
#[must_use]
pub fn is_short_line(line: &str) -> bool {
    line.trim().chars().count() < SHORT_LINE_CHARS
}

/// Tells whether a text consists of words, not of commands or figures.
#[must_use]
pub fn is_prose(text: &str) -> bool {
    let all: Vec<_> = text.split_whitespace().collect();
    let is_word = |word: &&&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() || "“”‘’–—…".contains(c));
        word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let words = all.iter().filter(is_word).count();
    let code = text.contains(['{', '}', '=', '|', '\\', '$', '<']) || text.contains("--");
    words >= MIN_PROSE_WORDS && words * 10 >= all.len() * 7 && !code
}

#[cfg(test)]
mod tests {
    use super::is_prose;

    #[test]
    fn prose_is_told_from_code() {
        assert!(is_prose("Six of us had never been there, and we said so."));
        for text in ["https://y.example/", "circular check spring", "let a = b + c where d is e", "1 2 3 4 5 6 7"] {
            assert!(!is_prose(text), "{text}");
        }
    }
}
