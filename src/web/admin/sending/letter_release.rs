//! Sends a letter, by the rules of the command line: what was shown must still be true, and the number must be typed.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;

use super::letter_summary::LetterSummary;
use super::opened_letter::OpenedLetter;
use super::send_form::{SendForm, SendProblem, ShownLetter};
use crate::model::{Issue, Severity, format_number};
use crate::sending::{
    self, AllowError, AllowedRules, CheckedIssue, FreezeError, FreezeOptions, ReleasedIssue, ScheduleError,
    ScheduleRequest,
};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, wording};

/// Why a letter was not sent.
enum ReleaseRefusal {
    /// Something must be typed or allowed.
    Problems(Vec<SendProblem>),
    /// It is no longer what the page showed.
    Changed(Vec<String>),
}

/// Sends a letter, and goes to the page on which one sees it go; or shows the page again, and says why not.
pub(super) async fn send(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = SendForm::parse(&body);
    let _turn = admin.desk.releasing.lock().await;
    let letter = match admin.open_letter(&slug).await? {
        Ok(letter) => letter,
        Err(found) => return admin.unready_page(&slug, &found).await,
    };
    let on_its_way = |issue: &Issue| Redirect::to(&admin.issue_path(issue.id)).into_response();
    if let Some(existing) = admin.existing(&letter).await? {
        return Ok(on_its_way(existing.issue()));
    }
    let (settings, root) = (&letter.workspace.settings, &letter.workspace.root);
    let checked = letter.prepared.check(&admin.database, settings, root, clock::now()).await?;
    let shown = admin.shown_letter(&checked).await?;
    // A trial is sent again without a word, so a second press must not be one.
    let before = form.shown().filter(|before| before.snapshot == shown.snapshot && before.replaces != shown.replaces);
    if let (Some(_), Some(newer)) = (before, shown.replaces) {
        return Ok(Redirect::to(&admin.issue_path(newer)).into_response());
    }
    let refused = match admin.release(&letter, &checked, &form, &shown).await? {
        Ok(issue) => {
            admin.desk.service.start(&issue);
            return Ok(on_its_way(&issue));
        }
        Err(refused) => refused,
    };
    let (status, problems, changed) = match refused {
        ReleaseRefusal::Problems(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems, Vec::new()),
        ReleaseRefusal::Changed(changed) => (StatusCode::CONFLICT, Vec::new(), changed),
    };
    let summary =
        LetterSummary { letter: &letter, checked: &checked, shown, form: &form, problems: &problems, changed };
    admin.letter_page(status, &summary).await
}

impl AdminServer {
    /// Freezes a letter, if everything on the form permits it.
    async fn release(
        &self,
        letter: &OpenedLetter,
        checked: &CheckedIssue<'_>,
        form: &SendForm,
        shown: &ShownLetter,
    ) -> Result<Result<Issue, ReleaseRefusal>, Error> {
        let changed = changes(form.shown().as_ref(), shown);
        if !changed.is_empty() {
            return Ok(Err(ReleaseRefusal::Changed(changed)));
        }
        let now = clock::now();
        let mut problems = Vec::new();
        let released = released(checked, form).map_err(|found| problems.extend(found)).ok();
        let starts_at = start_time(letter, checked, form, now).map_err(|found| problems.push(found)).ok();
        problems.extend(count_problem(checked, form));
        let (Some(released), Some(starts_at), true) = (released, starts_at, problems.is_empty()) else {
            return Ok(Err(ReleaseRefusal::Problems(problems)));
        };
        if let Some(problem) = self.relay_problem(letter, starts_at.is_none()).await {
            return Ok(Err(ReleaseRefusal::Problems(vec![problem])));
        }
        let options = FreezeOptions { starts_at: starts_at.unwrap_or(now), is_count_confirmed: true };
        match sending::freeze_issue(&self.database, &released, options, now).await {
            Ok(issue) => Ok(Ok(issue)),
            // Another program was faster.
            Err(FreezeError::Exists(existing)) => Ok(Ok(existing.issue().clone())),
            Err(FreezeError::RecipientsChanged { confirmed, present }) => {
                let (before, after) = (format_number(confirmed), format_number(present));
                Ok(Err(ReleaseRefusal::Changed(vec![format!("{after} people would get it, not {before}")])))
            }
            Err(error @ FreezeError::HandedOver) => {
                let words = format!("{}. Nothing was sent", wording::error_chain(&error));
                Ok(Err(ReleaseRefusal::Problems(vec![SendProblem::new("send", words)])))
            }
            Err(error) => Err(Error::Freeze(error.into())),
        }
    }

    /// Opens the relay once before anything is frozen, and fetches the token if the letter goes now.
    async fn relay_problem(&self, letter: &OpenedLetter, is_now: bool) -> Option<SendProblem> {
        let OpenedLetter { workspace, prepared } = letter;
        let (settings, root, relay) = (&workspace.settings, &workspace.root, prepared.relay.as_ref());
        let problem = |error: &(dyn std::error::Error + 'static)| {
            let words = wording::error_chain(error);
            Some(SendProblem::new("send", format!("the mail server cannot be used: {words}. Nothing was sent")))
        };
        if let Err(error) = sending::check_relay_lists(settings, &self.database).await {
            return problem(&error);
        }
        match sending::open_transport(settings, root, &self.database, relay, clock::now()).await {
            Err(error) => problem(&error),
            Ok(transport) if is_now => transport.load_token().await.err().and_then(|error| problem(&error)),
            Ok(_) => None,
        }
    }
}

/// Names what has changed since the page was made from which the form comes.
fn changes(before: Option<&ShownLetter>, now: &ShownLetter) -> Vec<String> {
    match before {
        None => vec!["the page was too old, or not from here".to_owned()],
        Some(before) => wording::review_changes(&before.snapshot, &now.snapshot),
    }
}

/// Releases the letter with the checks that the form allows, each with a reason.
fn released<'a>(checked: &CheckedIssue<'a>, form: &SendForm) -> Result<ReleasedIssue<'a>, Vec<SendProblem>> {
    let mut problems: Vec<_> = form
        .allowed()
        .filter(|(_, reason)| reason.is_empty())
        .map(|(rule, _)| {
            SendProblem::new(&format!("reason-{rule}"), "write why the letter may go all the same: it is kept with it")
        })
        .collect();
    let allowed = match AllowedRules::new(form.allowed().map(|(rule, _)| rule)) {
        Ok(allowed) => allowed,
        Err(AllowError::UnknownRule(rule)) => {
            return Err(vec![SendProblem::new("checks", format!("there is no check “{rule}”"))]);
        }
        Err(AllowError::Mandatory(rule) | AllowError::NotBlocking(rule)) => {
            return Err(vec![SendProblem::new("checks", format!("“{}” cannot be allowed", rule.description))]);
        }
    };
    let allowed = form.allowed().fold(allowed, |allowed, (rule, reason)| allowed.with_reason(rule, reason));
    match checked.release(&allowed) {
        Ok(released) if problems.is_empty() => return Ok(released),
        Ok(_) => {}
        Err(blocked) => {
            let found = checked.diagnostics().iter().map(|found| &found.diagnostic);
            let stops = found.filter(|found| found.severity == Severity::Block && blocked.rules.contains(&found.id));
            problems.extend(stops.map(|found| SendProblem::new(&format!("check-{}", found.id), found.message.clone())));
        }
    }
    Err(problems)
}

/// Returns when the letter starts; `None` for now.
fn start_time(
    letter: &OpenedLetter,
    checked: &CheckedIssue<'_>,
    form: &SendForm,
    now: Timestamp,
) -> Result<Option<Timestamp>, SendProblem> {
    if !form.is_later() {
        return Ok(None);
    }
    let zone = letter.workspace.settings.society.time_zone();
    let text = format!("{} {}", form.value("date"), form.value("time"));
    let request = ScheduleRequest { text: text.trim(), zone: &zone, trial: checked.is_trial(), attended: false };
    request.resolve(now).map(Some).map_err(|error| {
        let words = wording::schedule_words(error, &request, now);
        let times: Vec<_> = words.alternatives.iter().map(|at| at.strftime("%-H:%M on %-d %B").to_string()).collect();
        let advice = match error {
            ScheduleError::Clocks(_) => format!(". Choose {}", times.join(" or ")),
            ScheduleError::Unreadable => ". Choose a day and a time".to_owned(),
            ScheduleError::InPast(_) => ". Choose a time to come, or “Now”".to_owned(),
            ScheduleError::Unattended => String::new(),
        };
        SendProblem::new("date", format!("{}{advice}", words.problem))
    })
}

/// Compares the number that was typed with the number of copies.
fn count_problem(checked: &CheckedIssue<'_>, form: &SendForm) -> Option<SendProblem> {
    let recipients = checked.dry_run().recipients;
    let wanted = format_number(recipients);
    let words = match form.typed_count() {
        Some(typed) if typed == recipients => return None,
        Some(typed) => {
            format!("you typed {}, but {wanted} letters would go out. Nothing was sent", format_number(typed))
        }
        None => format!("type {wanted}, the number of letters that go out. Nothing was sent"),
    };
    Some(SendProblem::new("count", words))
}
