//! Names that are spelled in two ways, or almost as on the list.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::draft::{BlockKind, TextBlock};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::{TextWord, words};
use crate::model::{Diagnostic, Severity, is_calendar_name, weekday_from_name};

pub(super) const RULE: LintRule = LintRule {
    id: "name-variant",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a name is spelled in two ways, or almost as that of somebody on the list",
    help: "Look up how the person spells it.",
    example: RuleExample {
        bad: "Jane Pritchard spoke, and Jane Prichard's talk was good.",
        good: "Jane Pritchard spoke, and Jane Pritchard's talk was good.",
    },
    check: Some(check),
};

/// How many names of a letter are looked at, and with how many of the same first name each is compared.
const MAX_NAMES: usize = 2_000;
const MAX_COMPARED: usize = 100;

/// Two words with capitals, one behind the other.
struct NamePair<'b> {
    first: &'b str,
    last: &'b str,
    block: &'b TextBlock,
    range: Range<usize>,
}

/// Finds names that differ from another name of the letter, or of the list, by a slip.
fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let pairs = name_pairs(page);
    let spelled: BTreeSet<(&str, &str)> = pairs.iter().map(|pair| (pair.first, pair.last)).collect();
    let mut by_word: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for person in &page.context.known_names {
        let Some((first, last)) = person.split_once(' ') else { continue };
        by_word.entry(first).or_default().push((first, last));
        by_word.entry(last).or_default().push((first, last));
    }
    let listed = |first: &str, last: &str| page.context.known_names.contains(&format!("{first} {last}"));
    let mut told = BTreeSet::new();
    let mut earlier: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut findings = Vec::new();
    for pair in &pairs {
        let (first, last) = (pair.first, pair.last);
        if told.len() >= MAX_NAMES || !told.insert((first, last)) {
            continue;
        }
        let before = earlier.entry(first).or_default();
        let similar = before.iter().find(|other| is_typo(other, last)).copied();
        if before.len() < MAX_COMPARED {
            before.push(last);
        }
        if listed(first, last) {
            continue;
        }
        let known = [first, last].into_iter().filter_map(|word| by_word.get(word)).flatten();
        let known = known.filter(|(one, other)| !spelled.contains(&(*one, *other)) || listed(one, other));
        let mut known = known
            .filter(|(one, other)| (*one == first && is_typo(other, last)) || (*other == last && is_typo(one, first)));
        let sentence = match (known.next(), similar) {
            (Some((one, other)), _) => format!("`{first} {last}` is almost `{one} {other}`, who is on the list"),
            (None, Some(other)) => {
                format!("`{first} {last}` is `{first} {other}` elsewhere in the letter")
            }
            (None, None) => continue,
        };
        let finding = RULE.diagnostic_at_text(page, pair.block, &pair.range, sentence);
        findings.push(finding.with_help("look up how the person spells it"));
    }
    findings
}

fn name_pairs<'p>(page: &'p LintDocument<'_>) -> Vec<NamePair<'p>> {
    let mut pairs = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::Other) {
        let all = words(&block.text);
        for (at, pair) in all.windows(2).enumerate() {
            let [one, two] = pair else { continue };
            let joined = block.text.get(one.end..two.start).is_some_and(|between| between == " " || between == "\n");
            let (first, last) = (strip_possessive(one.text), strip_possessive(two.text));
            let neighbours = [at.checked_sub(1).and_then(|at| all.get(at)), all.get(at + 2)];
            let dated = [first, last].into_iter().any(|word| is_part_of_date(word, neighbours));
            if joined && one.is_capitalized() && two.is_capitalized() && !dated {
                pairs.push(NamePair { first, last, block, range: one.start..two.end });
            }
        }
    }
    pairs
}

/// Tells whether a word is a day or a month, and not a person: June and May are names, too.
fn is_part_of_date(word: &str, neighbours: [Option<&TextWord<'_>>; 2]) -> bool {
    if weekday_from_name(word).is_some() && is_calendar_name(word) {
        return true;
    }
    let dated = |word: &TextWord<'_>| {
        word.text.starts_with(|c: char| c.is_ascii_digit()) || weekday_from_name(word.text).is_some()
    };
    is_calendar_name(word) && neighbours.into_iter().flatten().any(dated)
}

/// Takes the ending of a possessive off.
fn strip_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Tells whether one word is another with a slip: one letter, or two in a long word; no plural, and the same beginning.
fn is_typo(one: &str, other: &str) -> bool {
    if one.chars().next() != other.chars().next() {
        return false;
    }
    let letters = one.chars().count().min(other.chars().count());
    let plural =
        |long: &str, short: &str| long.strip_suffix('s') == Some(short) || long.strip_suffix("es") == Some(short);
    if one == other || letters < 5 || plural(one, other) || plural(other, one) {
        return false;
    }
    let most = if letters >= 9 { 2 } else { 1 };
    one.len().abs_diff(other.len()) <= 4 * most && strsim::damerau_levenshtein(one, other) <= most
}

#[cfg(test)]
mod tests {
    use super::is_typo;

    #[test]
    fn a_slip_is_no_other_name() {
        for (one, other) in
            [("Lewell", "Lewel"), ("Pritchard", "Prichard"), ("Okonkwo", "Okonwko"), ("Lewell-Buck", "Lewel-Bcuk")]
        {
            assert!(is_typo(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("Forum", "Forums"),
            ("Lee", "Lea"),
            ("North", "South"),
            ("Party", "Parties"),
            ("Baker", "Barton"),
            ("Hart", "Hunt"),
        ] {
            assert!(!is_typo(one, other), "{one} {other}");
        }
    }
}
