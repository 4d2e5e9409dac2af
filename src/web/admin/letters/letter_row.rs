//! One letter in the list: its title, for whom it is, how far it has come, and what to do with it.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::model::{DeliveryStatus, Issue, IssueState, RelayTable, format_count, format_number};
use crate::web::admin::{AdminServer, Error};
use crate::wording::{self, PauseWords};
use crate::{clock, database, draft, report};

pub(super) const TEMPLATE: (&str, &str) =
    ("letter-row", include_str!("../../../../templates/admin/letter-row.html.hbs"));

/// How good a state is, as the style sheet names it.
const GOOD: &str = "good";
const WAITING: &str = "waiting";
const BAD: &str = "bad";
const NEUTRAL: &str = "";

/// A letter in the list.
pub(super) struct LetterRow {
    /// The day by which letters of one kind are in order; letters without one come last.
    pub(super) day: Option<Date>,
    title: String,
    slug: String,
    url: String,
    /// The words for what a press on the row does.
    action: &'static str,
    notes: Vec<String>,
    state: String,
    tone: &'static str,
    progress: Option<(u64, u64)>,
    /// Where a copy of a sent letter is started.
    copy_url: Option<String>,
    /// Where the answers to it are, if it asked for some.
    answers_url: Option<String>,
}

impl LetterRow {
    /// Returns whether a term in lower case occurs in the row.
    pub(super) fn contains(&self, term: &str) -> bool {
        let words = [&self.title, &self.slug, &self.state].into_iter().chain(&self.notes);
        words.into_iter().any(|words| words.to_lowercase().contains(term))
    }

    /// Creates the context of the row.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "title": self.title, "url": self.url, "action": self.action, "notes": self.notes, "state": self.state,
            "tone": self.tone, "progress": self.progress.map(|(done, total)| json!({ "done": done, "total": total })),
            "copy_url": self.copy_url, "answers_url": self.answers_url,
        })
    }
}

impl AdminServer {
    /// Creates the row of a draft that was not sent.
    pub(super) async fn draft_row(&self, slug: &str, path: &Path) -> Result<LetterRow, Error> {
        let written = draft::read_draft(path).ok();
        let loaded = self.load_draft_at(slug, path).await?;
        let segment =
            loaded.draft.as_ref().filter(|_| loaded.diagnostics.is_empty()).map(|draft| &draft.prepared.segment);
        let people = match segment {
            Some(segment) => {
                let audience = self.audiences.get(&self.database, segment).await?;
                Some(format_count(audience.total as u64, "member", "members"))
            }
            None => None,
        };
        let (first_subject, problems) = self.first_copy(loaded).await?;
        let title = first_subject
            .or_else(|| written.as_ref().map(|draft| draft::plain_subject(&draft.subject)))
            .filter(|subject| !subject.trim().is_empty());
        let trial = self.trial_day(slug).await?.map(|day| format!("Trial on {day}: nobody was mailed"));
        let (state, tone) = match problems.as_slice() {
            [] => ("Ready".to_owned(), GOOD),
            [only] if only.id == "nobody" => ("Nobody would get it".to_owned(), BAD),
            several => (format!("{} to mend", several.len()), BAD),
        };
        Ok(LetterRow {
            day: written.and_then(|draft| draft.date),
            title: title.unwrap_or_else(|| slug.to_owned()),
            slug: slug.to_owned(),
            url: format!("{}/edit", self.draft_path(slug)),
            action: "Write",
            notes: people.into_iter().chain(trial).collect(),
            state,
            tone,
            progress: None,
            copy_url: None,
            answers_url: None,
        })
    }

    /// Creates the row of a letter that is on its way or was sent.
    pub(super) async fn issue_row(&self, issue: &Issue) -> Result<LetterRow, Error> {
        let list = database::lists::by_id(&mut self.database.begin_read().await?, issue.list).await?;
        let counts = report::issue_status(&self.database, issue.clone()).await?.counts;
        let is_over = matches!(issue.state, IssueState::Finished | IssueState::Cancelled);
        let (sent, total) = (counts.count(DeliveryStatus::Sent), counts.total());
        let (state, tone) = self.progress_words(issue, sent, total);
        let mut notes = vec![self.format_day(issue.starts_at)];
        notes.extend(list.map(|list| list.title));
        if is_over {
            let left = report::issue_report(&self.database, issue).await?.total_unsubscribed();
            notes.extend((left > 0).then(|| format!("{} left", format_number(left))));
        }
        let subject = draft::plain_subject(&issue.subject);
        Ok(LetterRow {
            day: Some(issue.starts_at.to_zoned(self.workspace.settings.society.time_zone()).date()),
            title: if subject.trim().is_empty() { issue.slug.clone() } else { subject },
            slug: issue.slug.clone(),
            url: if is_over { self.sent_path(issue) } else { self.issue_path(issue.id) },
            action: if is_over { "Read" } else { "Look" },
            notes,
            state,
            tone,
            progress: (!is_over && issue.starts_at <= clock::now()).then_some((counts.settled_count(), total)),
            copy_url: is_over.then(|| format!("{}/copy", self.sent_path(issue))),
            answers_url: self.answers_of(issue).await?,
        })
    }

    /// Returns the path of the answers to an issue, if it asked for some.
    pub(in crate::web::admin) async fn answers_of(&self, issue: &Issue) -> Result<Option<String>, Error> {
        let question = database::answers::question(&mut self.database.begin_read().await?, issue.id).await?;
        Ok(question.map(|_| self.answers_path(issue.id.get())))
    }

    /// Says how far an issue has come, and how good that is.
    fn progress_words(&self, issue: &Issue, sent: u64, total: u64) -> (String, &'static str) {
        let (some, all) = (format_number(sent), format_number(total));
        match issue.state {
            IssueState::Finished if sent == total => (format!("Sent to {all}"), GOOD),
            IssueState::Finished => (format!("Sent to {some} of {all}"), GOOD),
            IssueState::Cancelled => (format!("Stopped: {some} of {all} were sent"), NEUTRAL),
            IssueState::Sending if issue.starts_at > clock::now() => {
                (format!("Goes on {}", self.format_moment(issue.starts_at)), WAITING)
            }
            IssueState::Sending => (format!("Sending {some} of {all}"), WAITING),
            IssueState::Paused => {
                let words = self.pause_words(issue);
                let why = words.map_or_else(String::new, |words| format!(": {}", words.cause));
                (format!("Paused at {some} of {all}{why}"), WAITING)
            }
        }
    }

    /// Says why an issue is paused, if our domain or relay is at fault.
    fn pause_words(&self, issue: &Issue) -> Option<PauseWords> {
        let settings = &self.workspace.settings;
        let relay = settings.relay_named(issue.relay.as_ref());
        let domain =
            relay.as_ref().map_or(settings.sender.from.address.domain(), |relay| relay.sender_domain(settings));
        let table = RelayTable::from(issue.relay.as_ref());
        issue.pause.as_ref().and_then(|pause| wording::pause_words(pause.reason, domain, &table))
    }

    /// Says what became of an issue, and when it was or will be sent.
    pub(in crate::web::admin) async fn issue_state(&self, issue: &Issue) -> Result<String, Error> {
        // Only these are counted: the copies of all letters that were ever sent may be millions.
        let counts = report::issue_status(&self.database, issue.clone()).await?.counts;
        let (state, _) = self.progress_words(issue, counts.count(DeliveryStatus::Sent), counts.total());
        let is_due = issue.starts_at <= clock::now();
        Ok(if is_due { format!("{state}, on {}", self.format_day(issue.starts_at)) } else { state })
    }

    /// Returns the day of the latest trial of a draft.
    async fn trial_day(&self, slug: &str) -> Result<Option<String>, Error> {
        let issues = database::issues::by_slug(&mut self.database.begin_read().await?, slug).await?;
        Ok(issues.iter().rev().find(|issue| issue.trial).map(|issue| self.format_day(issue.created_at)))
    }

    /// Formats a time as a day and an hour in the society's time zone.
    fn format_moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.workspace.settings.society.time_zone()).strftime("%-d %B %Y at %-H:%M").to_string()
    }
}
