//! Placeholders that were never filled in.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::config::archetypes;
use crate::draft::{BlockKind, Draft, TextBlock};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::merge_fields::{MergeField, delimited_ranges, find_merge_field};
use crate::lint::quotations::is_quoted;
use crate::lint::sentences::{TextWord, words};
use crate::model::{Diagnostic, Severity, month_from_name};

pub(super) const RULE: LintRule = LintRule {
    id: "placeholder",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "something is still a placeholder: TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, a field of another program such as `«First_Name»` or `*|FNAME|*`, or a line that `circular new` wrote",
    help: "Write what belongs there. A field has two braces: `{{first_name}}`.",
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

/// How many words a line of a new draft has that must not be sent as it is: shorter ones anybody might write.
const MIN_SAMPLE_WORDS: usize = 6;

/// How lines begin there that are to be replaced all the same: an invented day, and what tells the author what a key is for.
const REPLACED_PREFIXES: [&str; 2] = [SAMPLE_DAY, "preheader: The line that"];

/// How the line of the invented day begins.
const SAMPLE_DAY: &str = "starts:";

/// How lines begin there that one might keep: buttons, call-outs, tables, headings and comments, the line in the inbox.
const KEPT_PREFIXES: [&str; 5] = ["[", ">", "|", "#", "preheader:"];

/// What stands before `XXX` when a name or a figure is missing behind it.
const BEFORE_MISSING_NAMES: &[&str] =
    &["Dear", "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor", "Room", "Contact"];

/// What thirty can count.
const AFTER_ROMAN_NUMBERS: &[&str] =
    &["anniversary", "century", "edition", "congress", "conference", "assembly", "games", "festival", "session"];

/// Finds TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, and fields of other programs.
fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::Other) {
        if let Some(range) = placeholder_range(block) {
            let sentence = format!("`{}` is still a placeholder", &block.text[range.clone()]);
            let finding = RULE.diagnostic_at_text(page, block, &range, sentence);
            findings.push(finding.with_help("write what belongs there"));
        } else if let Some(found) = find_merge_field(block, &page.draft.body) {
            let (help, field) = (found.help(&page.context.fields), found.field(&page.context.fields));
            let MergeField { range, written, .. } = found;
            let sentence = format!("`{written}` is a field of another program and is sent as it is");
            let finding = RULE.diagnostic_at_text(page, block, &range, sentence);
            let finding = finding.with_help(help);
            findings.push(match field {
                Some(field) => finding.with_suggestion(written, format!("{{{{{field}}}}}")),
                None => finding,
            });
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
    // The day alone may be the true one.
    if left.iter().all(|(_, line)| line.trim().starts_with(SAMPLE_DAY)) {
        return None;
    }
    let sentence = match left.len() {
        1 => "this line is as `circular new` wrote it".to_owned(),
        count => format!("{count} lines are as `circular new` wrote them, from here on"),
    };
    let hint = "write your own words in their place, or delete them";
    left.first().map(|(line, _)| draft.blocking_diagnostic(RULE.id, *line, 1, sentence).with_help(hint))
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
        let next = all.get(at + 1).filter(|next| text.get(word.end..next.start) == Some(" ")).map(|next| next.text);
        let found = match word.text {
            "TKTK" | "FIXME" => true,
            "TODO" => !matches!(next, Some("list" | "lists")),
            // Followed by a name it is one: a shop, or initials.
            "TK" => !next.is_some_and(|next| next.starts_with(char::is_uppercase)),
            "TBC" | "TBA" | "TBD" => head,
            "INSERT" => all.iter().skip(at + 1).take(5).any(|word| word.text == "HERE"),
            "xx" => next.is_some_and(|next| month_from_name(next).is_some()),
            text if is_xxx(text) => text.len() > 3 || !is_roman(&all, *at, next),
            text => text.eq_ignore_ascii_case("lorem") && next.is_some_and(|next| next.eq_ignore_ascii_case("ipsum")),
        };
        found && !is_quoted(text, &word.range())
    });
    word.map(|(_, word)| word.range()).or_else(|| blank_name(text)).or_else(|| {
        let mut slots = delimited_ranges(text, "[", "]").filter(|range| is_slot(&text[range.clone()]));
        slots.find(|range| !is_quoted(text, range))
    })
}

/// Finds the blank of `Dear ____`; elsewhere a line may be there to be filled in by hand.
fn blank_name(text: &str) -> Option<Range<usize>> {
    ["Dear ", "Hello ", "Hi "].iter().find_map(|greeting| {
        let start = greeting.len();
        let rest = text.strip_prefix(greeting)?;
        let blank = rest.len() - rest.trim_start_matches('_').len();
        (blank >= 3).then_some(start..start + blank)
    })
}

fn is_xxx(word: &str) -> bool {
    word.len() >= 3 && word.bytes().all(|byte| byte == b'X')
}

/// Tells whether `XXX` is thirty: behind or before a name, or before what is counted.
fn is_roman(all: &[TextWord<'_>], at: usize, next: Option<&str>) -> bool {
    let before = at.checked_sub(1).and_then(|at| all.get(at)).map_or("", |word| word.text);
    if BEFORE_MISSING_NAMES.contains(&before) {
        return false;
    }
    let named = at > 1 && before.starts_with(char::is_uppercase) && before.len() > 1;
    let counts = next.is_some_and(|next| {
        (before == "The" || before == "the") && next.starts_with(char::is_uppercase)
            || AFTER_ROMAN_NUMBERS.contains(&next)
    });
    let of_a_work = matches!(
        before.to_lowercase().as_str(),
        "volume"
            | "vol"
            | "chapter"
            | "psalm"
            | "part"
            | "book"
            | "bowl"
            | "article"
            | "act"
            | "canto"
            | "session"
            | "annex"
    );
    named || counts || of_a_work
}

fn is_slot(slot: &str) -> bool {
    let inner = slot[1..slot.len() - 1].trim().to_lowercase().replace('_', " ");
    SLOT_WORDS.contains(&inner.as_str()) || SLOT_PREFIXES.iter().any(|order| inner.starts_with(order))
}
