//! Finds phrases of the table in a text, which is read once however many phrases there are.

use super::reason_table::{PHRASES_AFTER_CODES, PHRASES_BEFORE_CODES, PhraseRow, UNKNOWN_PHRASES};
use crate::model::BounceReason;

/// The tables, each of which is searched for its first row with a phrase in the text.
const TABLES: [&[PhraseRow]; 3] = [PHRASES_BEFORE_CODES, UNKNOWN_PHRASES, PHRASES_AFTER_CODES];

/// What the first row of each table with a phrase in the text says.
#[derive(Debug, Default)]
pub(super) struct FoundReasons {
    pub(super) before_codes: Option<BounceReason>,
    pub(super) unknown: Option<BounceReason>,
    pub(super) after_codes: Option<BounceReason>,
}

/// A phrase and its place in the tables.
#[derive(Debug)]
struct IndexedPhrase {
    text: &'static str,
    table: usize,
    row: usize,
}

/// The number of groups of first words, a power of two.
const GROUPS: usize = 1 << 10;

/// All phrases by their first word.
#[derive(Debug)]
pub(super) struct PhraseIndex {
    /// Words of a group have the same beginning, end and length; most groups are empty.
    by_word: Vec<Vec<IndexedPhrase>>,
    /// The phrases of languages that write no blanks.
    without_words: Vec<IndexedPhrase>,
}

impl PhraseIndex {
    /// Makes the index of all tables.
    pub(super) fn new() -> Self {
        let mut index = Self { by_word: (0..GROUPS).map(|_| Vec::new()).collect(), without_words: Vec::new() };
        for (table, rows) in TABLES.into_iter().enumerate() {
            for (row, (_, phrases)) in rows.iter().enumerate() {
                for text in *phrases {
                    let word = first_word(text);
                    let phrase = IndexedPhrase { text, table, row };
                    let same = index.by_word.get_mut(group(word)).filter(|_| !word.is_empty());
                    same.unwrap_or(&mut index.without_words).push(phrase);
                }
            }
        }
        index
    }

    /// Finds the phrases in a text in lower case. No letter or digit stands directly before or behind one.
    pub(super) fn find(&self, text: &str) -> FoundReasons {
        let mut rows = [usize::MAX; TABLES.len()];
        let mut keep = |phrase: &IndexedPhrase| {
            if let Some(first) = rows.get_mut(phrase.table) {
                *first = phrase.row.min(*first);
            }
        };
        let mut rest = text;
        while let Some(start) = rest.bytes().position(|byte| byte.is_ascii_alphanumeric()) {
            let here = rest.get(start..).unwrap_or_default();
            let word = first_word(here);
            for phrase in self.by_word.get(group(word)).into_iter().flatten() {
                let behind = here.strip_prefix(phrase.text);
                if behind.is_some_and(|behind| first_word(behind).is_empty()) {
                    keep(phrase);
                }
            }
            rest = here.get(word.len()..).unwrap_or_default();
        }
        for phrase in self.without_words.iter().filter(|phrase| !text.is_ascii() && text.contains(phrase.text)) {
            keep(phrase);
        }
        let mut reasons = TABLES.into_iter().zip(rows).map(|(table, row)| table.get(row).map(|(reason, _)| *reason));
        let mut next = || reasons.next().flatten();
        FoundReasons { before_codes: next(), unknown: next(), after_codes: next() }
    }
}

/// Returns the group of a word, a number below [`GROUPS`].
fn group(word: &str) -> usize {
    let bytes = word.as_bytes();
    let [first, second, last] =
        [bytes.first(), bytes.get(1), bytes.last()].map(|byte| byte.map_or(0, |byte| usize::from(*byte)));
    (first ^ second << 3 ^ last << 5 ^ word.len() << 1) % GROUPS
}

/// Returns the letters and digits with which a text begins.
fn first_word(text: &str) -> &str {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_row_of_each_table_is_found() {
        let index = PhraseIndex::new();
        let reasons = |text: &str| {
            let found = index.find(text);
            (found.before_codes, found.unknown, found.after_codes)
        };
        for (reason, phrases) in TABLES.into_iter().flatten() {
            for phrase in *phrases {
                let (before, unknown, after) = reasons(&format!("({phrase}). \u{fc}"));
                assert!([before, unknown, after].iter().flatten().count() > 0, "{reason}: {phrase}");
                if !first_word(phrase).is_empty() {
                    assert_eq!(reasons(&format!("x{}x", phrase.replace(' ', "x x"))), (None, None, None), "{phrase}");
                }
            }
        }
        assert_eq!(reasons(""), (None, None, None));
        let user = Some(BounceReason::UserUnknown);
        assert_eq!(reasons("timeout, user unknown"), (None, user, Some(BounceReason::Expired)));
        assert_eq!(reasons("antispam: xuser unknown, user unknowns"), (None, None, None));
    }
}
