//! Images in templates that do not go with the letter.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::template_images::TemplateImage;
use crate::model::{Diagnostic, Severity, SourceLocation, excerpt};

pub(super) const RULE: LintRule = LintRule {
    id: "template-image",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "one of your own templates shows an image that does not go with the letter: a file, or an address on the web",
    help: "Show the image in the draft: `![Our logo](file.png)`, with the file beside the draft.",
    example: RuleExample { bad: "<p><img src=\"logo.png\" alt=\"Our logo\"></p>", good: "<p>{{society.name}}</p>" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let images = page.context.template_images.iter();
    images
        .map(|TemplateImage { file, line, column, source }| {
            let why = if source.contains("//") { "is on the web, and nothing is fetched" } else { "stays behind" };
            Diagnostic {
                id: RULE.id,
                severity: RULE.severity,
                location: Some(SourceLocation { file: file.clone(), line: *line, column: *column }),
                message: format!("the image `{}` {why}: readers see a broken image", excerpt(source)),
                help: Some("delete it, and show it in the draft: `![Our logo](file.png)`".to_owned()),
            }
        })
        .collect()
}
