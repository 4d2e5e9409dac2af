//! The society's colour, where words would be too pale in it; a logo that cannot be shown is found while composing.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "look",
    severity: Severity::Block,
    other_severity: "note if the colour is only darkened for words and buttons, or the logo is small",
    mandatory: true,
    description: "the logo cannot be read, or is neither PNG nor JPEG; or words in the society's colour would be too pale",
    help: "Put the logo beside `circular.toml`, as PNG or JPEG. About a pale colour you need not do anything: a darker one is used for words.",
    example: RuleExample { bad: "colour = \"#f2b705\"", good: "colour = \"#7a1f3d\"" },
    check: Some(check),
};

fn check(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = pale_colour(document);
    if document.context.has_coarse_logo {
        let sentence = "the logo has fewer pixels than it is shown with, so it looks blurred".to_owned();
        let finding = Diagnostic { severity: Severity::Note, ..RULE.diagnostic_at_settings(sentence) };
        findings.push(finding.with_help("use a larger one: 96 pixels in height are enough for every screen"));
    }
    findings
}

fn pale_colour(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    let Some(look) = &document.context.settings.look else { return Vec::new() };
    let palette = look.palette();
    let uses = [("links", palette.accent), ("buttons", palette.fill)];
    let darker: Vec<_> = uses.iter().filter(|(_, color)| *color != look.colour).collect();
    if darker.is_empty() {
        return Vec::new();
    }
    let uses: Vec<_> = darker.iter().map(|(what, color)| format!("{what} are in `{color}`")).collect();
    let sentence = format!("the colour `{}` is too pale for words, so {}", look.colour, uses.join(" and "));
    let finding = RULE.diagnostic_at_settings(sentence);
    vec![Diagnostic { severity: Severity::Note, ..finding }.with_help("you need not do anything")]
}
