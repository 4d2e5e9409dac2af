//! Composes an issue: the draft in its layout, once, with the fields of its readers still open.

use std::collections::BTreeSet;

use pulldown_cmark::Event;
use serde_json::{Map, Value, json};

use super::calendar::CalendarFile;
use super::draft_file::Draft;
use super::inline_images::InlineImage;
use super::letter_templates::{BodyPart, FRAME_TEMPLATE, LETTER_TEMPLATE, WorkspaceTemplates, template_diagnostic};
use super::lint::{check_composition, check_template_fields};
use super::table_of_contents::sections;
use super::{html_body, markdown, plain_text, source_line_marks};
use crate::config::Workspace;
use crate::model::{Attachment, Composition, Diagnostic, IssueContent, List, Severity, single_line};
use crate::template::{self, TagPlaceholders};
use crate::{email_html, model};

/// What follows a preheader, so that mail programs do not show the letter's first words behind it.
const PREHEADER_FILLER: &str = "&#8199;&#65279;&#847; ";

/// Composes a draft for a list; `fields` are all fields that a subscriber may have.
///
/// # Errors
/// Everything that keeps it from being sent.
pub fn compose_draft(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    fields: &BTreeSet<String>,
) -> Result<IssueContent, Vec<Diagnostic>> {
    let findings = check_template_fields(draft, fields);
    if !findings.is_empty() {
        return Err(findings);
    }
    let pictures = inline_images(workspace, draft);
    let composition = render_layout(workspace, draft, list, &pictures, false).map_err(|finding| vec![finding])?;
    let findings = check_composition(draft, &composition, fields);
    if !findings.is_empty() {
        return Err(findings);
    }
    let calendar = calendar_attachment(workspace, draft);
    let files =
        draft.attachments.iter().cloned().chain(calendar).chain(pictures.iter().map(InlineImage::to_attachment));
    let sender = &workspace.settings.sender;
    Ok(IssueContent {
        sender: sender.from.clone(),
        reply_to: draft.reply_to.clone().or_else(|| sender.reply_to.clone()),
        composition,
        attachments: files.collect(),
    })
}

/// Composes a draft for the preview: its HTML has the line of the draft at each block, as an attribute `data-line`.
#[must_use]
pub fn compose_with_line_marks(workspace: &Workspace, draft: &Draft, list: &List) -> Option<Composition> {
    let mut composition = render_layout(workspace, draft, list, &inline_images(workspace, draft), true).ok()?;
    composition.html = source_line_marks::line_attributes(&composition.html);
    Some(composition)
}

fn inline_images(workspace: &Workspace, draft: &Draft) -> Vec<InlineImage> {
    let domain = workspace.settings.sender.from.address.domain();
    draft.images.iter().cloned().map(|picture| picture.with_domain(domain)).collect()
}

fn render_layout(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    pictures: &[InlineImage],
    marked: bool,
) -> Result<Composition, Diagnostic> {
    let templates = WorkspaceTemplates(workspace);
    let template = template_name(templates, draft)?;
    let in_draft = |error: template::Error| draft.blocking_diagnostic("syntax", 0, 0, error.to_string());

    let (tokens, markdown) = TagPlaceholders::from_text(&draft.body).map_err(in_draft)?;
    let events = markdown::parse_markdown(&markdown, &tokens);
    let lines = if marked { markdown::block_lines(&markdown, &tokens) } else { Vec::new() };
    let lines: Vec<_> = lines.into_iter().map(|line| draft.body_line_offset + line + 1).collect();
    let body = html_body::write_html(&events, &lines, &tokens, templates, pictures)?;
    if let Some(hider) = template::unclosed_construct(&body) {
        return Err(hidden_content(draft, hider));
    }
    let body = balance_html(draft, &body)?;
    let plain = plain_text::write_text(&events, &tokens);
    let subject = single_line(&draft.subject).into_owned();
    let title = escape_source(&subject).map_err(in_draft)?;
    let on_line = if marked { source_line_marks::line_mark(draft.key_location("subject").line) } else { String::new() };
    let heading = if body.contains("<h1>") { String::new() } else { format!("{on_line}<h1>{title}</h1>") };
    let preheader = match escape_source(&single_line(&draft.preheader)).map_err(in_draft)? {
        empty if empty.is_empty() => empty,
        words => format!("{words}{}", PREHEADER_FILLER.repeat(60)),
    };
    let contents = table_of_contents(templates, &events, &tokens)?;

    let slots = [("subject", title.as_str()), ("heading", &heading), ("body", &body), ("contents", &contents.0)];
    let content = templates.assemble(template, BodyPart::Html, &slots)?;
    let (css, dark) = (templates.read_letter_file("email.css")?, templates.read_letter_file("dark.css")?);
    let frame = |system: &str, outlook: &str| {
        let frame = [
            ("css", css.as_str()),
            ("dark", system),
            ("dark_outlook", outlook),
            ("preheader", &preheader),
            ("content", content.trim_end()),
        ];
        templates.assemble(FRAME_TEMPLATE, BodyPart::Html, &[&frame[..], &slots[..]].concat())
    };
    let (system, outlook) =
        email_html::dark_mode_css(&dark, &frame("", "")?).map_err(|error| style_diagnostic("dark.css", &error))?;
    let html = frame(&system, &outlook)?;
    let (tokens, html) = TagPlaceholders::from_html(&html)
        .map_err(|error| template_diagnostic("letter/email.html.hbs", 0, 0, &error.to_string()))?;
    let html = email_html::inline_css(&html).map_err(|error| style_diagnostic("email.css", &error))?;
    let html = tokens.restore(&html, html_body::ESCAPED_BRACES);

    let slots = [("subject", subject.as_str()), ("body", &plain), ("contents", &contents.1)];
    let content = templates.assemble(template, BodyPart::Text, &slots)?;
    let frame = [("content", content.trim_end())];
    let text = templates.assemble(FRAME_TEMPLATE, BodyPart::Text, &[&frame[..], &slots[..]].concat())?;
    Ok(Composition { subject, html, text, constants: template_constants(workspace, draft, list) })
}

/// Returns the template that the draft asks for, if what it needs is there.
fn template_name<'d>(templates: WorkspaceTemplates<'_>, draft: &'d Draft) -> Result<&'d str, Diagnostic> {
    let name = draft.template.as_deref().unwrap_or(LETTER_TEMPLATE);
    let at = |key: &str, sentence: String, hint: String| {
        let place = Some(draft.key_location(key));
        Diagnostic { id: "template", severity: Severity::Block, location: place, message: sentence, help: Some(hint) }
    };
    if let Some((sentence, hint)) = templates.unknown_template(name) {
        return Err(at("template", sentence, hint));
    }
    if name == "notice" && draft.event.is_none() {
        let sentence = "the template `notice` tells of an event, but the draft has none".to_owned();
        let hint = "add a line `event:` and under it `  starts: 2017-05-17 18:30` and `  place: …`".to_owned();
        return Err(at("template", sentence, hint));
    }
    Ok(name)
}

/// Lists the sections, for HTML and for text; empty when there are not two.
fn table_of_contents(
    templates: WorkspaceTemplates<'_>,
    events: &[Event<'static>],
    tokens: &TagPlaceholders,
) -> Result<(String, String), Diagnostic> {
    let sections = sections(events, tokens);
    if sections.is_empty() {
        return Ok((String::new(), String::new()));
    }
    let list = |part, written: &dyn Fn(&[Event<'static>]) -> String| {
        let around = templates.split_partial("contents", part, &[])?;
        let lines: Vec<_> = sections.iter().map(|words| written(words)).collect();
        Ok(format!("{}{}{}", around.before, lines.join("\n"), around.after))
    };
    Ok((
        list(BodyPart::Html, &|words| format!("<li>{}</li>", html_body::inline_html(words, tokens)))?,
        list(BodyPart::Text, &|words| format!("- {}", plain_text::inline_text(words, tokens)))?,
    ))
}

/// Makes the calendar file of the draft's event.
fn calendar_attachment(workspace: &Workspace, draft: &Draft) -> Option<Attachment> {
    let event = draft.event.as_ref()?;
    let organiser = &workspace.settings.sender.from;
    let calendar = CalendarFile {
        uid: &format!("{}@{}", draft.slug, organiser.address.domain()),
        stamp: draft.date.unwrap_or_else(|| event.starts.day()),
        organizer: organiser,
        zone: &workspace.settings.society.time_zone(),
    };
    Some(Attachment {
        name: calendar_file_name(draft),
        media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
        bytes: calendar.to_bytes(event),
        cid: None,
    })
}

fn calendar_file_name(draft: &Draft) -> String {
    format!("{}.ics", draft.slug)
}

fn template_constants(workspace: &Workspace, draft: &Draft, list: &List) -> Map<String, Value> {
    let society = &workspace.settings.society;
    let mut issue = draft.issue.clone();
    if let Some(event) = &draft.event {
        let words = event.template_values(&society.time_zone(), &calendar_file_name(draft));
        issue.insert("event".to_owned(), Value::Object(words));
    }
    let mut constants = Map::new();
    constants.insert("issue".to_owned(), Value::Object(issue));
    constants.insert("society".to_owned(), json!(society));
    constants.insert("list".to_owned(), json!({ "name": list.name.as_str(), "title": list.title }));
    constants
}

fn style_diagnostic(file: &str, error: &email_html::Error) -> Diagnostic {
    let (line, column) = match error {
        email_html::Error::StyleSheet { line, column, .. } => (*line, *column),
        email_html::Error::InlineCss(_) | email_html::Error::NestedTooDeep(_) => (0, 0),
    };
    template_diagnostic(&format!("letter/{file}"), line, column, &error.to_string())
}

/// Says that a comment, or an element that holds text alone, hides the rest of the letter.
fn hidden_content(draft: &Draft, hider: &str) -> Diagnostic {
    let lower = draft.body.to_ascii_lowercase();
    let (start, end) = match hider {
        "<!--" => (hider.to_owned(), "-->".to_owned()),
        name => (format!("<{name}"), format!("</{name}>")),
    };
    let mut starts = lower.match_indices(&start).map(|(at, _)| at);
    let at = starts.find(|at| !lower[*at..].contains(&end)).or_else(|| lower.rfind(&start)).unwrap_or(0);
    let (line, column) = model::line_and_column(&draft.body, at);
    let sentence = format!("`{start}` is never closed: it hides the rest of the letter");
    draft
        .blocking_diagnostic("html-open", draft.body_line_offset + line, column, sentence)
        .with_help(format!("close it with `{end}`"))
}

/// Makes the body a piece of its own, whatever its raw HTML leaves open: the footer comes behind it.
fn balance_html(draft: &Draft, body: &str) -> Result<String, Diagnostic> {
    let fault = |sentence: String| draft.blocking_diagnostic("syntax", 0, 0, sentence);
    let (tokens, body) = TagPlaceholders::from_html(body).map_err(|error| fault(error.to_string()))?;
    let closed = email_html::close_elements(&body).map_err(|error| fault(error.to_string()))?;
    Ok(tokens.restore(&closed, html_body::ESCAPED_BRACES))
}

/// Escapes what stands between the tags of a source for HTML.
fn escape_source(source: &str) -> Result<String, template::Error> {
    let (tokens, text) = TagPlaceholders::from_text(source)?;
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    Ok(tokens.restore(&text, html_body::ESCAPED_BRACES))
}
