//! Links that lead nowhere for those who get the letter.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::draft::{BlockKind, DocumentLink, TextBlock};
use crate::lint::link_faults::{LinkFault, link_fault};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "link-local",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "a link leads to your own computer or network, to a file beside the draft, or nowhere",
    help: "Write the whole address, beginning with `https://`.",
    example: RuleExample { bad: "[the report](report.pdf)", good: "[the report](https://www.example.org/report.pdf)" },
    check: Some(check),
};

/// How far behind the beginning of a link its target is looked for, in bytes.
const MAX_LINK_BYTES: usize = 4_000;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, Option<LinkFault>> = BTreeMap::new();
    let mut findings = Vec::new();
    for link in page.links.iter().filter(|link| !link.is_image) {
        // An address between `<` and `>` becomes a link to it.
        if link.is_autolink && !link.target.contains(':') {
            continue;
        }
        let found = known.entry(&link.target).or_insert_with(|| link_fault(&link.target));
        if let Some(LinkFault { message, help }) = found {
            let at = target_start(page, link);
            findings.push(RULE.diagnostic_at_byte(page, at, message.clone()).with_help(help.clone()));
        }
    }
    for (number, block) in page.blocks.iter().enumerate().filter(|(_, block)| block.kind != BlockKind::Other) {
        let paths = local_paths(block).filter(|path| !page.is_linked(number, path.start));
        for path in paths.take(3) {
            let sentence = format!("`{}` leads to a file on your computer", &block.text[path.clone()]);
            let finding = RULE.diagnostic_at_text(page, block, &path, sentence);
            findings.push(finding.with_help("attach the file with `attachments:`, or link to it on the web"));
        }
    }
    findings
}

/// Returns the byte of the body at which the target of a link begins.
fn target_start(page: &LintDocument<'_>, link: &DocumentLink) -> usize {
    let body = &page.draft.body;
    let end = body.floor_char_boundary((link.start + MAX_LINK_BYTES).min(body.len()));
    let written = body.get(link.start..end).unwrap_or_default();
    let bracket = written.find("](").map_or(0, |at| at + 2);
    let within = written.get(bracket..).and_then(|rest| rest.find(link.target.as_str()));
    link.start + within.map_or(0, |at| bracket + at)
}

/// Lists the paths of files that a text shows: `file:///…`, `C:\Users\…`, `\\server\share`, `/Users/…`.
fn local_paths(block: &TextBlock) -> impl Iterator<Item = Range<usize>> + '_ {
    let text = &block.text;
    let mut from = 0;
    let words = std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| !c.is_whitespace())?;
        let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
        from = end;
        Some(start..end)
    });
    words.filter_map(|word| {
        let shown = &text[word.clone()];
        let start = word.start + shown.find(|c: char| !"(\"'“‘<[".contains(c))?;
        let path = text[start..word.end].trim_end_matches(['.', ',', ';', ')', '"', '\'', '”', '’', '>', ']', ':']);
        is_local_path(path).then(|| start..start + path.len())
    })
}

fn is_local_path(path: &str) -> bool {
    let lower = path.get(..7).unwrap_or(path).to_ascii_lowercase();
    let after = |prefix: usize| path.as_bytes().get(prefix).is_some_and(u8::is_ascii_alphanumeric);
    let drive = matches!(path.as_bytes(), [letter, b':', b'\\' | b'/', next, ..]
        if letter.is_ascii_alphabetic() && (next.is_ascii_alphanumeric() || *next == b'_'));
    // Markdown makes one backslash of two.
    let server = path.starts_with('\\') && after(1) && path[1..].contains('\\');
    lower == "file://" || lower == "smb://" || drive || server || (lower == "/users/" && after(7))
}

#[cfg(test)]
mod tests {
    use super::is_local_path;

    #[test]
    fn paths_of_files_are_told_from_other_words() {
        for path in [
            "file:///C:/Users/Ann/x.pdf",
            "FILE://server/x",
            "C:\\Users\\Ann",
            "d:/Reports/x.docx",
            "\\server\\share",
            "/Users/ann/x.pdf",
        ] {
            assert!(is_local_path(path), "{path}");
        }
        for word in ["https://example.org", "C:", "A:B", "\\o/", "and/or", "/users", "10:30", "a:/", "¯\\_(ツ)_/¯"] {
            assert!(!is_local_path(word), "{word}");
        }
    }
}
