//! Alternative texts that say nothing. That an image has none is found where it is read.

use crate::draft::{DocumentLink, FIELD_PLACEHOLDER};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "img-alt",
    severity: Severity::Block,
    other_severity: "warning where it has only a file name",
    mandatory: false,
    description: "an image has no description (alt text), or only the name of its file",
    help: "Say what it shows: `![Eighteen of us in Westminster](…)`.",
    example: RuleExample { bad: "![image](meeting.png)", good: "![Eighteen of us in Westminster](meeting.png)" },
    check: Some(check),
};

/// Words that say of a picture that it is one.
const VAGUE_ALT_TEXTS: &[&str] = &["image", "picture", "photo", "img", "logo", "screenshot"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    page.links.iter().filter(|link| link.is_image).filter_map(|link| vague_alt_text(page, link)).collect()
}

fn vague_alt_text(page: &LintDocument<'_>, link: &DocumentLink) -> Option<Diagnostic> {
    let hint = "say what it shows: `![Eighteen of us in Westminster](…)`";
    let words = link.text.trim().to_lowercase();
    let camera = ["img_", "dsc_", "dscn", "image_", "photo_", "screenshot_", "pxl_"]
        .iter()
        .any(|start| words.starts_with(start));
    let named = camera || VAGUE_ALT_TEXTS.contains(&words.as_str());
    let sentence = format!(
        "the description (alt text) of an image is only `{}`",
        link.text.trim().replace(FIELD_PLACEHOLDER, "…")
    );
    named.then(|| {
        let finding = RULE.diagnostic_at_link(page, link, sentence).with_help(hint);
        Diagnostic { severity: Severity::Warning, ..finding }
    })
}
