//! The shape of the letter: capitals, lists, lengths, headings.

use super::page::{FIELD, Kind, Page};
use super::words::words;
use crate::model::{Finding, Severity};

/// The longest paragraph, in words.
const PARAGRAPH: usize = 120;
/// The longest letter, in words.
const LETTER: usize = 1_500;
/// How many words in capitals are a shout.
const SHOUT: usize = 4;

/// Finds runs of words in capitals.
pub(super) fn capitals(page: &Page<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != Kind::Cell) {
        let all = words(&block.text);
        let mut run = Vec::new();
        let mut last = 0;
        for (at, word) in all.iter().enumerate() {
            let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
            let capital = letters == 0 || word.text.chars().all(|c| !c.is_lowercase());
            // Names in capitals, one behind the other, have commas between them.
            let apart = block.text[last..word.start].contains([',', ';', '/', FIELD]);
            last = word.end;
            if !capital || apart {
                run.clear();
            }
            if capital {
                run.push((at, letters));
            }
            let shouted = run.iter().filter(|(_, letters)| *letters > 0).count();
            if shouted >= SHOUT && run.iter().filter(|(_, letters)| *letters > 2).count() * 2 >= SHOUT {
                let start = all[run[0].0].start;
                let words = format!("“{} …” stands in capitals", block.text[start..word.end].replace('\n', " "));
                let finding = page.at_words("all-caps", Severity::Note, block, &(start..word.end), words);
                findings.push(finding.with_hint("make it **bold**: capitals read as shouting"));
                break;
            }
        }
    }
    findings
}

/// Finds numbered lists that begin anew, and letters that come twice.
pub(super) fn lists(page: &Page<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in page.numbered.windows(2) {
        let [one, two] = pair else { continue };
        let between = page.blocks.get(one.block..two.block).unwrap_or_default();
        let parted = between.iter().any(|block| matches!(block.kind, Kind::Heading(_)));
        let nested = between.is_empty();
        if one.items == 1 && one.first == two.first && !parted && !nested {
            let sentence = format!("this list begins with {} again", two.first);
            let finding = page.at_list("list-broken", Severity::Note, two, sentence);
            findings.push(finding.with_hint("indent what stands between the items, or number them through"));
        }
    }
    let mut last = None;
    for (_, block) in page.body() {
        if matches!(block.kind, Kind::Heading(_)) {
            last = None;
        }
        let mut start = 0;
        for line in block.text.split('\n') {
            if let [letter @ b'a'..=b'z', b')', b' ', ..] = line.as_bytes() {
                if last == Some(*letter) {
                    let sentence = format!("`{})` comes twice", char::from(*letter));
                    let finding = page.at_words("list-broken", Severity::Note, block, &(start..start + 2), sentence);
                    findings.push(finding.with_hint("letter them through"));
                }
                last = Some(*letter);
            }
            start += line.len() + 1;
        }
    }
    findings
}

/// Finds long paragraphs, and a long letter.
pub(super) fn lengths(page: &Page<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut all = 0;
    for (_, block) in page.body() {
        let count = words(&block.text).len();
        all += count;
        if count > PARAGRAPH && block.kind == Kind::Paragraph {
            let sentence = format!("this paragraph has {count} words");
            let finding = page.at_words("long-para", Severity::Note, block, &(0..1), sentence);
            findings.push(finding.with_hint("part it where the thought turns"));
        }
    }
    if all > LETTER {
        let sentence = format!("the letter has {all} words");
        let finding = page.at_key("long-letter", Severity::Note, "", sentence);
        findings.push(finding.with_hint("begin with a summary, and link to the whole on the web or attach it"));
    }
    findings
}

/// Finds a second heading of the first level, and levels that are left out.
pub(super) fn headings(page: &Page<'_>) -> Vec<Finding> {
    const ID: &str = "heading-order";
    const SEVERITY: Severity = Severity::Warning;
    let mut findings = Vec::new();
    // Without a heading of its own the letter has the subject's.
    let mut last = 1;
    let mut first_level = false;
    for (_, block) in page.body() {
        let Kind::Heading(level) = block.kind else { continue };
        if level == 1 && first_level {
            let sentence = "this is the second heading of the first level".to_owned();
            findings.push(page.at_words(ID, SEVERITY, block, &(0..1), sentence).with_hint("write it with `##`"));
        } else if level > last + 1 {
            let sentence = format!("this heading is of level {level}, and the one before of level {last}");
            let hint = format!("write it with `{}`", "#".repeat(usize::from(last) + 1));
            findings.push(page.at_words(ID, SEVERITY, block, &(0..1), sentence).with_hint(hint));
        }
        first_level |= level == 1;
        last = level;
    }
    findings
}
