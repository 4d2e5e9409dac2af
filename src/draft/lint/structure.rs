//! The shape of the letter: capitals, lists, lengths, headings.

use super::lint_document::{BlockKind, FIELD_PLACEHOLDER, LintDocument};
use super::sentences::words;
use crate::model::{Diagnostic, Severity};

/// The longest paragraph, in words.
const MAX_PARAGRAPH_WORDS: usize = 120;
/// The longest letter, in words.
const MAX_MESSAGE_WORDS: usize = 1_500;
/// How many words in capitals are a shout.
const MIN_SHOUTED_WORDS: usize = 4;

/// Finds runs of words in capitals.
pub(super) fn capital_runs(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::TableCell) {
        let all = words(&block.text);
        let mut run = Vec::new();
        let mut last = 0;
        for (at, word) in all.iter().enumerate() {
            let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
            let capital = letters == 0 || word.text.chars().all(|c| !c.is_lowercase());
            // Names in capitals, one behind the other, have commas between them.
            let apart = block.text[last..word.start].contains([',', ';', '/', FIELD_PLACEHOLDER]);
            last = word.end;
            if !capital || apart {
                run.clear();
            }
            if capital {
                run.push((at, letters));
            }
            let shouted = run.iter().filter(|(_, letters)| *letters > 0).count();
            if shouted >= MIN_SHOUTED_WORDS
                && run.iter().filter(|(_, letters)| *letters > 2).count() * 2 >= MIN_SHOUTED_WORDS
            {
                let start = all[run[0].0].start;
                let words = format!("“{} …” stands in capitals", block.text[start..word.end].replace('\n', " "));
                let finding = page.diagnostic_at_text("all-caps", Severity::Note, block, &(start..word.end), words);
                findings.push(finding.with_help("make it **bold**: capitals read as shouting"));
                break;
            }
        }
    }
    findings
}

/// Finds numbered lists that begin anew, and letters that come twice.
pub(super) fn list_numbering(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for pair in page.numbered_lists.windows(2) {
        let [one, two] = pair else { continue };
        let between = page.blocks.get(one.block..two.block).unwrap_or_default();
        let parted = between.iter().any(|block| matches!(block.kind, BlockKind::Heading(_)));
        let nested = between.is_empty();
        if one.items == 1 && one.first_number == two.first_number && !parted && !nested {
            let sentence = format!("this list begins with {} again", two.first_number);
            let finding = page.diagnostic_at_list("list-broken", Severity::Note, two, sentence);
            findings.push(finding.with_help("indent what stands between the items, or number them through"));
        }
    }
    let mut last = None;
    for (_, block) in page.body_blocks() {
        if matches!(block.kind, BlockKind::Heading(_)) {
            last = None;
        }
        let mut start = 0;
        for line in block.text.split('\n') {
            if let [letter @ b'a'..=b'z', b')', b' ', ..] = line.as_bytes() {
                if last == Some(*letter) {
                    let sentence = format!("`{})` comes twice", char::from(*letter));
                    let finding =
                        page.diagnostic_at_text("list-broken", Severity::Note, block, &(start..start + 2), sentence);
                    findings.push(finding.with_help("letter them through"));
                }
                last = Some(*letter);
            }
            start += line.len() + 1;
        }
    }
    findings
}

/// Finds long paragraphs, and a long letter.
pub(super) fn text_lengths(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut all = 0;
    for (_, block) in page.body_blocks() {
        let count = words(&block.text).len();
        all += count;
        if count > MAX_PARAGRAPH_WORDS && block.kind == BlockKind::Paragraph {
            let sentence = format!("this paragraph has {count} words");
            let finding = page.diagnostic_at_text("long-para", Severity::Note, block, &(0..1), sentence);
            findings.push(finding.with_help("part it where the thought turns"));
        }
    }
    if all > MAX_MESSAGE_WORDS {
        let sentence = format!("the letter has {all} words");
        let finding = page.diagnostic_at_key("long-letter", Severity::Note, "", sentence);
        findings.push(finding.with_help("begin with a summary, and link to the whole on the web or attach it"));
    }
    findings
}

/// Finds a second heading of the first level, and levels that are left out.
pub(super) fn heading_levels(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    const ID: &str = "heading-order";
    const SEVERITY: Severity = Severity::Warning;
    let mut findings = Vec::new();
    // Without a heading of its own the letter has the subject's.
    let mut last = 1;
    let mut first_level = false;
    for (_, block) in page.body_blocks() {
        let BlockKind::Heading(level) = block.kind else { continue };
        if level == 1 && first_level {
            let sentence = "this is the second heading of the first level".to_owned();
            findings
                .push(page.diagnostic_at_text(ID, SEVERITY, block, &(0..1), sentence).with_help("write it with `##`"));
        } else if level > last + 1 {
            let sentence = format!("this heading is of level {level}, and the one before of level {last}");
            let hint = format!("write it with `{}`", "#".repeat(usize::from(last) + 1));
            findings.push(page.diagnostic_at_text(ID, SEVERITY, block, &(0..1), sentence).with_help(hint));
        }
        first_level |= level == 1;
        last = level;
    }
    findings
}
