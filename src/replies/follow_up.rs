//! Drafts that follow a letter that asked for answers: a reminder to the silent, and thanks to those who come.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::AskedIssue;
use crate::config::Workspace;
use crate::database::{self, Database};
use crate::documents::escape_markdown;
use crate::draft::{self, NewDraftError};
use crate::model::{CalendarEvent, Language, deadline_words, single_line};
use crate::translation::{Catalog, Translator};

/// What follows a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpKind {
    /// A reminder to those who have not answered.
    Remind,
    /// Thanks to those who said that they come.
    Thank,
}

/// Why no draft was written.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    /// The draft cannot be written.
    #[error(transparent)]
    Draft(#[from] NewDraftError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

/// A letter that asked for answers, as a follow-up quotes it.
struct QuotedLetter<'a> {
    asked: &'a AskedIssue,
    event: Option<CalendarEvent>,
    sender: String,
    /// The language of the draft: English, as that of the other drafts that are begun.
    sentences: Translator,
    zone: TimeZone,
    now: Timestamp,
}

/// Writes the draft of a letter that follows an issue, under the next free name; returns its slug.
///
/// # Errors
/// The draft cannot be written, or the database failed.
pub async fn create_follow_up(
    workspace: &Workspace,
    database: &Database,
    asked: &AskedIssue,
    kind: FollowUpKind,
    now: Timestamp,
) -> Result<String, FollowUpError> {
    let mut work = database.begin_read().await?;
    let sender = database::issues::frozen_sender(&mut work, asked.issue.id).await?;
    let told = database::issue_events::by_issue(&mut work, asked.issue.id).await?;
    drop(work);
    let society = &workspace.settings.society;
    let letter = QuotedLetter {
        asked,
        event: told.map(|told| told.event),
        sender: sender.name.unwrap_or_else(|| society.name.clone()),
        sentences: Catalog::default().translator(&Language::default()),
        zone: society.time_zone(),
        now,
    };
    let (prefix, text) = match kind {
        FollowUpKind::Remind => ("reminder", write_reminder(&letter)),
        FollowUpKind::Thank => ("thanks", write_thanks(&letter)),
    };
    let name = format!("{prefix}-{}", asked.issue.slug);
    Ok(draft::create_named_draft(&workspace.drafts_dir(), &name, &text)?)
}

fn write_reminder(letter: &QuotedLetter<'_>) -> String {
    let QuotedLetter { asked, .. } = letter;
    let deadline = asked.question.deadline.map(|at| deadline_words(at, &letter.zone, &Language::default()));
    let until = deadline.map(|words| format!(" by {words}")).unwrap_or_default();
    let front_matter = [
        front_line("subject", &format!("Reminder: {}", asked.issue.subject)),
        front_line("preheader", &format!("Please answer{until}: one press is enough")),
        front_line("to", asked.list.name.as_str()),
        format!("where: silent(\"{}\")\n", asked.issue.slug),
        front_line("asks_again", &asked.issue.slug),
    ];
    let about = letter.about_words();
    let request = if letter.event.is_some() { "Please tell us whether you come" } else { "Please tell us your answer" };
    let body = format!(
        "We have not heard from you yet about {about}.\n\n{request}:\n\n{{{{answers}}}}\n\nIf you have told us in \
         another way, there is nothing to do."
    );
    letter.assemble(&front_matter, &body)
}

fn write_thanks(letter: &QuotedLetter<'_>) -> String {
    let QuotedLetter { asked, .. } = letter;
    let attending = asked.question.choices.first().map(|choice| choice.word.as_str()).unwrap_or_default();
    let attending = attending.replace('\\', "\\\\").replace('"', "\\\"");
    let front_matter = [
        front_line("subject", &format!("Thank you: {}", asked.issue.subject)),
        front_line("to", asked.list.name.as_str()),
        format!("where: answered(\"{}\") == \"{attending}\"\n", asked.issue.slug),
    ];
    let about = letter.about_words();
    let body = if letter.is_past() {
        format!("Thank you for coming to {about}.")
    } else {
        format!("Thank you for your answer. We look forward to seeing you at {about}.")
    };
    letter.assemble(&front_matter, &body)
}

fn front_line(key: &str, value: &str) -> String {
    format!("{key}: {}\n", draft::front_matter_value(&single_line(value)))
}

impl QuotedLetter<'_> {
    fn assemble(&self, front_matter: &[String], body: &str) -> String {
        let statutory = if self.asked.issue.statutory { "notice: statutory\n" } else { "" };
        let (front_matter, sender) = (front_matter.concat(), escape_markdown(&self.sender));
        format!(
            "---\n{front_matter}{statutory}---\n\nDear {{{{default first_name \"friend\"}}}},\n\n{body}\n\nWith \
             best wishes,\\\n{sender}\n"
        )
    }

    /// Names what the letter was about, with the day and the place of its event.
    fn about_words(&self) -> String {
        let Some(event) = &self.event else {
            return format!("our letter “{}”", escape_markdown(&self.asked.issue.subject));
        };
        let title = escape_markdown(&event.title);
        let when = draft::event_time_words(event, &self.zone, &self.sentences);
        let place = if event.place.is_empty() { String::new() } else { format!(", {}", escape_markdown(&event.place)) };
        format!("**{title}**: {when}{place}")
    }

    fn is_past(&self) -> bool {
        let today = self.now.to_zoned(self.zone.clone()).date();
        self.event.as_ref().is_some_and(|event| event.starts.day() < today)
    }
}
