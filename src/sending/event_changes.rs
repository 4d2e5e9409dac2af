//! What the calendars of the readers do with the event of a draft.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::Workspace;
use crate::database::issue_events::{self, EventSearch};
use crate::database::{self, Database};
use crate::draft::{Draft, EventHistory, change_words};
use crate::model::{Diagnostic, IssueEvent, Language, ListId, Severity};
use crate::subscription;
use crate::translation::Catalog;

/// The rule of the diagnostics.
const RULE_ID: &str = "event";

/// Returns what readers were told before of the event of a draft.
///
/// # Errors
/// The database failed, or the key of the workspace cannot be made.
pub(super) async fn event_history(
    workspace: &Workspace,
    database: &Database,
    draft: &Draft,
    list: ListId,
    now: Timestamp,
) -> Result<EventHistory, super::Error> {
    let Some(name) = draft.announcing_draft() else { return Ok(EventHistory::default()) };
    let mut work = database.begin_write().await?;
    let workspace_key = subscription::workspace_key(&mut work, now).await?;
    let search = EventSearch { slug: &draft.slug, list, trials: counts_trials(workspace) };
    let earlier = issue_events::latest_of_draft(&mut work, &name, search).await?;
    work.commit().await?;
    Ok(EventHistory { earlier, now, workspace_key, question: None })
}

/// Says what the calendars of the readers will do, and what keeps them from doing it.
///
/// # Errors
/// The database failed.
pub(super) async fn event_diagnostics(
    workspace: &Workspace,
    database: &Database,
    draft: &Draft,
    history: &EventHistory,
    told: Option<&IssueEvent>,
    today: Date,
) -> Result<Vec<Diagnostic>, database::Error> {
    let mut found = Vec::new();
    let related = draft.related_event();
    if let (Some((key, name)), None) = (&related, &history.earlier) {
        let message = format!("no letter `{name}` announced an event to anybody");
        let help = "send that letter first, or write the name of another draft: `circular status` lists them";
        found.push(at_key(draft, key, Severity::Block, message).with_help(help));
    }
    let Some(told) = told else { return Ok(found) };
    let event = &told.event;
    match (related, &history.earlier) {
        (Some(_), None) => {}
        (_, Some(earlier)) => found.extend(update_note(draft, earlier, told)),
        (None, None) => {
            let mut work = database.begin_read().await?;
            let similar = issue_events::similar(&mut work, told, today, counts_trials(workspace)).await?;
            found.extend(similar.map(|(slug, starts)| {
                let message =
                    format!("the letter `{slug}` announced an event on {starts}; calendars take this one as another");
                let help = format!("if it is the same, write `replaces: {slug}` below `event:`");
                at_key(draft, "event", Severity::Note, message).with_help(help)
            }));
        }
    }
    if event.ends.is_none() && !event.is_cancelled && matches!(event.starts, crate::model::EventTime::Time(_)) {
        let message = "the event has no end: calendars show it without a length, or for the whole day".to_owned();
        let help = "add a line such as `ends: 20:30` below `event:`";
        found.push(at_key(draft, "event", Severity::Note, message).with_help(help));
    }
    Ok(found)
}

/// Says how the event changes in calendars that have it.
fn update_note(draft: &Draft, earlier: &IssueEvent, told: &IssueEvent) -> Option<Diagnostic> {
    let english = Catalog::default().translator(&Language::default());
    let change = change_words(&earlier.event, &told.event, &english).filter(|_| earlier.event != told.event)?;
    let change = if told.event.is_cancelled {
        format!("“{}” on {} is marked as cancelled or removed", earlier.event.title, earlier.event.starts.day())
    } else {
        format!("“{}” changes: {change}", earlier.event.title)
    };
    let message = format!("in calendars that took the earlier file, {change}");
    Some(at_key(draft, "event", Severity::Note, message))
}

fn at_key(draft: &Draft, key: &str, severity: Severity, message: String) -> Diagnostic {
    let location = Some(draft.event_key_location(key));
    Diagnostic { id: RULE_ID, severity, location, message, help: None, suggestion: None }
}

/// Returns whether letters go to files only, so that those of earlier trials count as sent.
fn counts_trials(workspace: &Workspace) -> bool {
    workspace.settings.all_relays().all(|relay| relay.is_outbox())
}
