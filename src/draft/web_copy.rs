//! Composes what a letter says on the web, to everybody alike.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::answers_block::ANSWERS_PLACE;
use super::compose::{inline_images, letter_sentences, template_constants, template_name};
use super::draft_file::Draft;
use super::event_history::EventHistory;
use super::inline_images::InlineImage;
use super::letter_layout::{DARK_STYLE_SHEET, STYLE_SHEET};
use super::letter_parts::LetterParts;
use super::letter_templates::{BodyPart, WorkspaceTemplates};
use super::source_line_marks;
use super::template_images::attach_template_images;
use crate::config::Workspace;
use crate::email_html::{neutral_title, web_fragment};
use crate::model::{Composition, Diagnostic, List, Severity, WebCopy, WebOmission, marked_field, single_line};
use crate::template::{self, ANSWER_LINK_PREFIX, NeutralText, render_neutral_html, render_neutral_text};

/// The rule of a letter that cannot be put on the web.
const RULE_ID: &str = "web-copy";

/// What only a browser needs, beside the style sheets of all letters.
const WEB_STYLE_SHEET: &str = "web.css";

/// The name of the word that replaces a name in a greeting.
const READERS: &str = "web-readers";

/// Composes the web copy of a draft; `fields` are all fields that a subscriber may have. `None` if the draft keeps
/// itself off the web.
///
/// # Errors
/// Returns a warning if it cannot be composed although copies can.
pub fn compose_web_copy(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    fields: &BTreeSet<String>,
    history: &EventHistory,
) -> Result<Option<WebCopy>, Diagnostic> {
    if draft.web == Some(false) {
        return Ok(None);
    }
    let failed = |reason: &dyn std::fmt::Display| Diagnostic {
        severity: Severity::Warning,
        ..draft.blocking_diagnostic(RULE_ID, 0, 0, format!("the letter cannot be shown on the web: {reason}"))
    };
    let look = workspace.settings.look.slots();
    let sentences = letter_sentences(workspace, draft, list)?;
    let templates = WorkspaceTemplates { workspace, look: &look, sentences: &sentences };
    let (composition, images) = lay_out(workspace, draft, list, templates, history)?;
    let fields = &with_answer_fields(draft, fields);
    let fault = |error: template::Error| failed(&error);
    let rendered = render_neutral_html(&composition.html, &composition.constants, fields).map_err(fault)?;
    let text = images.iter().fold(rendered.text.clone(), |text, image| {
        text.replace(&format!("cid:{}", image.content_id), &WebCopy::file_address(&image.to_attachment()))
    });
    let fragment = web_fragment(&text, &sentences.say(READERS, &[])).map_err(|error| failed(&error))?;
    let subject = render_neutral_text(&draft.subject, &composition.constants, fields).map_err(fault)?;
    let preheader = render_neutral_text(&draft.preheader, &composition.constants, fields).map_err(fault)?;
    let mut omissions: Vec<_> = subject_omission(draft, &subject).into_iter().collect();
    omissions.extend(
        fragment
            .omissions
            .iter()
            .map(|found| WebOmission { line: found.line, words: rendered.name_fields(&found.words) }),
    );
    Ok(Some(WebCopy {
        title: title(draft, &subject),
        description: description(&preheader, fragment.first_words),
        issue_line: issue_line(&composition.constants),
        body: fragment.html,
        language: templates.language().clone(),
        css: style_sheet(templates)?,
        omissions,
        greeting: fragment.greeting,
    }))
}

/// Adds the fields that only a letter with answers has: its buttons and their links.
fn with_answer_fields(draft: &Draft, fields: &BTreeSet<String>) -> BTreeSet<String> {
    let mut fields = fields.clone();
    if let Some(answers) = &draft.answers {
        fields.insert(ANSWERS_PLACE.to_owned());
        fields.extend((1..=answers.words.len()).map(|number| format!("{ANSWER_LINK_PREFIX}{number}")));
    }
    fields
}

/// Lays out a letter without what is around it in a mail, with the line of the draft at each block.
fn lay_out(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    templates: WorkspaceTemplates<'_>,
    history: &EventHistory,
) -> Result<(Composition, Vec<InlineImage>), Diagnostic> {
    let template = template_name(templates, draft)?;
    let mut images = inline_images(workspace, draft);
    let parts = LetterParts::write(draft, templates, template, &images, &[], true)?;
    let html = templates.assemble(template, BodyPart::Html, &parts.html_slots())?;
    let mut constants = template_constants(workspace, draft, list, history, templates.sentences);
    let event = constants.get_mut("issue").and_then(|issue| issue.get_mut("event")?.as_object_mut());
    if let Some(event) = event {
        event.insert("link".to_owned(), WebCopy::EVENT_FILE.into());
    }
    let mut composition = Composition { subject: parts.subject, html, text: String::new(), constants };
    images.extend(attach_template_images(workspace, &mut composition));
    composition.html = source_line_marks::line_attributes(&composition.html);
    Ok((composition, images))
}

fn title(draft: &Draft, subject: &NeutralText) -> String {
    let title = neutral_title(&single_line(&subject.text));
    [title.as_str(), draft.event_title(), &draft.slug]
        .into_iter()
        .find(|title| !title.trim().is_empty() && !title.contains("{{"))
        .unwrap_or_default()
        .to_owned()
}

/// Names the fields of a subject that its title on the web does without.
fn subject_omission(draft: &Draft, subject: &NeutralText) -> Option<WebOmission> {
    let fields: String = subject.text.chars().filter(|c| marked_field(*c).is_some()).collect();
    let line = draft.key_location("subject").line;
    (!fields.is_empty()).then(|| WebOmission { line, words: subject.name_fields(&fields) })
}

fn description(preheader: &NeutralText, first_words: String) -> String {
    let is_personal = preheader.text.contains(|c| marked_field(c).is_some());
    let words = single_line(&preheader.text);
    if words.trim().is_empty() || is_personal { first_words } else { words.trim().to_owned() }
}

fn issue_line(constants: &Map<String, Value>) -> String {
    let line = constants.get("issue").and_then(|issue| issue.get("masthead")?.as_str());
    line.unwrap_or_default().to_owned()
}

fn style_sheet(templates: WorkspaceTemplates<'_>) -> Result<String, Diagnostic> {
    let (css, dark) = (templates.read_style_sheet(STYLE_SHEET)?, templates.read_style_sheet(DARK_STYLE_SHEET)?);
    let web = templates.read_style_sheet(WEB_STYLE_SHEET)?;
    Ok(format!("{css}\n{web}\n@media (prefers-color-scheme: dark) {{\n{dark}}}\n"))
}
