//! Words and sentences of a block.

use std::ops::Range;

/// A word with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextWord<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl TextWord<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Tells whether it begins with a capital and goes on with small letters.
    pub(super) fn is_capitalized(&self) -> bool {
        let mut letters = self.text.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
    }
}

/// Lists the words of a text; an apostrophe or a hyphen between letters belongs to its word.
pub(super) fn words(text: &str) -> Vec<TextWord<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let joins = matches!(c, '\'' | '’' | '-') && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if c.is_alphanumeric() || (joins && start.is_some()) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.push(TextWord { text: &text[start..at], start, end: at });
        }
    }
    words.extend(start.map(|start| TextWord { text: &text[start..], start, end: text.len() }));
    words
}

/// A sentence: where it stands, and its words in small letters.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) range: Range<usize>,
    pub(super) words: Vec<(String, usize)>,
}

impl Sentence {
    /// Tells whether it has these words in this order, one behind the other.
    pub(super) fn contains_phrase(&self, phrase: &str) -> bool {
        let phrase: Vec<_> = phrase.split(' ').collect();
        self.words.windows(phrase.len()).any(|run| run.iter().zip(&phrase).all(|((word, _), other)| word == other))
    }

    /// Tells whether it has one of these phrases.
    pub(super) fn contains_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.contains_phrase(phrase))
    }

    /// Returns the words that stand before a place, the nearest last.
    pub(super) fn words_before(&self, at: usize) -> impl DoubleEndedIterator<Item = &str> {
        let count = self.words.partition_point(|(_, start)| *start < at);
        self.words.iter().take(count).map(|(word, _)| word.as_str())
    }
}

/// Cuts a text into sentences: at a full stop, a question or exclamation mark with white space behind it.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let last = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if matches!(c, '.' | '!' | '?') && last {
            out.push(sentence(text, start..at + c.len_utf8()));
            start = at + c.len_utf8();
        }
    }
    if !text[start..].trim().is_empty() {
        out.push(sentence(text, start..text.len()));
    }
    out
}

fn sentence(text: &str, range: Range<usize>) -> Sentence {
    let small = |word: TextWord<'_>| (word.text.to_lowercase().replace('’', "'"), range.start + word.start);
    let words = words(&text[range.clone()]).into_iter().map(small).collect();
    Sentence { range, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_sentences_are_told_apart() {
        let found: Vec<_> = words("The AGM's over—it's 2.30 pm, Lewell-Buck 'said' -").iter().map(|w| w.text).collect();
        assert_eq!(found, ["The", "AGM's", "over", "it's", "2", "30", "pm", "Lewell-Buck", "said"]);
        let text = "Come at 2.30 pm! It’s free.\nWill you?";
        let found = sentences(text);
        assert_eq!(found.len(), 3);
        assert!(found[1].contains_phrase("it's free") && !found[1].contains_phrase("free it's"));
        assert_eq!(&text[found[2].range.clone()], "\nWill you?");
    }
}
