//! The words of a line, as they are compared: without case, accents and punctuation.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::model::REQUEST_TOKEN_LENGTH;

/// What a letter knows of a word in a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RunWord {
    /// It is one of its words.
    Known(u32),
    /// It is several of its words without the blanks between them.
    Glued,
    /// The letter does not have it.
    Unknown,
}

/// A word of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineWord {
    /// As it is compared.
    pub(super) text: String,
    /// Where it begins in the line, in octets.
    pub(super) start: usize,
    /// Whether it is part of a link in brackets, which mail programs write behind its words, or with a token of ours.
    pub(super) is_link: bool,
}

/// Splits a line into words.
pub(super) fn split_words(line: &str) -> impl Iterator<Item = LineWord> {
    let mut links = bracketed_links(line);
    links.extend(token_links(line));
    links.sort_by_key(|link| link.start);
    let mut next_link = 0;
    raw_words(line).map(move |(start, word)| {
        while links.get(next_link).is_some_and(|link| link.end <= start) {
            next_link += 1;
        }
        let is_link = links.get(next_link).is_some_and(|link| link.start <= start);
        LineWord { text: compared(word), start, is_link }
    })
}

fn raw_words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let text = line.get(rest..)?;
        let start = rest + text.find(char::is_alphanumeric)?;
        let word = line.get(start..)?;
        let length = word.find(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).unwrap_or(word.len());
        rest = start + length;
        Some((start, line.get(start..rest)?))
    })
}

/// Returns a word without case and accents; capital letters of ß are two.
fn compared(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let letters = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.fold(String::with_capacity(word.len()), |mut text, c| {
        match c {
            'ß' => text.push_str("ss"),
            'ς' => text.push('σ'),
            c => text.push(c),
        }
        text
    })
}

/// Finds the links with a token of ours, which are another person's in a letter that was passed on.
fn token_links(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    line.split_inclusive(char::is_whitespace).filter_map(move |piece| {
        let start = end;
        end += piece.len();
        has_token(piece).then_some(start..end)
    })
}

fn has_token(piece: &str) -> bool {
    let is_link = piece.len() > REQUEST_TOKEN_LENGTH && piece.contains([':', '@']);
    let is_token = |c: char| c.is_ascii_alphabetic() || ('2'..='7').contains(&c);
    is_link && piece.split(|c: char| !is_token(c)).any(|run| run.len() >= REQUEST_TOKEN_LENGTH)
}

/// Finds the links in angle or square brackets.
fn bracketed_links(line: &str) -> Vec<Range<usize>> {
    let mut links = Vec::new();
    let mut open = None;
    for (at, c) in line.char_indices() {
        match (c, open) {
            ('<' | '[', _) => open = Some((at, if c == '<' { '>' } else { ']' })),
            (c, Some((start, close))) if c == close => {
                let inside = line.get(start..at).unwrap_or_default();
                if ["://", "mailto:", "cid:", "@"].iter().any(|mark| inside.contains(mark)) {
                    links.push(start..at);
                }
                open = None;
            }
            _ => {}
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_accents() {
        let words = |line: &str| split_words(line).map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(words("  – BEGRÜSSUNG, Begru\u{308}ßung!"), ["begrussung", "begrussung"]);
        assert_eq!(words("ΟΔΟΣ οδός 1.234,50"), ["οδοσ", "οδοσ", "1", "234", "50"]);
        assert_eq!(words("\u{2007}\u{feff}\u{34f} ---"), Vec::<String>::new());
    }

    #[test]
    fn links_in_brackets_are_told_apart() {
        let links =
            |line: &str| split_words(line).filter(|word| word.is_link).map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(links("come <https://a.example/b>, [cid:x] (really)"), ["https", "a", "example", "b", "cid", "x"]);
        let token = "aeaacaaaa4aaaaemqt5civarg4mjqsshn5aa";
        assert_eq!(links(&format!("here: https://a.example/u/{token}?a=1 ok")).len(), 7);
        assert_eq!(links(token), Vec::<String>::new());
        assert_eq!(links("1 < 2 and [see above] https://a.example"), Vec::<String>::new());
        assert_eq!(links(&"<[".repeat(50_000)), Vec::<String>::new());
    }
}
