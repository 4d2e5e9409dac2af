//! Splits a full name into first and last name: `Archer, Anna`, `Dr Carl Cook MP`.

use crate::model::single_line;

/// The number of examples of each kind in a proposal.
const EXAMPLES: usize = 5;
/// The maximum number of words in a name that is split.
const MOST_WORDS: usize = 6;
/// Titles before a name, in lower case and without a full stop.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "baron", "baroness", "brother", "cllr", "dame", "dipl-ing", "dott", "dr", "drs", "fr", "frau", "hon", "herr",
    "ing", "ir", "lady", "lord", "mag", "mevr", "miss", "mlle", "mme", "mr", "mrs", "ms", "mx", "pfr", "prof",
    "professor", "rev", "revd", "rt", "sig", "sir", "sister", "sr", "sra", "the",
];
/// Suffixes after a name, without full stops.
#[rustfmt::skip]
const SUFFIXES: &[&str] = &[
    "BA", "BSc", "CBE", "CH", "DBE", "DPhil", "Esq", "FBA", "FRCP", "FRS", "FRSE", "II", "III", "IV", "JP", "Jr",
    "KBE", "KC", "LLM", "MA", "MBA", "MBE", "MD", "MEP", "MP", "MS", "MSP", "MSc", "OBE", "OM", "PhD", "QC", "RN",
    "Sr",
];
/// Particles that may begin a last name, in lower case.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "'t", "af", "al", "av", "ben", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "e",
    "el", "ibn", "la", "le", "lo", "mac", "san", "st", "st.", "ten", "ter", "van", "vom", "von", "zu", "zur",
];

/// A name in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitName {
    /// The first name or names.
    pub first: String,
    /// The last name with its particles.
    pub last: String,
    /// Whether the last name was written first, followed by a comma.
    pub(crate) was_inverted: bool,
}

/// A proposal to split a column of full names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameSplit {
    /// The column's name in the file.
    pub header: String,
    /// Some of the names, with the line of their row.
    pub examples: Vec<NameExample>,
    /// The number of names that can be split.
    pub split: u64,
    /// The number of names that cannot be split.
    pub unsplit: u64,
}

/// A name of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameExample {
    /// The line on which the row begins.
    pub line: u64,
    /// The name as written in the file.
    pub whole: String,
    /// Its parts; `None` if it cannot be split.
    pub parts: Option<SplitName>,
}

impl NameSplit {
    /// Adds a value of the column.
    pub(crate) fn add(&mut self, line: u64, text: &str) {
        let whole = single_line(text);
        if whole.is_empty() {
            return;
        }
        let parts = split_name(&whole);
        let count = if parts.is_some() { &mut self.split } else { &mut self.unsplit };
        *count += 1;
        if *count <= EXAMPLES as u64 {
            self.examples.push(NameExample { line, whole: whole.chars().take(80).collect(), parts });
        }
    }
}

/// Splits a name; `None` if it does not look like the name of one person.
pub(crate) fn split_name(text: &str) -> Option<SplitName> {
    let several = [" and ", " und ", " et ", " y ", " en ", " & ", "+", "/", "@", "(", "http"];
    if text.len() > 200 || text.chars().any(char::is_numeric) || several.iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| part.split(' ').all(is_suffix)) {
        parts.pop();
    }
    match parts[..] {
        [whole] => in_order(whole),
        [last, first] => {
            let (first, last) = (bare(first), bare(last));
            let known = |words: &[&str]| (1..=MOST_WORDS).contains(&words.len());
            let inverted = || SplitName { first: first.join(" "), last: last.join(" "), was_inverted: true };
            (known(&first) && known(&last)).then(inverted)
        }
        _ => None,
    }
}

fn in_order(text: &str) -> Option<SplitName> {
    let words = bare(text);
    if !(2..=MOST_WORDS).contains(&words.len()) {
        return None;
    }
    let is_particle = |word: &&str| PARTICLES.contains(&word.to_lowercase().as_str());
    // A particle in the middle begins the last name, which has at least one more word.
    let particle = words[1..words.len() - 1].iter().position(is_particle).map(|place| place + 1);
    let (first, last) = words.split_at(particle.unwrap_or(words.len() - 1));
    Some(SplitName { first: first.join(" "), last: last.join(" "), was_inverted: false })
}

/// Returns the words of a name without titles and suffixes.
fn bare(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let is_title = |word: &&str| TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    while words.len() > 1 && words.first().is_some_and(is_title) {
        words.remove(0);
    }
    while words.len() > 2 && words.last().is_some_and(|word| is_suffix(word)) {
        words.pop();
    }
    words
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.replace('.', "").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_name_forms_are_split() {
        for (text, first, last) in [
            ("Ann Lee", "Ann", "Lee"),
            ("Archer, Anna", "Anna", "Archer"),
            ("Dr Carl Cook MP", "Carl", "Cook"),
            ("Prof. Dr. Eva Maria Weiß", "Eva Maria", "Weiß"),
            ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
            ("Charles de la Tour", "Charles", "de la Tour"),
            ("von Stein, Heinrich", "Heinrich", "von Stein"),
            ("Cook, Dr Carl, OBE", "Carl", "Cook"),
            ("Ann Lee, PhD", "Ann", "Lee"),
            ("Yo-Yo Ma", "Yo-Yo", "Ma"),
            ("Mrs Smith-Jones Ann", "Smith-Jones", "Ann"),
        ] {
            let found = split_name(text).map(|name| (name.first, name.last));
            assert_eq!(found, Some((first.to_owned(), last.to_owned())), "{text}");
        }
        for text in [
            "",
            "Ann",
            "Dr Cook",
            "Ann and Ben Lee",
            "Lee & Ray",
            "Room 12",
            "The Norfolk Wildlife Trust for all the birds",
            ",",
            "a, b, c, d",
        ] {
            assert_eq!(split_name(text), None, "{text}");
        }
    }
}
