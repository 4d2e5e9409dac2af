//! Composes an issue: the draft in its layout, once, with its fields still open.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::answer_draft;
use super::answer_question::{answer_words, build_question, question_words};
use super::calendar::{CalendarFile, calendar_method};
use super::draft_file::Draft;
use super::event_history::EventHistory;
use super::event_wording::event_words;
use super::field_checks::{check_composition, check_template_fields};
use super::inline_images::InlineImage;
use super::letter_layout::{lay_out_html, lay_out_text};
use super::letter_parts::LetterParts;
use super::letter_templates::{LETTER_TEMPLATE, WorkspaceTemplates, template_diagnostic};
use super::logo::{draw_logo, read_logo};
use super::source_line_marks;
use super::template_images::attach_template_images;
use super::view_draft;
use super::views_block::append_views;
use crate::config::Workspace;
use jiff::civil::DateTime;

use crate::model::{
    AnswerQuestion, Attachment, Composition, Diagnostic, EventTime, IssueContent, IssueEvent, List, LocalTimeError,
    SentenceSource as _, Severity, SourceLocation, ViewCall, resolve_local_time,
};
use crate::translation::{self, Catalog, Translator};

/// Composes a draft for a list; `fields` are all fields that a subscriber may have.
///
/// # Errors
/// Everything that keeps it from being sent.
pub fn compose_draft(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    fields: &BTreeSet<String>,
    history: &EventHistory,
) -> Result<IssueContent, Vec<Diagnostic>> {
    let mut findings = check_template_fields(draft, fields);
    let event = tell_event(workspace, draft, history);
    findings.extend(event.iter().flat_map(|told| unclear_times(workspace, draft, told)));
    let call = call_for_views(workspace, draft).map_err(|finding| findings.push(*finding));
    let question = letter_sentences(workspace, draft, list).and_then(|sentences| {
        ask_question(workspace, draft, history, event.as_ref(), &sentences).map_err(|finding| *finding)
    });
    let question = question.map_err(|finding| findings.push(finding));
    let Ok(question) = question else { return Err(findings) };
    if !findings.is_empty() {
        return Err(findings);
    }
    let pictures = inline_images(workspace, draft);
    let logo = read_logo(workspace).map_err(|finding| vec![finding])?;
    let images = LetterImages { pictures: &pictures, logo: logo.as_ref() };
    let mut composition =
        render_layout(workspace, draft, list, images, history, false).map_err(|finding| vec![finding])?;
    let template_images = attach_template_images(workspace, &mut composition);
    let findings = check_composition(draft, &composition, fields);
    if !findings.is_empty() {
        return Err(findings);
    }
    let calendar = event.as_ref().map(|told| calendar_attachment(workspace, draft, told));
    let is_new = |image: &&InlineImage| pictures.iter().all(|picture| picture.content_id != image.content_id);
    // A template of the workspace need not show the logo.
    let logo = logo.iter().filter(|logo| composition.html.contains(&logo.content_id));
    let images =
        pictures.iter().chain(template_images.iter().chain(logo).filter(is_new)).map(InlineImage::to_attachment);
    let files: Vec<_> = draft.attachments.iter().cloned().chain(calendar).chain(images).collect();
    let sender = &workspace.settings.sender;
    Ok(IssueContent {
        sender: draft.from.clone().unwrap_or_else(|| sender.from.clone()),
        reply_to: draft.reply_to.clone().or_else(|| sender.reply_to.clone()),
        composition,
        attachments: files,
        event,
        question,
        call: call.ok().flatten(),
        question_issue: history.question.as_ref().map(|asked| asked.issue),
    })
}

/// Composes a draft for the preview: its HTML has the line of the draft at each block, as an attribute `data-line`.
#[must_use]
pub fn compose_with_line_marks(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    history: &EventHistory,
) -> Option<Composition> {
    let (pictures, logo) = (inline_images(workspace, draft), read_logo(workspace).ok()?);
    let images = LetterImages { pictures: &pictures, logo: logo.as_ref() };
    let mut composition = render_layout(workspace, draft, list, images, history, true).ok()?;
    attach_template_images(workspace, &mut composition);
    composition.html = source_line_marks::line_attributes(&composition.html);
    Some(composition)
}

pub(super) fn inline_images(workspace: &Workspace, draft: &Draft) -> Vec<InlineImage> {
    let domain = workspace.settings.sender.from.address.domain();
    draft.images.iter().cloned().map(|picture| picture.with_domain(domain)).collect()
}

/// The images of a letter: those that the draft shows, and the logo.
#[derive(Clone, Copy)]
struct LetterImages<'i> {
    pictures: &'i [InlineImage],
    logo: Option<&'i InlineImage>,
}

fn render_layout(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    images: LetterImages<'_>,
    history: &EventHistory,
    marked: bool,
) -> Result<Composition, Diagnostic> {
    let look = workspace.settings.look.slots();
    let sentences = letter_sentences(workspace, draft, list)?;
    let templates = WorkspaceTemplates { workspace, look: &look, sentences: &sentences };
    let template = template_name(templates, draft)?;
    let told = tell_event(workspace, draft, history);
    let question = ask_question(workspace, draft, history, told.as_ref(), &sentences).map_err(|finding| *finding)?;
    let choices = question.map(|question| question.choices).unwrap_or_default();
    let mut parts = LetterParts::write(draft, templates, template, images.pictures, &choices, marked)?;
    if let Some(views) = &draft.views {
        append_views(&mut parts, views, &sentences);
    }
    let logo = draw_logo(workspace, templates, images.logo)?;
    let html = lay_out_html(templates, template, &parts, &logo)?;
    let text = lay_out_text(templates, template, &parts)?;
    Ok(Composition {
        subject: parts.subject,
        html,
        text,
        constants: template_constants(workspace, draft, list, history, &sentences),
    })
}

/// Returns the sentences in the language of the letter.
pub(super) fn letter_sentences(workspace: &Workspace, draft: &Draft, list: &List) -> Result<Translator, Diagnostic> {
    let language = draft.language.as_ref().or(list.language.as_ref()).unwrap_or(&workspace.settings.society.language);
    match Catalog::open(workspace) {
        Ok(catalog) => Ok(catalog.translator(language)),
        Err(translation::Error::Invalid(finding)) => Err(*finding),
        Err(error @ translation::Error::Unreadable(_)) => {
            Err(template_diagnostic("language", 0, 0, &error.to_string()))
        }
    }
}

/// Returns the template that the draft asks for, if what it needs is there.
pub(super) fn template_name<'d>(templates: WorkspaceTemplates<'_>, draft: &'d Draft) -> Result<&'d str, Diagnostic> {
    let name = draft.template.as_deref().unwrap_or(LETTER_TEMPLATE);
    let at = |key: &str, sentence: String, hint: String| {
        let place = Some(draft.key_location(key));
        Diagnostic {
            id: "template",
            severity: Severity::Block,
            location: place,
            message: sentence,
            help: Some(hint),
            suggestion: None,
        }
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

/// Returns what the draft tells calendars of its event.
fn tell_event(workspace: &Workspace, draft: &Draft, history: &EventHistory) -> Option<IssueEvent> {
    let event = draft.event.as_ref()?.resolve(&draft.subject, history.earlier.as_ref())?;
    Some(history.continue_with(event, &draft.slug, workspace.settings.sender.from.address.domain()))
}

/// Returns what the draft asks its readers to say in their own words.
fn call_for_views(workspace: &Workspace, draft: &Draft) -> Result<Option<ViewCall>, Box<Diagnostic>> {
    let Some(views) = &draft.views else { return Ok(None) };
    let zone = workspace.settings.society.time_zone();
    let call = views.build_call(&zone).map_err(|(time, _)| {
        let time = time.strftime("%Y-%m-%d %H:%M");
        let place = &workspace.settings.society.timezone;
        Box::new(Diagnostic {
            id: view_draft::RULE_ID,
            severity: Severity::Block,
            location: Some(draft.key_location("views_until")),
            message: format!("the clocks in {place} do not show {time}, or show it twice"),
            help: Some("write another time of that day".to_owned()),
            suggestion: None,
        })
    })?;
    Ok(Some(call))
}

/// Returns what the draft asks its readers.
fn ask_question(
    workspace: &Workspace,
    draft: &Draft,
    history: &EventHistory,
    told: Option<&IssueEvent>,
    sentences: &Translator,
) -> Result<Option<AnswerQuestion>, Box<Diagnostic>> {
    let Some(answers) = &draft.answers else {
        return Ok(history.question.as_ref().map(|asked| asked.question.clone()));
    };
    let zone = workspace.settings.society.time_zone();
    let question = build_question(answers, told, &zone, sentences).map_err(|(time, error)| {
        let location = draft.key_location("answers_until");
        let key = "answers_until";
        Box::new(unclear_time(workspace, UnclearTime { id: answer_draft::RULE_ID, key, location, time, error }))
    })?;
    Ok(Some(question))
}

/// A time that the society's clocks do not show once.
struct UnclearTime {
    id: &'static str,
    key: &'static str,
    location: SourceLocation,
    time: DateTime,
    error: LocalTimeError,
}

/// Finds times that the society's clocks skip or show twice.
fn unclear_times(workspace: &Workspace, draft: &Draft, told: &IssueEvent) -> Vec<Diagnostic> {
    let zone = workspace.settings.society.time_zone();
    let ends = [("starts", Some(told.event.starts)), ("ends", told.event.ends)];
    let times = ends.into_iter().filter_map(|(key, time)| match time? {
        EventTime::Time(time) => Some((key, time, resolve_local_time(time, &zone).err()?)),
        EventTime::Day(_) => None,
    });
    let finding = |(key, time, error)| {
        let location = draft.event_key_location(key);
        unclear_time(workspace, UnclearTime { id: "event", key, location, time, error })
    };
    times.map(finding).collect()
}

/// Says what is wrong with a time, and what to write instead.
fn unclear_time(workspace: &Workspace, unclear: UnclearTime) -> Diagnostic {
    let UnclearTime { id, key, location, time, error } = unclear;
    let clock = |time: DateTime| time.strftime("%Y-%m-%d %H:%M").to_string();
    let place = &workspace.settings.society.timezone;
    let (what, earlier, later) = match error {
        LocalTimeError::Skipped { earlier, later } => ("skip", earlier, later),
        LocalTimeError::Ambiguous { earlier, later } => ("show twice", earlier, later),
        LocalTimeError::OutOfRange => ("do not know", time, time),
    };
    Diagnostic {
        id,
        severity: Severity::Block,
        location: Some(location),
        message: format!("the clocks in {place} {what} {}", clock(time)),
        help: Some(format!("write `{key}: {}` or `{key}: {}`", clock(earlier), clock(later))),
        suggestion: None,
    }
}

/// Makes the calendar file of the draft's event.
fn calendar_attachment(workspace: &Workspace, draft: &Draft, told: &IssueEvent) -> Attachment {
    let settings = &workspace.settings;
    let zone = settings.society.time_zone();
    let calendar = CalendarFile { organizer: &settings.sender.from, zone: &zone };
    Attachment {
        name: calendar_file_name(draft),
        media_type: format!("text/calendar; charset=utf-8; method={}", calendar_method(&told.event)),
        bytes: calendar.to_bytes(told),
        cid: None,
    }
}

fn calendar_file_name(draft: &Draft) -> String {
    format!("{}.ics", draft.slug)
}

pub(super) fn template_constants(
    workspace: &Workspace,
    draft: &Draft,
    list: &List,
    history: &EventHistory,
    sentences: &Translator,
) -> Map<String, Value> {
    let settings = &workspace.settings;
    let society = &settings.society;
    let mut issue = draft.issue.clone();
    if let Some(told) = tell_event(workspace, draft, history) {
        let earlier = history.earlier.as_ref().map(|told| &told.event);
        let words = event_words(&told.event, earlier, &society.time_zone(), sentences, &calendar_file_name(draft));
        issue.insert("event".to_owned(), Value::Object(words));
    }
    if let Some(answers) = &draft.answers {
        issue.insert("answers".to_owned(), Value::Object(answer_words(answers, sentences)));
    }
    if let Some(asked) = &history.question {
        let words = question_words(&asked.question, &society.time_zone(), sentences);
        issue.insert("answers".to_owned(), Value::Object(words));
    }
    let language = sentences.language();
    issue.insert("language".to_owned(), language.as_str().into());
    issue.insert("direction".to_owned(), language.direction().into());
    let date = draft.date.map(|date| language.format_date(date));
    let number = draft.number.as_ref().map(|number| format!("{} {number}", settings.look.series).trim().to_owned());
    let line: Vec<_> = number.into_iter().chain(date.clone()).collect();
    // The numbers on both sides belong to their own halves, whatever the direction of the word before them.
    let between = if language.is_right_to_left() { " \u{200f}·\u{200f} " } else { " · " };
    issue.insert("masthead".to_owned(), Value::String(line.join(between)));
    if let Some(date) = date {
        issue.insert("date".to_owned(), Value::String(date));
    }
    let answers_to = draft.reply_to.as_ref().or(settings.sender.reply_to.as_ref());
    let answers_to = answers_to.and_then(|mailbox| mailbox.name.clone()).unwrap_or_default();
    issue.insert("answers_to".to_owned(), Value::String(answers_to));
    let mut society = json!(society);
    if let Value::Object(society) = &mut society {
        // Without a file, there is nothing that has the name.
        let has_name = settings.look.logo_has_name && settings.look.logo.is_some();
        society.insert("logo_has_name".to_owned(), json!(if has_name { "yes" } else { "" }));
    }
    let mut constants = Map::new();
    constants.insert("issue".to_owned(), Value::Object(issue));
    constants.insert("society".to_owned(), society);
    let mut words = Map::new();
    words.insert("name".to_owned(), list.name.as_str().into());
    words.insert("title".to_owned(), list.title.as_str().into());
    words.insert("basis".to_owned(), json!(list.basis.flags()));
    constants.insert("list".to_owned(), Value::Object(words));
    constants
}
