//! Composes an issue: the draft in its layout, once, with the fields of its readers still open.

use std::collections::BTreeSet;

use pulldown_cmark::Event;
use serde_json::{Map, Value, json};

use super::calendar::Calendar;
use super::check::{check, composed};
use super::contents::sections;
use super::pictures::Picture;
use super::read::Draft;
use super::templates::{FRAME, LETTER, Part, Templates, broken};
use super::{events, html, marks, plain};
use crate::config::Workspace;
use crate::model::{Attachment, Composition, Finding, List, Severity, single_line};
use crate::render::{self, Tokens};

/// What follows a preheader, so that mail programs do not show the letter's first words behind it.
const FILLER: &str = "&#8199;&#65279;&#847; ";

/// What the copies of an issue are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The sources.
    pub composition: Composition,
    /// The files that go with each copy: what the draft attaches, the calendar, the images that the letter shows.
    pub files: Vec<Attachment>,
}

/// Composes a draft for a list; `fields` are all fields that a subscriber may have.
///
/// # Errors
/// Everything that keeps it from being sent.
pub fn compose(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    fields: &BTreeSet<String>,
) -> Result<Composed, Vec<Finding>> {
    let findings = check(draft, fields);
    if !findings.is_empty() {
        return Err(findings);
    }
    let pictures = pictures(workspace, draft);
    let composition = lay_out(workspace, draft, list, &pictures, false).map_err(|finding| vec![finding])?;
    let findings = composed(draft, &composition, fields);
    if !findings.is_empty() {
        return Err(findings);
    }
    let calendar = calendar(workspace, draft);
    let files = draft.attachments.iter().cloned().chain(calendar).chain(pictures.iter().map(Picture::part));
    Ok(Composed { composition, files: files.collect() })
}

/// Composes a draft for the preview: its HTML has the line of the draft at each block, as an attribute `data-line`.
#[must_use]
pub fn marked(workspace: &Workspace, draft: &Draft, list: &List) -> Option<Composition> {
    let mut composition = lay_out(workspace, draft, list, &pictures(workspace, draft), true).ok()?;
    composition.html = marks::as_attributes(&composition.html);
    Some(composition)
}

fn pictures(workspace: &Workspace, draft: &Draft) -> Vec<Picture> {
    let domain = workspace.settings.sender.from.address.domain();
    draft.pictures.iter().cloned().map(|picture| picture.named(domain)).collect()
}

fn lay_out(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    pictures: &[Picture],
    marked: bool,
) -> Result<Composition, Finding> {
    let templates = Templates(workspace);
    let template = template(templates, draft)?;
    let in_draft = |error: render::Error| draft.blocks("syntax", 0, 0, error.to_string());

    let (tokens, markdown) = Tokens::from_text(&draft.body).map_err(in_draft)?;
    let events = events::events(&markdown, &tokens);
    let lines = if marked { events::blocks(&markdown, &tokens) } else { Vec::new() };
    let lines: Vec<_> = lines.into_iter().map(|line| draft.offset + line + 1).collect();
    let body = html::write(&events, &lines, &tokens, templates, pictures)?;
    if let Some(hider) = render::left_open(&body) {
        return Err(hidden(draft, hider));
    }
    let body = balanced(&body).map_err(in_draft)?;
    let plain = plain::write(&events, &tokens);
    let subject = single_line(&draft.subject).into_owned();
    let title = escaped(&subject).map_err(in_draft)?;
    let on_line = if marked { marks::mark(draft.place_of("subject").line) } else { String::new() };
    let heading = if body.contains("<h1>") { String::new() } else { format!("{on_line}<h1>{title}</h1>") };
    let preheader = match escaped(&single_line(&draft.preheader)).map_err(in_draft)? {
        empty if empty.is_empty() => empty,
        words => format!("{words}{}", FILLER.repeat(60)),
    };
    let contents = contents(templates, &events, &tokens)?;

    let slots = [("subject", title.as_str()), ("heading", &heading), ("body", &body), ("contents", &contents.0)];
    let content = templates.lay(template, Part::Html, &slots)?;
    let (css, dark) = (templates.file("email.css")?, templates.file("dark.css")?);
    let frame = |system: &str, outlook: &str| {
        let frame = [
            ("css", css.as_str()),
            ("dark", system),
            ("dark_outlook", outlook),
            ("preheader", &preheader),
            ("content", content.trim_end()),
        ];
        templates.lay(FRAME, Part::Html, &[&frame[..], &slots[..]].concat())
    };
    let (system, outlook) = render::dark(&dark, &frame("", "")?).map_err(|error| styled("dark.css", error))?;
    let html = frame(&system, &outlook)?;
    let (tokens, html) =
        Tokens::from_html(&html).map_err(|error| broken("letter/email.html.hbs", 0, 0, &error.to_string()))?;
    let html = render::inline(&html).map_err(|error| styled("email.css", error))?;
    let html = tokens.restore(&html, html::BRACES);

    let slots = [("subject", subject.as_str()), ("body", &plain), ("contents", &contents.1)];
    let content = templates.lay(template, Part::Text, &slots)?;
    let frame = [("content", content.trim_end())];
    let text = templates.lay(FRAME, Part::Text, &[&frame[..], &slots[..]].concat())?;
    Ok(Composition { subject, html, text, constants: constants(workspace, draft, list) })
}

/// Returns the template that the draft asks for, if what it needs is there.
fn template<'d>(templates: Templates<'_>, draft: &'d Draft) -> Result<&'d str, Finding> {
    let name = draft.template.as_deref().unwrap_or(LETTER);
    let at = |key: &str, sentence: String, hint: String| {
        let place = Some(draft.place_of(key));
        Finding { id: "template", severity: Severity::Block, place, sentence, hint: Some(hint) }
    };
    if let Some((sentence, hint)) = templates.unknown(name) {
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
fn contents(templates: Templates<'_>, events: &[Event<'static>], tokens: &Tokens) -> Result<(String, String), Finding> {
    let sections = sections(events, tokens);
    if sections.is_empty() {
        return Ok((String::new(), String::new()));
    }
    let list = |part, written: &dyn Fn(&[Event<'static>]) -> String| {
        let around = templates.around("contents", part, &[])?;
        let lines: Vec<_> = sections.iter().map(|words| written(words)).collect();
        Ok(format!("{}{}{}", around.before, lines.join("\n"), around.behind))
    };
    Ok((
        list(Part::Html, &|words| format!("<li>{}</li>", html::words(words, tokens)))?,
        list(Part::Text, &|words| format!("- {}", plain::words(words, tokens)))?,
    ))
}

/// Makes the calendar file of the draft's event.
fn calendar(workspace: &Workspace, draft: &Draft) -> Option<Attachment> {
    let event = draft.event.as_ref()?;
    let organiser = &workspace.settings.sender.from;
    let calendar = Calendar {
        uid: &format!("{}@{}", draft.slug, organiser.address.domain()),
        stamp: draft.date.unwrap_or_else(|| event.starts.date()),
        organiser,
        zone: &workspace.settings.society.time_zone(),
    };
    Some(Attachment {
        name: calendar_name(draft),
        media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
        bytes: calendar.write(event),
        cid: None,
    })
}

fn calendar_name(draft: &Draft) -> String {
    format!("{}.ics", draft.slug)
}

fn constants(workspace: &Workspace, draft: &Draft, list: &List) -> Map<String, Value> {
    let society = &workspace.settings.society;
    let mut issue = draft.issue.clone();
    if let Some(event) = &draft.event {
        let words = event.words(&society.time_zone(), &calendar_name(draft));
        issue.insert("event".to_owned(), Value::Object(words));
    }
    let mut constants = Map::new();
    constants.insert("issue".to_owned(), Value::Object(issue));
    constants.insert("society".to_owned(), json!(society));
    constants.insert("list".to_owned(), json!({ "name": list.name.as_str(), "title": list.title }));
    constants
}

fn styled(file: &str, error: render::Error) -> Finding {
    let file = format!("letter/{file}");
    match error {
        render::Error::Source { line, column, sentence, .. } => broken(&file, line, column, &sentence),
        other => broken(&file, 0, 0, &other.to_string()),
    }
}
/// Says that a comment, or an element that holds text alone, hides the rest of the letter.
fn hidden(draft: &Draft, hider: &str) -> Finding {
    let lower = draft.body.to_ascii_lowercase();
    let (start, end) = match hider {
        "<!--" => (hider.to_owned(), "-->".to_owned()),
        name => (format!("<{name}"), format!("</{name}>")),
    };
    let mut starts = lower.match_indices(&start).map(|(at, _)| at);
    let at = starts.find(|at| !lower[*at..].contains(&end)).or_else(|| lower.rfind(&start)).unwrap_or(0);
    let (line, column) = render::position(&draft.body, at);
    let sentence = format!("`{start}` is never closed: it hides the rest of the letter");
    draft.blocks("html-open", draft.offset + line, column, sentence).with_hint(format!("close it with `{end}`"))
}

/// Makes the body a piece of its own, whatever its raw HTML leaves open: the footer comes behind it.
fn balanced(body: &str) -> Result<String, render::Error> {
    let (tokens, body) = Tokens::from_html(body)?;
    Ok(tokens.restore(&render::balance(&body)?, html::BRACES))
}

/// Escapes what stands between the tags of a source for HTML.
fn escaped(source: &str) -> Result<String, render::Error> {
    let (tokens, text) = Tokens::from_text(source)?;
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    Ok(tokens.restore(&text, html::BRACES))
}
