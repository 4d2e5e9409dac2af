//! Splits a full name into first and last name: `Archer, Anna`, `Dr Carl Cook MP`.

use crate::model::single_line;

/// The number of clear examples in a proposal.
const EXAMPLES: u64 = 5;
/// The number of names that stay whole, and of doubtful ones, in a proposal.
const MOST_DOUBTFUL: u64 = 50;
/// The maximum length of a name that is split, in bytes.
const LONGEST_NAME: usize = 200;
/// The maximum number of words in a name that is split.
const MOST_WORDS: usize = 6;
/// Titles before a name, in lower case and without a full stop.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "baron", "baroness", "brother", "cllr", "dame", "dipl-ing", "dott", "dr", "drs", "fr", "frau", "hon", "herr",
    "ing", "ir", "lady", "lord", "madame", "monsieur", "mag", "mevr", "miss", "mlle", "mme", "mr", "mrs", "ms", "mx", "pfr", "prof",
    "professor", "rev", "revd", "rt", "sig", "sir", "sister", "sr", "sra",
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

/// Words that only the names of families, households and organisations have, in lower case.
#[rustfmt::skip]
const GROUPS: &[&str] = &[
    "academy", "ag", "agency", "asbl", "association", "associates", "bv", "cafe", "café", "center", "centre",
    "charity", "choir", "chorus", "cic", "cio", "club", "co", "committee", "community", "company", "corp",
    "corporation", "council", "e.v", "eheleute", "ehepaar", "ensemble", "ev", "fam", "familia", "familie",
    "familien", "famiglia", "famille", "family", "federation", "firma", "foundation", "förderverein", "gbr",
    "gemeinde", "gmbh", "group", "haushalt", "hospital", "household", "inc", "institute", "kg", "kirche",
    "kirchengemeinde", "library", "limited", "llc", "llp", "ltd", "ministry", "museum", "network", "office",
    "orchester", "orchestra", "parish", "partnership", "plc", "praxis", "primary", "project", "sarl", "sas",
    "school", "schule", "services", "society", "spa", "srl", "stadt", "stiftung", "team", "theater", "theatre",
    "trust", "union", "universität", "university", "verband", "verein", "volunteers",
];
/// Such words that are also last names.
#[rustfmt::skip]
const GROUPS_AND_SURNAMES: &[&str] = &[
    "band", "bank", "board", "church", "college", "food", "friends", "garden", "gardens", "hall", "house", "inn", "of",
    "street",
];
/// Endings of such words in German and Dutch.
const GROUP_ENDINGS: [&str; 7] = ["verein", "schule", "stiftung", "gemeinde", "verband", "vereniging", "gesellschaft"];

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
    /// Some of the names, with the line of their row: those that stay whole first, then the doubtful ones.
    pub examples: Vec<NameExample>,
    /// The number of names that are clearly split.
    pub clear: u64,
    /// The number of names that are split, but that somebody should look at.
    pub doubtful: u64,
    /// The number of names that stay whole.
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
        let (count, most) = match &parts {
            None => (&mut self.unsplit, MOST_DOUBTFUL),
            Some(parts) if parts.is_doubtful() => (&mut self.doubtful, MOST_DOUBTFUL),
            Some(_) => (&mut self.clear, EXAMPLES),
        };
        *count += 1;
        if *count <= most {
            self.examples.push(NameExample { line, whole: whole.chars().take(80).collect(), parts });
        }
    }

    /// Puts the names that stay whole first, then the doubtful ones.
    pub(crate) fn finish(&mut self) {
        let order = |example: &NameExample| match &example.parts {
            None => 0,
            Some(parts) if parts.is_doubtful() => 1,
            Some(_) => 2,
        };
        self.examples.sort_by_key(order);
    }
}

impl SplitName {
    /// Returns whether somebody should look at it: it has many words, an initial only, or no capital.
    fn is_doubtful(&self) -> bool {
        let words = || self.first.split(' ').chain(self.last.split(' '));
        let is_short = |name: &str| name.trim_end_matches('.').chars().count() < 2;
        let has = |is: fn(char) -> bool| self.first.chars().any(is);
        words().count() > 3
            || is_short(&self.last)
            || is_short(&self.first)
            || (has(char::is_lowercase) && !has(char::is_uppercase))
    }
}

/// Splits a name; `None` if it does not look like the name of one person.
pub(crate) fn split_name(text: &str) -> Option<SplitName> {
    let several = [" and ", " und ", " et ", " y ", " en ", " och ", " og ", " e ", " u. ", " u ", " or ", " & "];
    let signs = ['&', '+', '/', '@', ';', ':', '|', '(', ')'];
    let text = without_remark(text);
    if text.len() > LONGEST_NAME || text.chars().any(char::is_numeric) || text.contains(signs) || text.contains("http")
    {
        return None;
    }
    if several.iter().any(|sign| text.contains(sign)) || is_group(text) {
        return None;
    }
    let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_rest = |part: &&str| part.split(' ').all(|word| is_suffix(word) || is_title(word));
    while parts.len() > 1 && parts.last().is_some_and(is_rest) {
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

/// Returns a name without titles, suffixes and a remark in brackets, the first name first.
pub(crate) fn without_title(text: &str) -> String {
    if text.len() > LONGEST_NAME {
        return text.to_owned();
    }
    if let Some(SplitName { first, last, was_inverted: true }) = split_name(text) {
        return format!("{first} {last}");
    }
    bare(without_remark(text)).join(" ")
}

/// Cuts a title in brackets off: `Lee, Ann (Mrs)`.
fn without_remark(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, remark)) if !remark.is_empty() && remark.split_whitespace().all(is_title) => name.trim(),
        _ => text,
    }
}

/// Returns whether a name is that of a family, a household or an organisation.
fn is_group(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_matches('.').to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let begins = words.first().is_some_and(|word| matches!(word.as_str(), "the" | "die" | "les" | "los" | "het"));
    let is_compound = |word: &String| GROUP_ENDINGS.iter().any(|end| word.ends_with(end) && word.len() > end.len());
    has(GROUPS) || words.iter().any(is_compound) || begins || (words.len() > 2 && has(GROUPS_AND_SURNAMES))
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
    while words.len() > 1 && words.first().is_some_and(|word| is_title(word)) {
        words.remove(0);
    }
    while words.len() > 2 && words.last().is_some_and(|word| is_suffix(word)) {
        words.pop();
    }
    words
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
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
            ("Lee, Ann (Mrs)", "Ann", "Lee"),
            ("Charlotte Church", "Charlotte", "Church"),
            ("Ann Lee (Dr.)", "Ann", "Lee"),
        ] {
            let found = split_name(text).map(|name| (name.first, name.last));
            assert_eq!(found, Some((first.to_owned(), last.to_owned())), "{text}");
        }
        for text in [
            "",
            "Ann",
            "Dr Cook",
            "Leeds Food Bank Ltd",
            "Leeds Food Bank",
            "Lee Family",
            "Familie Meier",
            "Meier, Familie",
            "The Old School",
            "The Board",
            "Dr Lee",
            "Herr Meier",
            "Lee, Mrs",
            "Turnverein Leeds",
            "Müller GmbH",
            "Ann und Ben Lee",
            "Lee; Ann",
            "Ann Lee (chair)",
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
