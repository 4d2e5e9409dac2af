//! Photographs that are upright only once a program turns them.

use crate::draft::DocumentLink;
use crate::image_files::is_turned;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "img-turned",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a photograph is upright only because its file says how to turn it, which Outlook for Windows does not read",
    help: "Turn it upright in an image program, and save it.",
    example: RuleExample { bad: "![Eighteen of us](turned.jpg)", good: "![Eighteen of us](upright.jpg)" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    page.links.iter().filter(|link| link.is_image).filter_map(|link| turned_image(page, link)).collect()
}

fn turned_image(page: &LintDocument<'_>, link: &DocumentLink) -> Option<Diagnostic> {
    is_turned(page.context.read_file(&link.target)?).then(|| {
        let sentence =
            format!("the photograph `{}` is turned by a note in its file, which Outlook does not read", link.target);
        RULE.diagnostic_at_link(page, link, sentence).with_help("turn it upright in an image program, and save it")
    })
}
