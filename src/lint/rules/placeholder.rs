//! Placeholders that were never filled in.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::config::archetypes;
use crate::draft::{BlockKind, Draft, TextBlock};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::{TextWord, words};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "placeholder",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "something is still a placeholder: TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, or a line that `circular new` wrote",
    help: "Write what belongs there.",
    example: RuleExample { bad: "Dear [NAME],", good: "Dear {{first_name}}," },
    check: Some(check),
};

/// What stands between square brackets where a name or a day should be.
const SLOT_WORDS: &[&str] = &[
    "name",
    "first name",
    "last name",
    "surname",
    "full name",
    "date",
    "time",
    "day",
    "month",
    "year",
    "place",
    "venue",
    "title",
    "address",
    "amount",
    "link",
    "url",
    "email",
    "e-mail",
    "phone",
    "number",
    "speaker",
    "topic",
    "town",
];

/// How a slot begins that says what belongs into it.
const SLOT_PREFIXES: &[&str] = &["insert ", "your ", "enter ", "add ", "fill in "];

/// How mailing programs of other kinds write fields; ours would print them as they stand.
const FOREIGN_DELIMITERS: &[(&str, &str)] = &[("|", "|"), ("%%", "%%"), ("<<", ">>")];

/// How many words a line of a new draft has that must not be sent as it is: shorter ones anybody might write.
const MIN_SAMPLE_WORDS: usize = 6;

/// How lines begin there that are to be replaced all the same: an invented day, and what tells the author what a key is for.
const REPLACED_PREFIXES: [&str; 2] = ["starts:", "preheader: The line that"];

/// How lines begin there that one might keep: buttons, call-outs, tables, headings and comments, the line in the inbox.
const KEPT_PREFIXES: [&str; 5] = ["[", ">", "|", "#", "preheader:"];

/// Finds TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, and fields of other programs.
fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::Other) {
        if let Some(range) = placeholder_range(block) {
            let what = block.text[range.clone()].to_owned();
            let sentence = format!("`{what}` still waits for its words");
            let finding = RULE.diagnostic_at_text(page, block, &range, sentence);
            findings.push(finding.with_help(match what.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(field) => format!("a field has two braces: `{{{{{field}}}}}`"),
                None => "write what belongs there".to_owned(),
            }));
        }
    }
    findings.extend(unedited_line(page.draft));
    findings
}

/// Finds the lines that `circular new` wrote for the author to read, and tells the first of them.
fn unedited_line(draft: &Draft) -> Option<Diagnostic> {
    let head = draft.front_matter.lines().enumerate().map(|(at, line)| (at + 2, line));
    let body = draft.body.lines().enumerate().map(|(at, line)| (draft.body_line_offset + at + 1, line));
    let samples: BTreeSet<&str> =
        archetypes().iter().flat_map(|(_, text)| text.lines()).filter_map(sample_line).collect();
    let left: Vec<(usize, &str)> =
        head.chain(body).filter(|(_, line)| sample_line(line).is_some_and(|line| samples.contains(line))).collect();
    // A meeting may really begin at the time of the sample.
    let is_true_time = left.iter().all(|(_, line)| line.trim().starts_with("starts:"));
    let left: Vec<usize> = if is_true_time { Vec::new() } else { left.into_iter().map(|(at, _)| at).collect() };
    let sentence = match left.len() {
        1 => "this line is as `circular new` wrote it".to_owned(),
        count => format!("{count} lines are as `circular new` wrote them, from here on"),
    };
    let hint = "write your own words in their place, or delete them";
    left.first().map(|line| draft.blocking_diagnostic(RULE.id, *line, 1, sentence).with_help(hint))
}

/// Takes a line of a new draft that is there to be replaced.
fn sample_line(line: &str) -> Option<&str> {
    let line = line.trim();
    let long =
        line.split_whitespace().count() >= MIN_SAMPLE_WORDS && !KEPT_PREFIXES.iter().any(|kept| line.starts_with(kept));
    (long || REPLACED_PREFIXES.iter().any(|start| line.starts_with(start))).then_some(line)
}

fn placeholder_range(block: &TextBlock) -> Option<Range<usize>> {
    let text = &block.text;
    let head = matches!(block.kind, BlockKind::Subject | BlockKind::Preheader);
    let all = words(text);
    let word = all.iter().enumerate().find(|(at, word)| {
        matches!(word.text, "TK" | "TKTK" | "TODO" | "FIXME")
            || (head && matches!(word.text, "TBC" | "TBA" | "TBD"))
            || is_xxx(word)
            || (word.text.eq_ignore_ascii_case("lorem")
                && all.get(at + 1).is_some_and(|next| next.text.eq_ignore_ascii_case("ipsum")))
    });
    word.map(|(_, word)| word.range())
        .or_else(|| delimited_ranges(text, "[", "]").find(|range| is_slot(&text[range.clone()])))
        .or_else(|| delimited_ranges(text, "{", "}").find(|range| is_single_brace_field(&text[range.clone()])))
        .or_else(|| {
            let mut foreign = FOREIGN_DELIMITERS
                .iter()
                .flat_map(|(open, close)| delimited_ranges(text, open, close).map(|r| (r, open.len())));
            foreign
                .find(|(range, width)| is_uppercase(&text[range.start + width..range.end - width]))
                .map(|(range, _)| range)
        })
}

/// Tells whether a word is `XXX`: three or more of them, not a number of the Romans.
fn is_xxx(word: &TextWord<'_>) -> bool {
    word.text.len() >= 3 && word.text.bytes().all(|byte| byte == b'X')
}

/// Returns what stands between two marks, the marks with it, on one line and not long.
fn delimited_ranges<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(open).filter_map(move |(start, _)| {
        let inner = &text[start + open.len()..];
        let length = inner.find(close)?;
        let short = length <= 40 && !inner[..length].contains('\n');
        short.then_some(start..start + open.len() + length + close.len())
    })
}

fn is_slot(slot: &str) -> bool {
    let inner = slot[1..slot.len() - 1].trim().to_lowercase().replace('_', " ");
    SLOT_WORDS.contains(&inner.as_str()) || SLOT_PREFIXES.iter().any(|order| inner.starts_with(order))
}

/// Tells whether it is a field between single braces: a button's mark has a full stop.
fn is_single_brace_field(slot: &str) -> bool {
    let inner = &slot[1..slot.len() - 1];
    inner.len() >= 4 && inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn is_uppercase(inner: &str) -> bool {
    inner.len() >= 3 && inner.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b':'))
}
