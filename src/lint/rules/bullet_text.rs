//! Lines that begin with bullets or numbers of other programs: Markdown runs them together.

use crate::draft::{BlockKind, TextBlock};
use crate::lint::line_starts::{BlockLine, block_lines};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::pasted_text::name_clean_command;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "bullet-text",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "lines begin with `•`, `–`, `(1)`, `a)` or the like: they are no list, and become one paragraph",
    help: "Begin each line with `- `, or with `1. ` for a numbered list.",
    example: RuleExample { bad: "• tea\n• cake", good: "- tea\n- cake" },
    check: Some(check),
};

/// Bullets that nothing else begins with. U+F0B7 and its neighbours are Word's.
const BULLETS: &[char] = &[
    '•', '·', '◦', '▪', '▫', '‣', '●', '○', '■', '□', '◆', '►', '➢', '✓', '✔', '⁃', '∙', '*', '\u{f0b7}', '\u{f0a7}',
    '\u{f0d8}', '\u{f0fc}', '\u{f02d}',
];

/// How a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineMark {
    Bullet,
    /// A dash, which dialogue begins with, too.
    Dash,
    /// A letter or number in a form that is no list in Markdown.
    Number,
}

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (_, block) in page.body_blocks() {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) {
            continue;
        }
        let lines = block_lines(block, &page.draft.body);
        let Some((line, mark)) = run_together(&lines).or_else(|| bullets_within(block, &lines)) else { continue };
        let help = match mark {
            LineMark::Bullet | LineMark::Dash => "begin each line with `- `, and leave an empty line before the first",
            LineMark::Number => "begin each line with `1. `, or keep the lines apart with a `\\` at the end of each",
        };
        let sentence = "these lines are no list: they become one paragraph".to_owned();
        findings.push(RULE.diagnostic_at_text(page, block, &line.range, sentence).with_help(help));
    }
    name_clean_command(page, &mut findings);
    findings
}

/// Returns the first of several marked lines of which one runs on from another.
fn run_together<'l, 'b>(lines: &'l [BlockLine<'b>]) -> Option<(&'l BlockLine<'b>, LineMark)> {
    let marked: Vec<_> = lines.iter().filter_map(|line| Some((line, line_mark(line.text)?))).collect();
    let first = marked.first()?;
    let count = marked.iter().filter(|(_, mark)| mark == &first.1).count();
    let runs_on = marked.iter().any(|(line, _)| line.runs_on);
    (runs_on && (count > 1 || (first.1 == LineMark::Bullet && first.0.runs_on))).then_some(*first)
}

/// Finds a line that begins with a bullet and has two more behind it.
fn bullets_within<'l, 'b>(block: &TextBlock, lines: &'l [BlockLine<'b>]) -> Option<(&'l BlockLine<'b>, LineMark)> {
    let bullet = block.text.chars().next().filter(|c| BULLETS.contains(c) && *c != '*' && *c != '·')?;
    (block.text.matches(bullet).take(3).count() > 2).then(|| Some((lines.first()?, LineMark::Bullet))).flatten()
}

fn line_mark(line: &str) -> Option<LineMark> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    if BULLETS.contains(&first) && (first != '*' || rest.starts_with([' ', '\t', '\u{a0}'])) {
        return Some(LineMark::Bullet);
    }
    if matches!(first, '–' | '—' | '−') && rest.starts_with([' ', '\t', '\u{a0}']) {
        return Some(LineMark::Dash);
    }
    // The second level of a list from Word.
    if first == 'o' && (rest.starts_with("  ") || rest.starts_with(['\t', '\u{a0}'])) {
        return Some(LineMark::Bullet);
    }
    let bracketed = line.strip_prefix('(');
    let (mark, rest) = bracketed.unwrap_or(line).split_once([')', '.'])?;
    let closed = bracketed.is_none() || line[1 + mark.len()..].starts_with(')');
    let letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = (1..=4).contains(&mark.len()) && mark.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let number = bracketed.is_some() && (1..=2).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_digit());
    let spaced = rest.starts_with([' ', '\t', '\u{a0}']);
    // `A. Lee` is a person.
    let initial = bracketed.is_none() && letter && mark.bytes().all(|byte| byte.is_ascii_uppercase());
    (closed && spaced && !initial && (letter || roman || number)).then_some(LineMark::Number)
}

#[cfg(test)]
mod tests {
    use super::{LineMark, line_mark};

    #[test]
    fn marks_of_other_programs_are_known() {
        for (line, mark) in [
            ("• tea", LineMark::Bullet),
            ("\u{f0b7}\ttea", LineMark::Bullet),
            ("o  tea", LineMark::Bullet),
            ("– tea", LineMark::Dash),
            ("(1) tea", LineMark::Number),
            ("(a) tea", LineMark::Number),
            ("i. tea", LineMark::Number),
            ("iv) tea", LineMark::Number),
            ("a) tea", LineMark::Number),
            ("b. tea", LineMark::Number),
        ] {
            assert_eq!(line_mark(line), Some(mark), "{line}");
        }
        for line in ["tea", "o tea", "A. Lee", "(see 1) tea", "2019) tea", "e.g. tea", "–tea", "*tea", "(1 tea)", ""]
        {
            assert_eq!(line_mark(line), None, "{line}");
        }
    }
}
