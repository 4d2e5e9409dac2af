//! What still waits for its words.

use std::ops::Range;

use super::page::{Block, Kind, Page};
use super::words::{Word, words};
use crate::model::{Finding, Severity};

/// What stands between square brackets where a name or a day should be.
const SLOTS: &[&str] = &[
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
const ORDERS: &[&str] = &["insert ", "your ", "enter ", "add ", "fill in "];
/// How mailing programs of other kinds write fields; ours would print them as they stand.
const FOREIGN: &[(&str, &str)] = &[("|", "|"), ("%%", "%%"), ("<<", ">>")];

/// Finds TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, and fields of other programs.
pub(super) fn find(page: &Page<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != Kind::Other) {
        if let Some(range) = waits(block) {
            let what = block.text[range.clone()].to_owned();
            let sentence = format!("`{what}` still waits for its words");
            let finding = page.at_words(("placeholder", Severity::Block), block, &range, sentence);
            findings.push(finding.with_hint(match what.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(field) => format!("a field has two braces: `{{{{{field}}}}}`"),
                None => "write what belongs there".to_owned(),
            }));
        }
    }
    findings
}

fn waits(block: &Block) -> Option<Range<usize>> {
    let text = &block.text;
    let head = matches!(block.kind, Kind::Subject | Kind::Preheader);
    let all = words(text);
    let word = all.iter().enumerate().find(|(at, word)| {
        matches!(word.text, "TK" | "TKTK" | "TODO" | "FIXME")
            || (head && matches!(word.text, "TBC" | "TBA" | "TBD"))
            || is_crossed(word)
            || (word.text.eq_ignore_ascii_case("lorem")
                && all.get(at + 1).is_some_and(|next| next.text.eq_ignore_ascii_case("ipsum")))
    });
    word.map(|(_, word)| word.range())
        .or_else(|| between(text, "[", "]").find(|range| is_slot(&text[range.clone()])))
        .or_else(|| between(text, "{", "}").find(|range| is_field(&text[range.clone()])))
        .or_else(|| {
            let mut foreign =
                FOREIGN.iter().flat_map(|(open, close)| between(text, open, close).map(|r| (r, open.len())));
            foreign
                .find(|(range, width)| is_upper(&text[range.start + width..range.end - width]))
                .map(|(range, _)| range)
        })
}

/// Tells whether a word is `XXX`: three or more of them, not a number of the Romans.
fn is_crossed(word: &Word<'_>) -> bool {
    word.text.len() >= 3 && word.text.bytes().all(|byte| byte == b'X')
}

/// Returns what stands between two marks, the marks with it, on one line and not long.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(open).filter_map(move |(start, _)| {
        let inner = &text[start + open.len()..];
        let length = inner.find(close)?;
        let short = length <= 40 && !inner[..length].contains('\n');
        short.then_some(start..start + open.len() + length + close.len())
    })
}

fn is_slot(slot: &str) -> bool {
    let inner = slot[1..slot.len() - 1].trim().to_lowercase().replace('_', " ");
    SLOTS.contains(&inner.as_str()) || ORDERS.iter().any(|order| inner.starts_with(order))
}

/// Tells whether it is a field between single braces: a button's mark has a full stop.
fn is_field(slot: &str) -> bool {
    let inner = &slot[1..slot.len() - 1];
    inner.len() >= 4 && inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn is_upper(inner: &str) -> bool {
    inner.len() >= 3 && inner.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b':'))
}
