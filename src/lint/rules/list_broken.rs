//! Lists whose numbers or letters are broken.

use crate::draft::BlockKind;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "list-broken",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "a numbered list begins again at the same number, is printed with other numbers than you wrote, or a letter or number comes twice",
    help: "Number it continuously.",
    example: RuleExample { bad: "1. one\n\nand then\n\n1. two", good: "1. one\n\n   and then\n\n1. two" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    [restarted_lists(page), renumbered_lists(page), repeated_marks(page)].concat()
}

/// Finds numbered lists that begin again at the same number.
fn restarted_lists(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for pair in page.numbered_lists.windows(2) {
        let [one, two] = pair else { continue };
        let between = page.blocks.get(one.block..two.block).unwrap_or_default();
        let parted = between.iter().any(|block| matches!(block.kind, BlockKind::Heading(_)));
        let nested = between.is_empty();
        if one.items == 1 && one.first_number == two.first_number && !parted && !nested {
            let sentence = format!("this list begins with {} again", two.first_number);
            let finding = RULE.diagnostic_at_list(page, two, sentence);
            findings.push(finding.with_help("indent what is between the items, or number them continuously"));
        }
    }
    findings
}

/// Finds numbered lists whose numbers are printed otherwise: Markdown counts on from the first.
fn renumbered_lists(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for list in page.numbered_lists {
        let numbers: Vec<_> = list.item_starts.iter().map(|start| item_number(page, *start)).collect();
        // `1.` before each item is a habit of those who know that Markdown counts.
        if numbers.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        let counted = (list.first_number..).zip(&list.item_starts).zip(&numbers);
        let other = counted.filter_map(|((count, start), number)| Some((count, *start, (*number)?)));
        if let Some((count, start, number)) = other.into_iter().find(|(count, _, number)| count != number) {
            let sentence = format!("you wrote {number}, and {count} is printed");
            let help = "Markdown counts on from the first number: number the items continuously";
            findings.push(RULE.diagnostic_at_byte(page, start, sentence).with_help(help));
        }
    }
    findings
}

/// Returns the number that is written before an item.
fn item_number(page: &LintDocument<'_>, start: usize) -> Option<u64> {
    let written = page.draft.body.get(start..)?.trim_start();
    let digits = written.bytes().take(10).take_while(u8::is_ascii_digit).count();
    written.get(..digits)?.parse().ok()
}

/// Finds letters and numbers that come twice, one behind the other, before lines that are no list of Markdown.
fn repeated_marks(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut last: Vec<String> = Vec::new();
    for (_, block) in page.body_blocks() {
        if matches!(block.kind, BlockKind::Heading(_)) {
            last.clear();
        }
        let mut start = 0;
        for line in block.text.split('\n') {
            if let Some(mark) = line_mark(line) {
                // A number that stands twice is a slip only where the lines were counted.
                let counted = mark.ends_with(')') || last.len() > 1;
                if counted && last.last() == Some(&mark) {
                    let sentence = format!("`{mark}` comes twice");
                    let finding = RULE.diagnostic_at_text(page, block, &(start..start + mark.len()), sentence);
                    findings.push(finding.with_help("number or letter the lines continuously"));
                }
                let follows = last.last().is_some_and(|before| is_next(before, &mark));
                if !follows && last.last() != Some(&mark) {
                    last.clear();
                }
                last.push(mark);
            }
            start += line.len() + 1;
        }
    }
    findings
}

/// Returns the mark that a line begins with: `c)`, or `2` before a capital letter.
fn line_mark(line: &str) -> Option<String> {
    if let [letter @ b'a'..=b'z', b')', ..] = line.as_bytes() {
        return line[2..].starts_with([' ', '\u{a0}', '\t']).then(|| format!("{})", char::from(*letter)));
    }
    let digits = line.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let behind = line.get(digits..)?.strip_prefix([' ', '\u{a0}', '\t'])?;
    let counts = (1..=2).contains(&digits) && behind.trim_start().starts_with(char::is_uppercase);
    counts.then(|| line[..digits].to_owned())
}

/// Tells whether a number is the one behind another.
fn is_next(before: &str, mark: &str) -> bool {
    let numbers = (before.parse::<u32>(), mark.parse::<u32>());
    matches!(numbers, (Ok(before), Ok(mark)) if before + 1 == mark)
}
