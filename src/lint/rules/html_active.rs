//! Raw HTML that mail programs remove: what acts, plays or asks.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "html-active",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "there is raw HTML that mail programs remove: a script, a form, a video, a frame",
    help: "Link to a page that has it, or attach it.",
    example: RuleExample {
        bad: "<iframe src=\"https://www.example.org/film\"></iframe>",
        good: "[The film](https://www.example.org/film)",
    },
    check: Some(check),
};

/// The elements that most mail programs drop, or show without their use.
const UNSAFE_ELEMENTS: &[&str] = &[
    "script", "iframe", "object", "embed", "form", "input", "button", "select", "textarea", "video", "audio", "svg",
    "canvas", "meta", "link", "base",
];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let draft = page.draft;
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (line, html) in page.body.raw_html() {
        let source = draft.body.lines().nth(line).unwrap_or_default().to_ascii_lowercase();
        for name in unsafe_elements(&html.to_ascii_lowercase()) {
            // A field of Word.
            if source.contains(&format!("<<{name}>>")) {
                continue;
            }
            let sentence = format!("mail programs remove `<{name}>` and its content");
            if findings.iter().any(|finding| finding.message == sentence) {
                continue;
            }
            let column = source.find(&format!("<{name}")).map_or(0, |at| source[..at].chars().count() + 1);
            let finding = draft.blocking_diagnostic(RULE.id, draft.body_line_offset + line + 1, column, sentence);
            let finding = finding.with_help("link to a page that has it, or attach it");
            findings.push(Diagnostic { severity: RULE.severity, ..finding });
        }
    }
    findings
}

/// Lists those elements that begin in a piece of HTML, given in small letters.
fn unsafe_elements(html: &str) -> Vec<&'static str> {
    let name = |rest: &str| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned();
    let names: Vec<_> = html.split('<').skip(1).map(name).collect();
    UNSAFE_ELEMENTS.iter().copied().filter(|active| names.iter().any(|name| name == active)).collect()
}

#[cfg(test)]
mod tests {
    use super::unsafe_elements;

    #[test]
    fn elements_are_told_by_their_whole_names() {
        assert_eq!(unsafe_elements("<b>x</b><iframe src=x></iframe><script>"), ["script", "iframe"]);
        assert!(unsafe_elements("<formula> < form <blockquote> </form>").is_empty());
    }
}
