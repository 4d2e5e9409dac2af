//! Composes an issue: the draft in its layout, once, with the fields of its readers still open.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::check::{check, composed};
use super::read::Draft;
use super::{events, html, plain};
use crate::config::Workspace;
use crate::model::{Composition, Finding, List, Place, Severity, single_line};
use crate::render::{self, Tokens};

/// What follows a preheader, so that mail programs do not show the letter's first words behind it.
const FILLER: &str = "&#8199;&#65279;&#847; ";

/// Composes a draft for a list; `fields` are all fields that a subscriber may have.
///
/// # Errors
/// Everything that keeps it from being sent.
pub fn compose(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    fields: &BTreeSet<String>,
) -> Result<Composition, Vec<Finding>> {
    let findings = check(draft, fields);
    if !findings.is_empty() {
        return Err(findings);
    }
    let composition = lay_out(workspace, draft, list).map_err(|finding| vec![finding])?;
    let findings = composed(draft, &composition, fields);
    if findings.is_empty() { Ok(composition) } else { Err(findings) }
}

fn lay_out(workspace: &Workspace, draft: &Draft, list: &List) -> Result<Composition, Finding> {
    let template = |name: &str| workspace.template(name).map_err(|error| broken(name, &error.to_string()));
    let within = |name: &'static str| move |error: render::Error| broken(name, &error.to_string());
    let in_draft = |error: render::Error| draft.blocks("syntax", 0, 0, error.to_string());

    let (tokens, markdown) = Tokens::from_text(&draft.body).map_err(in_draft)?;
    let events = events::events(&markdown, &tokens);
    let body = html::write(&events, &tokens);
    if let Some(hider) = render::left_open(&body) {
        return Err(hidden(draft, hider));
    }
    let body = balanced(&body).map_err(in_draft)?;
    let plain = plain::write(&events, &tokens);
    let subject = single_line(&draft.subject).into_owned();
    let title = escaped(&subject).map_err(in_draft)?;
    let heading = if body.contains("<h1>") { String::new() } else { format!("<h1>{title}</h1>") };
    let preheader = match escaped(&single_line(&draft.preheader)).map_err(in_draft)? {
        empty if empty.is_empty() => empty,
        words => format!("{words}{}", FILLER.repeat(60)),
    };

    // Three braces mark what is put in here and now; two what is filled for each reader.
    let html = template("letter/email.html.hbs")?
        .replace("{{{css}}}", &template("letter/email.css")?)
        .replace("{{{subject}}}", &title)
        .replace("{{{heading}}}", &heading)
        .replace("{{{preheader}}}", &preheader)
        .replace("{{{body}}}", &body);
    let (tokens, html) = Tokens::from_html(&html).map_err(within("letter/email.html.hbs"))?;
    let html = render::inline(&html).map_err(within("letter/email.css"))?;
    let html = tokens.restore(&html, html::BRACES);
    let text = template("letter/email.txt.hbs")?.replace("{{{subject}}}", &subject).replace("{{{body}}}", &plain);
    Ok(Composition { subject, html, text, constants: constants(workspace, draft, list) })
}

fn constants(workspace: &Workspace, draft: &Draft, list: &List) -> Map<String, Value> {
    let mut constants = Map::new();
    constants.insert("issue".to_owned(), Value::Object(draft.issue.clone()));
    constants.insert("society".to_owned(), json!(workspace.settings.society));
    constants.insert("list".to_owned(), json!({ "name": list.name.as_str(), "title": list.title }));
    constants
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

fn broken(template: &str, sentence: &str) -> Finding {
    let file = std::path::Path::new("templates").join(template);
    let place = Some(Place { file, line: 0, column: 0 });
    Finding { id: "template", severity: Severity::Block, place, sentence: sentence.to_owned(), hint: None }
}
