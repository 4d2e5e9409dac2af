//! Lays out a letter: its parts in its template, its template in the layout of all letters.

use super::html_body::ESCAPED_BRACES;
use super::letter_parts::LetterParts;
use super::letter_templates::{BodyPart, LAYOUT_TEMPLATE, WorkspaceTemplates, template_diagnostic};
use crate::email_html;
use crate::model::Diagnostic;
use crate::template::{TagPlaceholders, TemplateSource};

/// The files of `templates/letter/` that the HTML part is made of.
const HTML_LAYOUT: &str = "layout.html.hbs";
pub(super) const STYLE_SHEET: &str = "layout.css";
pub(super) const DARK_STYLE_SHEET: &str = "dark.css";

/// Lays out the HTML part and writes its styles into its elements.
pub(super) fn lay_out_html(
    templates: WorkspaceTemplates<'_>,
    template: &str,
    parts: &LetterParts,
    logo: &str,
) -> Result<String, Diagnostic> {
    let slots = parts.html_slots();
    let content = templates.assemble(template, BodyPart::Html, &slots)?;
    let css = templates.read_style_sheet(STYLE_SHEET)?;
    let dark_css = templates.read_style_sheet(DARK_STYLE_SHEET)?;
    let layout = |system: &str, outlook: &str| {
        let layout = [
            ("language", templates.language().as_str()),
            ("direction", templates.direction()),
            ("logo", logo),
            ("css", css.as_str()),
            ("dark_css", system),
            ("dark_css_outlook", outlook),
            ("preheader", &parts.preheader),
            ("content", content.trim_end()),
        ];
        templates.assemble(LAYOUT_TEMPLATE, BodyPart::Html, &[&layout[..], &slots[..]].concat())
    };
    let (system, outlook) = email_html::dark_mode_css(&dark_css, &layout("", "")?)
        .map_err(|error| style_diagnostic(DARK_STYLE_SHEET, &error))?;
    let html = TemplateSource::parse(layout(&system, &outlook)?)
        .map_err(|error| template_diagnostic(&format!("letter/{HTML_LAYOUT}"), 0, 0, &error.to_string()))?;
    let (tokens, html) = TagPlaceholders::from_html(&html);
    let html = email_html::inline_css(&html).map_err(|error| style_diagnostic(STYLE_SHEET, &error))?;
    Ok(tokens.restore(&html, ESCAPED_BRACES))
}

/// Lays out the text part.
pub(super) fn lay_out_text(
    templates: WorkspaceTemplates<'_>,
    template: &str,
    parts: &LetterParts,
) -> Result<String, Diagnostic> {
    let slots = [
        ("subject", parts.subject.as_str()),
        ("body", &parts.text_body),
        ("contents", &parts.text_contents),
        ("answers", &parts.text_answers),
    ];
    let content = templates.assemble(template, BodyPart::Text, &slots)?;
    let layout = [("content", content.trim_end())];
    templates.assemble(LAYOUT_TEMPLATE, BodyPart::Text, &[&layout[..], &slots[..]].concat())
}

fn style_diagnostic(file: &str, error: &email_html::Error) -> Diagnostic {
    let (line, column) = match error {
        email_html::Error::StyleSheet { line, column, .. } => (*line, *column),
        email_html::Error::InlineCss(_) | email_html::Error::NestedTooDeep(_) => (0, 0),
    };
    template_diagnostic(&format!("letter/{file}"), line, column, &error.to_string())
}
