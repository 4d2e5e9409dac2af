//! Line breaks that are not kept: short lines that run together.

use crate::draft::{BlockKind, FIELD_PLACEHOLDER};
use crate::lint::line_starts::{BlockLine, block_lines};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::pasted_text::name_clean_command;
use crate::model::{Diagnostic, Severity, is_short_line};

pub(super) const RULE: LintRule = LintRule {
    id: "line-break",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "short lines, as of an address or of a signature, run together into one line",
    help: "Write a `\\` at the end of each line that is to end there, or leave an empty line.",
    example: RuleExample {
        bad: "The town hall\n1 Example Street\nExampleton",
        good: "The town hall\\\n1 Example Street\\\nExampleton",
    },
    check: Some(check),
};

/// How much of a line a finding shows, in characters.
const MAX_SHOWN_CHARS: usize = 45;

/// From which length on a line is one of a paragraph, in characters.
const LONG_CHARS: usize = 60;

/// How many short lines are no chance.
const MIN_SHORT_LINES: usize = 3;

/// How a letter ends.
const CLOSINGS: &[&str] = &[
    "kind regards",
    "regards",
    "best regards",
    "best wishes",
    "with best wishes",
    "with good wishes",
    "with kind regards",
    "warm regards",
    "with thanks",
    "many thanks",
    "yours",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "sincerely",
    "all the best",
    "in solidarity",
    "thank you",
];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (_, block) in page.body_blocks() {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) || !block.text.contains('\n') {
            continue;
        }
        let lines = block_lines(block, &page.draft.body);
        let Some(at) = short_run(&lines).or_else(|| closing(&lines)).or_else(|| heading_line(&lines)) else { continue };
        let (Some(first), Some(second)) = (lines.get(at), lines.get(at + 1)) else { continue };
        let shown = |line: &BlockLine<'_>| {
            let text: String = line.text.trim().chars().take(MAX_SHOWN_CHARS).collect();
            text.replace(FIELD_PLACEHOLDER, "…")
        };
        let sentence = format!("“{}” and “{}” become one line", shown(first), shown(second));
        let help = "write a `\\` at the end of a line that is to end there, or leave an empty line";
        findings.push(RULE.diagnostic_at_text(page, block, &first.range, sentence).with_help(help));
    }
    name_clean_command(page, &mut findings);
    findings
}

/// Finds three short lines or more of which each begins like a name, a house or a place.
fn short_run(lines: &[BlockLine<'_>]) -> Option<usize> {
    let all_short = lines.iter().all(|line| is_short_line(line.text));
    let begin_anew = lines.iter().skip(1).all(|line| {
        let first = line.text.trim_start().chars().next();
        first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || c == FIELD_PLACEHOLDER || c == '+')
    });
    let first = lines.iter().position(|line| line.runs_on)?.checked_sub(1)?;
    (lines.len() >= MIN_SHORT_LINES && all_short && begin_anew).then_some(first)
}

/// Finds the words at the end of a letter with a name behind them.
fn closing(lines: &[BlockLine<'_>]) -> Option<usize> {
    let words = |line: &BlockLine<'_>| line.text.trim().trim_end_matches([',', '.', '!']).to_lowercase();
    let ends = |pair: &[BlockLine<'_>]| {
        pair[1].runs_on
            && is_short_line(pair[1].text)
            && is_short_line(pair[0].text)
            && CLOSINGS.contains(&words(&pair[0]).as_str())
    };
    lines.windows(2).position(ends)
}

/// Finds a salutation or a heading with the first sentence behind it.
fn heading_line(lines: &[BlockLine<'_>]) -> Option<usize> {
    let [first, second, ..] = lines else { return None };
    let text = first.text.trim();
    let greets = text.starts_with("Dear ") && text.ends_with([',', ':']);
    let titled =
        text.starts_with(char::is_uppercase) && text.ends_with(char::is_alphanumeric) && text.split(' ').count() <= 5;
    let begins = second.text.trim_start().starts_with(char::is_uppercase) || greets;
    let longer = second.text.chars().count() > LONG_CHARS;
    (second.runs_on && is_short_line(text) && begins && ((titled && longer) || greets)).then_some(0)
}
