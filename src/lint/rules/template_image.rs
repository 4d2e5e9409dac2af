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
    description: "one of your own templates shows an image that does not go with the letter: it is on the web, or no file of `templates/`",
    help: "Save the image as PNG or JPEG in `templates/`, and write its name alone: `<img src='logo.png' alt='Our logo'>`.",
    example: RuleExample { bad: "<p><img src=\"logo.png\" alt=\"Our logo\"></p>", good: "<p>{{society.name}}</p>" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let images = page.context.template_images.iter();
    images
        .map(|TemplateImage { file, line, column, source }| {
            let why = if source.contains("//") {
                "is on the web, and nothing is fetched"
            } else {
                "is no PNG, JPEG or GIF in `templates/`"
            };
            Diagnostic {
                id: RULE.id,
                severity: RULE.severity,
                location: Some(SourceLocation { file: file.clone(), line: *line, column: *column }),
                message: format!("the image `{}` {why}: readers see a broken image", excerpt(source)),
                help: Some("save it in `templates/`, and write its name alone, such as `logo.png`".to_owned()),
                suggestion: None,
            }
        })
        .collect()
}
