//! The list of drafts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use serde_json::{Value, json};

use super::diagnostic_json::message_parts;
use crate::clock;
use crate::config::archetypes;
use crate::database;
use crate::database::inbound_messages::{self, UnreadNote};
use crate::draft;
use crate::model::{Issue, IssueState, RelayTable};
use crate::web::admin::{AdminServer, Error};
use crate::{report, wording};

pub(super) const TEMPLATE: (&str, &str) = ("drafts", include_str!("../../../../templates/admin/drafts.html.hbs"));

/// How many notes about incoming mail are shown, the latest first.
const MAX_NOTES: usize = 20;

/// Shows all drafts, the newest first, each with its first problem or the state of its issue.
pub(super) async fn show(State(admin): State<Arc<AdminServer>>) -> Result<Html<String>, Error> {
    let issues = database::issues::all(&mut admin.database.begin_read().await?).await?;
    let issues: BTreeMap<_, _> = issues.into_iter().map(|issue| (issue.slug.clone(), issue)).collect();
    let mut rows = Vec::new();
    for (slug, path) in draft::list_drafts(&admin.workspace.drafts_dir()).map_err(Error::Drafts)? {
        let draft = draft::read_draft(&path).ok();
        let issue = issues.get(&slug);
        // A draft that was sent need not work with today's templates.
        let (first_subject, diagnostics) = match issue.filter(|issue| !issue.trial) {
            Some(_) => (None, Vec::new()),
            None => admin.first_copy(admin.load_draft(&slug).await?).await?,
        };
        let state = match issue {
            Some(issue) => Some(admin.issue_state(issue).await?),
            None => None,
        };
        let date = draft.as_ref().and_then(|draft| draft.date);
        let row = json!({
            "url": admin.draft_path(&slug),
            "subject": first_subject.or_else(|| Some(draft::plain_subject(&draft.as_ref()?.subject))).unwrap_or_else(|| slug.clone()),
            "slug": slug,
            "date": date.map(|date| date.strftime("%-d %B %Y").to_string()),
            "list": draft.as_ref().and_then(|draft| draft.list_name.as_ref()).map(ToString::to_string),
            "problem": diagnostics.first().map(|diagnostic| json!({
                "location": diagnostic.location.as_ref().map(ToString::to_string),
                "message": message_parts(&diagnostic.message),
            })),
            "state": state,
            "finished": issue.is_some_and(|issue| !issue.trial && issue.state == IssueState::Finished),
        });
        let group = DraftGroup::of(issue);
        rows.push((group, std::cmp::Reverse(date), row));
    }
    rows.sort_by_key(|(group, date, _)| (*group, *date));
    let groups: Vec<Value> = rows
        .chunk_by(|(group, ..), (next, ..)| group == next)
        .map(|rows| {
            let drafts: Vec<&Value> = rows.iter().map(|(.., row)| row).collect();
            json!({ "title": rows.first().map(|(group, ..)| group.title()), "drafts": drafts })
        })
        .collect();
    let kinds: Vec<&str> = archetypes().iter().map(|(kind, _)| *kind).collect();
    let unread = admin.unread_notes().await?;
    admin.render_page(TEMPLATE.0, "letters", json!({ "groups": groups, "kinds": kinds, "unread": unread }))
}

/// How far a draft has come; drafts are listed in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DraftGroup {
    Unsent,
    InProgress,
    Sent,
}

impl DraftGroup {
    fn of(issue: Option<&Issue>) -> Self {
        match issue.filter(|issue| !issue.trial).map(|issue| issue.state) {
            None => Self::Unsent,
            Some(IssueState::Sending | IssueState::Paused) => Self::InProgress,
            Some(IssueState::Finished | IssueState::Cancelled) => Self::Sent,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Unsent => "Not sent yet",
            Self::InProgress => "Being sent",
            Self::Sent => "Sent",
        }
    }
}

impl AdminServer {
    /// Returns what came back and a person should read; `None` if there is nothing.
    async fn unread_notes(&self) -> Result<Option<Value>, Error> {
        let notes = inbound_messages::unread(&mut self.database.begin_read().await?).await?;
        let note = |note: &UnreadNote| json!({ "day": self.format_day(note.at), "title": wording::note_title(note), "words": note.words });
        let latest: Vec<Value> = notes.iter().rev().take(MAX_NOTES).map(note).collect();
        let more = wording::and_more(notes.len() as u64, latest.len());
        Ok((!notes.is_empty()).then(|| json!({ "count": notes.len(), "notes": latest, "more": more })))
    }

    /// Says that an issue is paused, and why if our domain or relay is at fault.
    fn pause_text(&self, issue: &Issue) -> String {
        let settings = &self.workspace.settings;
        let relay = settings.relay_named(issue.relay.as_ref());
        let domain =
            relay.as_ref().map_or(settings.sender.from.address.domain(), |relay| relay.sender_domain(settings));
        let table = RelayTable::from(issue.relay.as_ref());
        let words = issue.pause.as_ref().and_then(|pause| wording::pause_words(pause.reason, domain, &table));
        words.map_or_else(|| "Paused. ".to_owned(), |words| format!("Paused, because {}. ", words.cause))
    }

    /// Says what became of a draft's issue.
    pub(in crate::web::admin) async fn issue_state(&self, issue: &Issue) -> Result<String, Error> {
        let day = self.format_day(issue.created_at);
        let pause = match issue.state {
            IssueState::Finished if issue.trial => {
                return Ok(format!("Trial in the outbox on {day}: nobody was mailed"));
            }
            IssueState::Finished => return Ok(format!("Sent on {day}")),
            IssueState::Sending if issue.starts_at > clock::now() => {
                return Ok(format!("Scheduled for {}", self.format_day(issue.starts_at)));
            }
            IssueState::Sending => String::new(),
            IssueState::Paused => self.pause_text(issue),
            IssueState::Cancelled => "Cancelled. ".to_owned(),
        };
        // Only these are counted: the copies of all letters that were ever sent may be millions.
        let counts = report::issue_status(&self.database, issue.clone()).await?.counts;
        let sent = wording::sent_summary(&counts);
        Ok(format!("{pause}{}; started on {day}", sent.trim_end_matches('.')))
    }
}
