//! Explains why a draft is not sent, or not again.

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::cli::app::{App, issue_argument, sender_domain};
use crate::cli::error::{CommandError, TAKE_BACK_HINT};
use crate::cli::lint_words;
use crate::cli::output::{format_long_time, format_number, format_time};
use crate::database::Database;
use crate::model::{Diagnostic, Issue, IssueState, LocalTimeError, Pause, PauseReason, RelayTable, Severity};
use crate::sending::{
    AllowError, AllowedRules, BlockedError, ContinueError, ExistingIssue, FreezeError, ScheduleError, ScheduleRequest,
    SegmentOption,
};
use crate::wording;

impl From<FreezeError> for CommandError {
    fn from(error: FreezeError) -> Self {
        match error {
            FreezeError::Database(error) => error.into(),
            FreezeError::RecipientsChanged { confirmed, present } => Self::new(format!(
                "not sent: while you were asked, the number of recipients changed from {} to {}",
                format_number(confirmed),
                format_number(present)
            ))
            .with_hint("run the command again, and look at who gets it"),
            error @ FreezeError::HandedOver => Self::from_error(&error).with_hint(TAKE_BACK_HINT),
            error => Self::from_error(&error),
        }
    }
}

/// Explains why a rule cannot be passed with `--allow`.
pub(super) fn allow_error(error: AllowError) -> CommandError {
    match error {
        AllowError::UnknownRule(id) => lint_words::unknown_rule(&id),
        AllowError::Mandatory(rule) => {
            CommandError::new(format!("`{}` cannot be allowed: no letter can be made until it is fixed", rule.id))
                .with_hint(format!("`circular check --explain {}` says what to do", rule.id))
        }
        AllowError::NotBlocking(rule) => {
            CommandError::new(format!("`{}` does not block sending", rule.id)).with_hint("leave `--allow` out")
        }
    }
}

/// Shows what blocks the sending, and how to send all the same if that is possible.
pub(super) fn blocked_error(blocked: &BlockedError, allowed: &AllowedRules, found: Vec<Diagnostic>) -> CommandError {
    let severe = found.into_iter().filter(|found| found.severity > Severity::Note).collect();
    let error = CommandError::from_diagnostics(severe);
    if !blocked.overridable {
        return error;
    }
    let ids = allowed.ids().chain(blocked.rules.iter().copied());
    let options: Vec<_> = ids.map(|id| format!("--allow {id}")).collect();
    error.with_advice(format!("fix it; to send it anyway, pass `{}`", options.join(" ")))
}

/// Explains why an issue cannot start at the time that was typed.
pub(super) fn schedule_error(error: ScheduleError, request: &ScheduleRequest<'_>, now: Timestamp) -> CommandError {
    let words = wording::schedule_words(error, request, now);
    let option = |at: &DateTime| format!("`--at \"{}\"`", at.strftime("%Y-%m-%d %H:%M"));
    let options = words.alternatives.iter().map(option).collect::<Vec<_>>().join(" or ");
    let place = request.zone.iana_name().unwrap_or("UTC");
    let (problem, hint) = match error {
        ScheduleError::Unreadable | ScheduleError::Clocks(LocalTimeError::OutOfRange) => {
            (words.problem, format!("write it as the clocks in {place} will show it: {options}"))
        }
        ScheduleError::Clocks(_) => (words.problem, format!("write {options}")),
        ScheduleError::InPast(_) => {
            (words.problem, "leave `--at` out to send at once, or write a time to come".to_owned())
        }
        ScheduleError::Unattended => (
            "`--at` needs a relay: nothing sends to the outbox by itself".to_owned(),
            "set the `url` of the relay that this letter goes through, or pass `--wait`".to_owned(),
        ),
    };
    CommandError::new(problem).with_hint(hint)
}

/// Explains why an issue that was begun does not continue.
pub(super) async fn continue_error(
    app: &App,
    database: &Database,
    issue: &Issue,
    error: ContinueError,
) -> Result<CommandError, CommandError> {
    let slug = &issue.slug;
    let named = issue_argument(database, issue).await?;
    Ok(match error {
        ContinueError::RecipientsFixed(option) => {
            let option = match option {
                SegmentOption::Where => "--where",
                SegmentOption::Exclude => "--exclude",
            };
            CommandError::new(format!("`{slug}` is already in progress: its recipients are fixed"))
                .with_hint(format!("leave `{option}` out to continue it"))
        }
        ContinueError::StartFixed => {
            let starts = format_long_time(issue.starts_at, &app.workspace.settings.society.time_zone());
            CommandError::new(format!("`{slug}` is already frozen, to start at {starts}")).with_hint(format!(
                "leave `--at` out to continue it, or cancel it first with `circular cancel {named}`"
            ))
        }
        ContinueError::Paused(pause) => {
            let domain = sender_domain(database, issue).await?;
            paused_error(issue, &named, &domain, &pause)
        }
        ContinueError::Failed(error) => error.into(),
    })
}

fn paused_error(issue: &Issue, named: &str, domain: &str, pause: &Pause) -> CommandError {
    let slug = &issue.slug;
    let detail = pause.detail.as_deref().unwrap_or_default();
    if let Some(words) = wording::pause_words(pause.reason, domain, &RelayTable::from(issue.relay.as_ref())) {
        return CommandError::new(format!("`{slug}` is paused because {}", words.cause))
            .with_cause(detail)
            .with_hint(format!("{}. Then run `circular resume {named}`", words.remedy));
    }
    match pause.reason {
        PauseReason::Operator => CommandError::new(format!("`{slug}` is paused"))
            .with_hint(format!("`circular resume {named}` continues it")),
        PauseReason::Restored => CommandError::new(format!("`{slug}` was {detail}")).with_hint(format!(
            "`circular resume {named}` sends what waits anyway, `circular cancel {named}` cancels it"
        )),
        _ => CommandError::new(format!("`{slug}` is paused because too many copies were rejected: {detail}"))
            .with_hint(format!("fix it, then run `circular resume {named}`")),
    }
}

/// Explains why a draft cannot be sent to its list again.
pub(super) async fn exists_error(
    app: &App,
    database: &Database,
    existing: ExistingIssue,
) -> Result<CommandError, CommandError> {
    let (issue, error) = match existing {
        ExistingIssue::Cancelled(issue) => {
            let error = CommandError::new(format!("`{}` was cancelled after some recipients had it", issue.slug));
            (issue, error)
        }
        ExistingIssue::AlreadySent(issue) => {
            let frozen = frozen_time(app, &issue);
            let error = CommandError::new(format!("`{}` was sent to this list on {frozen}", issue.slug));
            (issue, error)
        }
        ExistingIssue::InProgress(issue) | ExistingIssue::Paused(issue, _) => {
            let error = CommandError::new(format!("`{}` is already being sent to this list", issue.slug));
            (issue, error)
        }
    };
    let named = issue_argument(database, &issue).await?;
    let command = if issue.state == IssueState::Finished { "report" } else { "status" };
    Ok(error.with_hint(format!("see `circular {command} {named}`; for another letter, write another draft")))
}

/// Writes when an issue was frozen.
pub(super) fn frozen_time(app: &App, issue: &Issue) -> String {
    format_time(issue.created_at, &app.workspace.settings.society.time_zone())
}

/// Says that the relay of an issue is gone, and what to do.
pub(super) async fn relay_gone(database: &Database, issue: &Issue, name: &str) -> Result<CommandError, CommandError> {
    let named = issue_argument(database, issue).await?;
    let slug = &issue.slug;
    Ok(CommandError::new(format!("`{slug}` was frozen for the relay `{name}`, which is no longer in the settings"))
        .with_hint(format!(
            "add `[relays.{name}]` to `circular.toml` again; or run `circular cancel {named}`, and nothing more is sent"
        )))
}
