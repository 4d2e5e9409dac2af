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
    /// The phrases that begin with a word, by its group.
    phrases: Vec<IndexedPhrase>,
    /// Where each group begins in `phrases`, and behind them their end. Words of a group have the same beginning, end and
    /// length; most groups are empty.
    begins: Vec<u16>,
    /// The phrases of languages that write no blanks.
    without_words: Vec<IndexedPhrase>,
}

impl PhraseIndex {
    /// Makes the index of all tables.
    pub(super) fn new() -> Self {
        let rows = TABLES.into_iter().enumerate().flat_map(|(table, rows)| {
            let rows = rows.iter().enumerate();
            rows.flat_map(move |(row, (_, texts))| texts.iter().map(move |text| IndexedPhrase { text, table, row }))
        });
        let (mut phrases, without_words): (Vec<_>, Vec<_>) =
            rows.partition(|phrase| !first_word(phrase.text).is_empty());
        let group_of = |phrase: &IndexedPhrase| group(first_word(phrase.text).as_bytes());
        phrases.sort_by_key(group_of);
        let begin = |group| phrases.partition_point(|phrase| group_of(phrase) < group);
        let begins = (0..=GROUPS).map(|group| u16::try_from(begin(group)).unwrap_or(u16::MAX)).collect();
        Self { phrases, begins, without_words }
    }

    fn in_group(&self, group: usize) -> &[IndexedPhrase] {
        let Some([begin, end]) = self.begins.get(group..group + 2) else { return &[] };
        self.phrases.get(usize::from(*begin)..usize::from(*end)).unwrap_or_default()
    }

    /// Finds the phrases in a text in lower case. No letter or digit stands directly before or behind one.
    pub(super) fn find(&self, text: &str) -> FoundReasons {
        let mut rows = [usize::MAX; TABLES.len()];
        let mut keep = |phrase: &IndexedPhrase| {
            if let Some(first) = rows.get_mut(phrase.table) {
                *first = phrase.row.min(*first);
            }
        };
        let mut rest = text.as_bytes();
        while let Some(start) = rest.iter().position(|byte| is_of_word(*byte)) {
            let here = rest.get(start..).unwrap_or_default();
            let length = here.iter().position(|byte| !is_of_word(*byte)).unwrap_or(here.len());
            let (word, behind_word) = here.split_at_checked(length).unwrap_or_default();
            for phrase in self.in_group(group(word)) {
                let behind = here.strip_prefix(phrase.text.as_bytes());
                if behind.is_some_and(|behind| behind.first().is_none_or(|byte| !is_of_word(*byte))) {
                    keep(phrase);
                }
            }
            rest = behind_word;
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
fn group(word: &[u8]) -> usize {
    let [first, second, last] =
        [word.first(), word.get(1), word.last()].map(|byte| byte.map_or(0, |byte| usize::from(*byte)));
    (first ^ second << 3 ^ last << 5 ^ word.len() << 1) % GROUPS
}

/// Returns the letters and digits with which a text begins.
fn first_word(text: &str) -> &str {
    let end = text.bytes().position(|byte| !is_of_word(byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether each octet is a letter or digit of ASCII.
const WORD_OCTETS: [bool; 256] = {
    let mut known = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        known[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    known
};

fn is_of_word(byte: u8) -> bool {
    WORD_OCTETS[usize::from(byte)]
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
