//! Raw HTML that mail programs take out: what acts, plays or asks.

use super::lint_document::LintDocument;
use crate::draft::markdown::raw_html;
use crate::model::{Diagnostic, Severity};
use crate::template::TagPlaceholders;

/// The elements that most mail programs drop, or show without their use.
const UNSAFE_ELEMENTS: &[&str] = &[
    "script", "iframe", "object", "embed", "form", "input", "button", "select", "textarea", "video", "audio", "svg",
    "canvas", "meta", "link", "base",
];

/// Finds the first element of each kind that does nothing in a mail.
pub(super) fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let draft = page.draft;
    let Ok((tokens, text)) = TagPlaceholders::from_text(&draft.body) else { return Vec::new() };
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (line, html) in raw_html(&text, &tokens) {
        for name in unsafe_elements(&html.to_ascii_lowercase()) {
            let sentence = format!("mail programs take `<{name}>` out, and what is in it");
            if findings.iter().any(|finding| finding.message == sentence) {
                continue;
            }
            let source = draft.body.lines().nth(line).unwrap_or_default().to_ascii_lowercase();
            let column = source.find(&format!("<{name}")).map_or(0, |at| source[..at].chars().count() + 1);
            let finding = draft.blocking_diagnostic("html-active", draft.body_line_offset + line + 1, column, sentence);
            let finding = finding.with_help("link to a page that has it, or attach it");
            findings.push(Diagnostic { severity: Severity::Warning, ..finding });
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
