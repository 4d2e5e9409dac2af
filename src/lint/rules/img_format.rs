//! Animated images. Formats that cannot be sent are found where the image is read.

use crate::draft::DocumentLink;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "img-format",
    severity: Severity::Block,
    other_severity: "a warning where it is animated",
    mandatory: true,
    description: "an image is in a format that many mail programs do not show, or is animated",
    help: "Save it as JPEG or PNG.",
    example: RuleExample { bad: "![Eighteen of us](meeting.webp)", good: "![Eighteen of us](meeting.jpg)" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    page.links.iter().filter(|link| link.is_image).filter_map(|link| animated_image(page, link)).collect()
}

fn animated_image(page: &LintDocument<'_>, link: &DocumentLink) -> Option<Diagnostic> {
    is_animated(&page.context.read_file(&link.target)?).then(|| {
        let sentence = format!("the image `{}` is animated; many mail programs show only its first frame", link.target);
        let finding = RULE.diagnostic_at_link(page, link, sentence).with_help("save it as JPEG or PNG");
        Diagnostic { severity: Severity::Warning, ..finding }
    })
}

/// Tells whether a GIF has more than one frame: each has a block that says how long it stays.
fn is_animated(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF8") && memchr::memmem::find_iter(bytes, b"\x00\x21\xf9\x04").nth(1).is_some()
}
