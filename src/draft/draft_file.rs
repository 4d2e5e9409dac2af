//! A draft as it was read from its file.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::answer_draft::{self, AnswerDraft};
use super::calendar_event::{self, EventDraft, EventRelation};
use super::document::Document;
use super::foreign_documents::{DOCUMENT_HINT, document_kind};
use super::inline_images::{self, InlineImage};
use super::view_draft::{self, ViewDraft};
use super::{answer_question, attachments, event_wording, front_matter, tag_spaces};
use crate::model::{Attachment, Diagnostic, Language, ListName, Mailbox, Severity, SourceLocation, single_line};

/// What only composing can write under `issue`: the date in the letter's language, the line under the society's name,
/// who gets the answers, the language, and where the letter is on the web.
const COMPOSED_FIELDS: &[&str] = &["date", "masthead", "answers_to", "language", "direction", "web_link"];

/// A file under `newsletters/`, read.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its name: the file without its ending, or the folder of `index.md`.
    pub slug: String,
    /// The file as a person would name it, such as `newsletters/spring.md`.
    pub file: PathBuf,
    /// The subject, fields and all.
    pub subject: String,
    /// The line that mail programs show behind the subject; may be empty.
    pub preheader: String,
    /// The day that the letter bears.
    pub date: Option<Date>,
    /// The number that it bears, as written.
    pub number: Option<String>,
    /// Whether it may begin with a list of its sections.
    pub has_contents: bool,
    /// The language that it is written in, if it is not that of the list or the society.
    pub language: Option<Language>,
    /// The list that it is meant for.
    pub list_name: Option<ListName>,
    /// The condition that narrows the list, as written.
    pub condition: Option<String>,
    /// The condition that takes people out of it, as written.
    pub exclusion: Option<String>,
    /// Whether it is a notice that the society's rules ask for.
    pub statutory: bool,
    /// The `From` header, if it is another one than in the settings.
    pub from: Option<Mailbox>,
    /// Where answers go, if not to the society's usual place.
    pub reply_to: Option<Mailbox>,
    /// The template that it is laid out by.
    pub template: Option<String>,
    /// Whether it may be read on the web; if it does not say, it may if it goes to the whole list.
    pub web: Option<bool>,
    /// The files that go with it, other than the images that it shows.
    pub attachments: Vec<Attachment>,
    /// What is worth a look before it is sent, and keeps nothing back.
    pub diagnostics: Vec<Diagnostic>,
    /// What templates read as `{{issue.…}}`: the chair's own fields, `subject`, `date` and `statutory`.
    pub issue: Map<String, Value>,
    /// The letter itself, in Markdown.
    pub body: String,
    /// How many lines of the file stand before the body.
    pub body_line_offset: usize,
    /// The subject, preheader and body, parsed.
    pub document: Document,
    /// The front matter as written, without its fences.
    pub front_matter: String,
    /// What takes place.
    pub(super) event: Option<EventDraft>,
    /// What it asks its readers to say in their own words.
    pub(super) views: Option<ViewDraft>,
    /// What it asks its readers.
    pub(super) answers: Option<AnswerDraft>,
    /// The earlier letter whose question it asks again.
    pub asks_again: Option<String>,
    /// The images that it shows.
    pub(super) images: Vec<InlineImage>,
    /// What keeps its images from being sent.
    pub(super) image_diagnostics: Vec<Diagnostic>,
}

impl Draft {
    /// Returns where a key of the front matter stands in the file; the file as a whole when it is not there.
    #[must_use]
    pub fn key_location(&self, key: &str) -> SourceLocation {
        self.word_location(key, key)
    }

    /// Returns the location of a word in the value of a key; that of the key if the value does not contain it.
    #[must_use]
    pub fn word_location(&self, key: &str, word: &str) -> SourceLocation {
        let (line, column) = front_matter::key_position(&self.front_matter, key, word);
        SourceLocation { file: self.file.clone(), line: if column == 0 { 0 } else { line }, column }
    }

    /// Returns the line and column in the file of a word in the value of a key.
    #[must_use]
    pub fn value_position(&self, key: &str, word: &str) -> (usize, usize) {
        front_matter::key_position(&self.front_matter, key, word)
    }

    /// Returns the draft that announced the event first, or this one; `None` if it has no event.
    #[must_use]
    pub fn announcing_draft(&self) -> Option<String> {
        self.event.as_ref()?;
        Some(self.related_event().map_or_else(|| self.slug.clone(), |(_, name)| name))
    }

    /// Returns the first and the last day of its event; `None` if it gives none, or the event is cancelled.
    #[must_use]
    pub fn event_days(&self) -> Option<RangeInclusive<Date>> {
        self.event.as_ref()?.days().map(|(first, last)| first..=last)
    }

    /// Returns whether it asks its readers for their views.
    #[must_use]
    pub fn asks_views(&self) -> bool {
        self.views.is_some()
    }

    /// Returns whether it asks its readers for answers.
    #[must_use]
    pub fn asks_answers(&self) -> bool {
        self.answers.is_some() || self.asks_again.is_some()
    }

    /// Returns whether it says until when people can answer.
    #[must_use]
    pub fn has_answer_deadline(&self) -> bool {
        self.answers.as_ref().is_some_and(|answers| answers.until.is_some())
    }

    /// Returns the title of its event; empty if it has none.
    #[must_use]
    pub fn event_title(&self) -> &str {
        self.event.as_ref().map_or("", EventDraft::title)
    }

    /// Returns the key and the draft that its event names as the one that announced it before.
    #[must_use]
    pub fn related_event(&self) -> Option<(&'static str, String)> {
        let (key, name) = match &self.event.as_ref()?.relation {
            EventRelation::New => return None,
            EventRelation::Replaces(name) => ("replaces", name),
            EventRelation::Cancels(name) => ("cancels", name),
        };
        Some((key, draft_slug(Path::new(name))))
    }

    /// Returns where a key of the event stands; `event` is the event itself.
    #[must_use]
    pub fn event_key_location(&self, key: &str) -> SourceLocation {
        let inner = if key == "event" { "" } else { key };
        let (line, column) = front_matter::nested_key_position(&self.front_matter, "event", inner, inner);
        SourceLocation { file: self.file.clone(), line, column }
    }

    /// Makes a blocking diagnostic at a line and column of the whole file.
    #[must_use]
    pub fn blocking_diagnostic(&self, id: &'static str, line: usize, column: usize, sentence: String) -> Diagnostic {
        let place = Some(SourceLocation { file: self.file.clone(), line, column });
        Diagnostic { id, severity: Severity::Block, location: place, message: sentence, help: None, suggestion: None }
    }
}

/// Reads a draft and the files that go with it.
///
/// # Errors
/// The file cannot be read, its front matter cannot be understood, or an attachment is not beside it.
pub fn read_draft(path: &Path) -> Result<Draft, Diagnostic> {
    let place = || SourceLocation { file: display_path(path), line: 0, column: 0 };
    let bytes = fs::read(path).map_err(|error| unreadable_draft(place(), &error.to_string()))?;
    parse_draft(path, bytes)
}

/// Reads a draft from the bytes that its file has, or will have when it is saved.
///
/// # Errors
/// See [`read_draft`].
pub fn parse_draft(path: &Path, bytes: Vec<u8>) -> Result<Draft, Diagnostic> {
    let file = display_path(path);
    let at = |line, column| SourceLocation { file: file.clone(), line, column };
    let text = decode_text(bytes, &at)?;
    let (head, body, offset) = front_matter::split_draft(&text, &at)?;
    let front = front_matter::parse_front_matter(head, &at)?;
    let answers = answer_draft::parse_answers(&front, head, &at)?;
    let filled = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let folder = path.parent().unwrap_or(Path::new(""));
    let attachments = attachments::read_attachments(folder, &front.attachments, head, &at)?;
    let views = view_draft::parse_views(&front, head, &at)?;
    let asks_again = filled(front.asks_again);
    let mut issue = issue_fields(front.issue, &front.subject, front.statutory);
    let event = front.event.filter(|event| !event.is_null());
    let event = event.map(|event| calendar_event::parse_event(&event, &front.subject, head, &at)).transpose()?;
    if event.is_some() || !issue.contains_key("event") {
        // Templates ask for these whether something takes place or not.
        issue.insert("event".to_owned(), empty_fields(event_wording::TEMPLATE_FIELDS));
    }
    if answers.is_some() || asks_again.is_some() {
        issue.insert("answers".to_owned(), empty_fields(answer_question::TEMPLATE_FIELDS));
    }
    let document = Document::parse(&front.subject, &front.preheader, body, &issue);
    let (pictures, found) = match &document.body {
        Ok(body) => inline_images::collect_images(folder, &file, body, offset),
        Err(_) => (Vec::new(), Vec::new()),
    };
    let (unseen, notes) = found.into_iter().partition(is_unseen_image);
    Ok(Draft {
        slug: draft_slug(path),
        file: file.clone(),
        subject: front.subject,
        preheader: front.preheader,
        date: front.date,
        number: filled(front.number).map(|number| single_line(&number).into_owned()),
        has_contents: front.contents,
        language: front.language,
        list_name: front.to,
        condition: front.condition,
        exclusion: front.exclusion,
        statutory: front.statutory,
        from: front.from,
        reply_to: front.reply_to,
        template: front.template,
        web: front.web,
        attachments,
        diagnostics: notes,
        issue,
        body: body.to_owned(),
        body_line_offset: offset,
        document,
        front_matter: head.to_owned(),
        event,
        views,
        answers,
        asks_again,
        images: pictures,
        image_diagnostics: unseen,
    })
}

/// Returns whether a finding is about an image that nobody would see.
fn is_unseen_image(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Block && finding.id != inline_images::MISSING_ALT
}

/// Returns the fields under `issue` of every letter.
fn issue_fields(mut issue: Map<String, Value>, subject: &str, statutory: bool) -> Map<String, Value> {
    issue.insert("subject".to_owned(), Value::String(subject.to_owned()));
    for field in COMPOSED_FIELDS {
        issue.insert((*field).to_owned(), Value::String(String::new()));
    }
    issue.insert("statutory".to_owned(), Value::Bool(statutory));
    issue
}

/// Returns fields whose values are filled in when the draft is composed.
fn empty_fields(names: &[&str]) -> Value {
    Value::Object(names.iter().map(|name| ((*name).to_owned(), json!(""))).collect())
}

/// Reads a file as UTF-8, without a byte order mark and with line feeds alone.
fn decode_text(bytes: Vec<u8>, at: &impl Fn(usize, usize) -> SourceLocation) -> Result<String, Diagnostic> {
    if let Some(kind) = document_kind(&bytes) {
        let finding = unreadable_draft(at(0, 0), &format!("it is {kind}, not plain text"));
        return Err(finding.with_help(DOCUMENT_HINT));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
        let mut finding = unreadable_draft(at(line, 0), "it is not in UTF-8");
        finding.help = Some("save it in the encoding UTF-8".to_owned());
        finding
    })?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    Ok(tag_spaces::plain_tag_spaces(text))
}

/// Returns a draft's name by its path, or by its name as somebody typed it.
#[must_use]
pub fn draft_slug(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    let is_file = path.extension().is_some_and(|ending| ending == "md");
    let stem = if is_file { path.file_stem().unwrap_or(name) } else { name };
    let name = if is_file && stem == "index" { path.parent().and_then(Path::file_name).unwrap_or(stem) } else { stem };
    name.to_string_lossy().into_owned()
}

/// Returns the path from the folder of the drafts on, as a person in the workspace would write it.
fn display_path(path: &Path) -> PathBuf {
    let parts: Vec<_> = path.components().collect();
    let from =
        parts.iter().rposition(|part| part.as_os_str() == "newsletters").unwrap_or(parts.len().saturating_sub(1));
    parts[from..].iter().collect()
}

fn unreadable_draft(place: SourceLocation, reason: &str) -> Diagnostic {
    let sentence = format!("`{}` cannot be read: {reason}", place.file.display());
    Diagnostic {
        id: "draft",
        severity: Severity::Block,
        location: Some(place),
        message: sentence,
        help: None,
        suggestion: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_named_in_several_ways() {
        for (typed, name) in [
            ("spring", "spring"),
            ("newsletters/spring.md", "spring"),
            ("newsletters/spring/index.md", "spring"),
            ("newsletters/spring/", "spring"),
            ("2019.05-spring", "2019.05-spring"),
        ] {
            assert_eq!(draft_slug(Path::new(typed)), name, "{typed}");
        }
    }
}
