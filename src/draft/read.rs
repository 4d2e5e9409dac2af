//! A draft as it was read from its file.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::happening::{self, Happening};
use super::pictures::{self, Picture};
use super::{attachments, front_matter};
use crate::model::{Attachment, Finding, ListName, Mailbox, Place, Severity};

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
    /// The list that it is meant for.
    pub to: Option<ListName>,
    /// The condition that narrows the list, as written.
    pub condition: Option<String>,
    /// The condition that takes people out of it, as written.
    pub exclusion: Option<String>,
    /// Whether it is a notice that the society's rules ask for.
    pub statutory: bool,
    /// Where answers go, if not to the society's usual place.
    pub reply_to: Option<Mailbox>,
    /// The template that it is laid out by.
    pub template: Option<String>,
    /// The files that go with it, other than the images that it shows.
    pub attachments: Vec<Attachment>,
    /// What is worth a look before it is sent, and keeps nothing back.
    pub notes: Vec<Finding>,
    /// What templates read as `{{issue.…}}`: the chair's own fields, `subject`, `date` and `statutory`.
    pub issue: Map<String, Value>,
    /// The letter itself, in Markdown.
    pub body: String,
    /// How many lines of the file stand before the body.
    pub offset: usize,
    /// The front matter as written, without its fences.
    pub(super) head: String,
    /// What takes place.
    pub(super) event: Option<Happening>,
    /// The images that it shows.
    pub(super) pictures: Vec<Picture>,
    /// What keeps its images from being sent.
    pub(super) unseen: Vec<Finding>,
}

impl Draft {
    /// Returns where a key of the front matter stands in the file; the file as a whole when it is not there.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Place {
        self.place_in(key, key)
    }

    /// Returns where a word stands in the value of a key; the key itself when it is not in it.
    pub(super) fn place_in(&self, key: &str, word: &str) -> Place {
        let (line, column) = front_matter::place_of(&self.head, key, word);
        Place { file: self.file.clone(), line: if column == 0 { 0 } else { line }, column }
    }

    /// Makes a finding at a line and column of the whole file.
    pub(super) fn blocks(&self, id: &'static str, line: usize, column: usize, sentence: String) -> Finding {
        let place = Some(Place { file: self.file.clone(), line, column });
        Finding { id, severity: Severity::Block, place, sentence, hint: None }
    }
}

/// Reads a draft and the files that go with it.
///
/// # Errors
/// The file cannot be read, its front matter cannot be understood, or an attachment is not beside it.
pub fn read(path: &Path) -> Result<Draft, Finding> {
    let file = named(path);
    let at = |line, column| Place { file: file.clone(), line, column };
    let text = fs::read(path).map_err(|error| unreadable(at(0, 0), &error.to_string()))?;
    let text = String::from_utf8(text)
        .map_err(|error| {
            let line = error.as_bytes()[..error.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
            let mut finding = unreadable(at(line, 0), "it is not in UTF-8");
            finding.hint = Some("save it in the encoding UTF-8".to_owned());
            finding
        })?
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let (head, body, offset) = front_matter::split(&text, &at)?;
    let front = front_matter::parse(head, &at)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let attachments = attachments::read(folder, &front.attachments, head, &at)?;
    let mut issue = front.issue;
    let date = front.date.map(|date| date.strftime("%-d %B %Y").to_string()).unwrap_or_default();
    issue.insert("subject".to_owned(), Value::String(front.subject.clone()));
    issue.insert("date".to_owned(), Value::String(date));
    issue.insert("statutory".to_owned(), Value::Bool(front.statutory));
    let event = front.event.filter(|event| !event.is_null());
    let event = event.map(|event| happening::parse(&event, &front.subject, head, &at)).transpose()?;
    if event.is_some() || !issue.contains_key("event") {
        // Templates ask for these whether something takes place or not.
        let fields = happening::FIELDS.iter().map(|field| ((*field).to_owned(), json!("")));
        issue.insert("event".to_owned(), Value::Object(fields.collect()));
    }
    let (pictures, found) = pictures::gather(folder, &file, body, offset);
    let (unseen, notes) =
        found.into_iter().partition(|finding| finding.severity == Severity::Block && finding.id != pictures::WORDLESS);
    Ok(Draft {
        slug: slug(path),
        file: file.clone(),
        subject: front.subject,
        preheader: front.preheader,
        date: front.date,
        to: front.to,
        condition: front.condition,
        exclusion: front.exclusion,
        statutory: front.statutory,
        reply_to: front.reply_to,
        template: front.template,
        attachments,
        notes,
        issue,
        body: body.to_owned(),
        offset,
        head: head.to_owned(),
        event,
        pictures,
        unseen,
    })
}

/// Returns a draft's name by its path, or by its name as somebody typed it.
#[must_use]
pub fn slug(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    let is_file = path.extension().is_some_and(|ending| ending == "md");
    let stem = if is_file { path.file_stem().unwrap_or(name) } else { name };
    let name = if is_file && stem == "index" { path.parent().and_then(Path::file_name).unwrap_or(stem) } else { stem };
    name.to_string_lossy().into_owned()
}

/// Returns the path from the folder of the drafts on, as a person in the workspace would write it.
fn named(path: &Path) -> PathBuf {
    let parts: Vec<_> = path.components().collect();
    let from =
        parts.iter().rposition(|part| part.as_os_str() == "newsletters").unwrap_or(parts.len().saturating_sub(1));
    parts[from..].iter().collect()
}

fn unreadable(place: Place, reason: &str) -> Finding {
    let sentence = format!("`{}` cannot be read: {reason}", place.file.display());
    Finding { id: "draft", severity: Severity::Block, place: Some(place), sentence, hint: None }
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
            assert_eq!(slug(Path::new(typed)), name, "{typed}");
        }
    }
}
