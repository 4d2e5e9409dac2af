//! Pauses, carries on and stops what is being sent, and decides about copies in doubt.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::send_form::SendForm;
use crate::clock;
use crate::model::{Issue, IssueId, SubscriberId};
use crate::sending::{self, InDoubtDecision, ResolveOutcome, ResumeOptions, ResumeOutcome};
use crate::web::admin::{AdminServer, Error};

/// Pauses an issue: every program that sends it stops within a second.
pub(super) async fn pause(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
) -> Result<Response, Error> {
    let issue = admin.issue_status(id).await?.issue;
    sending::pause_issue(&admin.database, &issue).await?;
    Ok(admin.back_to(id, ""))
}

/// Carries on with an issue, or mails the members again who were refused.
pub(super) async fn resume(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = SendForm::parse(&body);
    let issue = admin.issue_status(id).await?.issue;
    if !is_as_shown(&issue, &form) {
        return Ok(admin.back_to(id, "changed"));
    }
    let options = ResumeOptions {
        retry_bounced: !form.value("again").is_empty(),
        accept_rejections: !form.value("accept").is_empty(),
    };
    let outcome = sending::resume_issue(&admin.database, &issue, options, clock::now()).await?;
    let did = if let ResumeOutcome::Resumed { issue, .. } = outcome {
        admin.desk.service.start(&issue);
        "resumed"
    } else {
        "changed"
    };
    Ok(admin.back_to(id, did))
}

/// Tries an issue at once whose relay took nothing, and a trial that broke off.
pub(super) async fn retry(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
) -> Result<Response, Error> {
    let issue = admin.issue_status(id).await?.issue;
    admin.desk.service.start(&issue);
    Ok(admin.back_to(id, "retry"))
}

/// Decides about the copy of one person in doubt, or about all of them.
pub(super) async fn resolve(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = SendForm::parse(&body);
    let issue = admin.issue_status(id).await?.issue;
    let (decision, did) = match form.value("decision") {
        "arrived" => (InDoubtDecision::CountAsSent, "arrived"),
        "again" => (InDoubtDecision::Resend, "again"),
        _ => return Ok(admin.back_to(id, "changed")),
    };
    let (database, now) = (&admin.database, clock::now());
    let outcome = match form.value("member") {
        "all" => sending::resolve_in_doubt(database, &issue, decision, now).await?,
        member => {
            let member = member.parse().map_err(|_| Error::NotFound)?;
            sending::resolve_one_in_doubt(database, &issue, SubscriberId::new(member), decision, now).await?
        }
    };
    if !matches!(outcome, ResolveOutcome::Settled(1..)) {
        return Ok(admin.back_to(id, "changed"));
    }
    if decision == InDoubtDecision::Resend {
        admin.desk.service.start(&issue);
    }
    Ok(admin.back_to(id, did))
}

/// Stops an issue for good: what waits is never sent.
pub(super) async fn stop(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
) -> Result<Response, Error> {
    let issue = admin.issue_status(id).await?.issue;
    sending::cancel_issue(&admin.database, &issue, clock::now()).await?;
    Ok(admin.back_to(id, ""))
}

/// Returns whether an issue is in the state that the page showed.
fn is_as_shown(issue: &Issue, form: &SendForm) -> bool {
    issue.state.to_string() == form.value("state")
}

impl AdminServer {
    /// Goes back to the page of an issue, which says what was done.
    pub(super) fn back_to(&self, id: IssueId, did: &str) -> Response {
        let query = if did.is_empty() { String::new() } else { format!("?did={did}") };
        Redirect::to(&format!("{}{query}", self.issue_path(id))).into_response()
    }
}
