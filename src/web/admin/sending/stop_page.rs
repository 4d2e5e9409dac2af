//! Asks before a letter is stopped for good or taken back, and says how many people that touches.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::json;

use super::issue_page::IssuePhase;
use crate::model::{DeliveryStatus, IssueId, format_count, format_number};
use crate::sending::IssueEnd;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, draft};

pub(super) const TEMPLATE: (&str, &str) = ("stop", include_str!("../../../../templates/admin/stop.html.hbs"));

/// Shows the question.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
) -> Result<Response, Error> {
    let status = admin.issue_status(id).await?;
    let path = admin.issue_path(id);
    if IssueEnd::of(status.issue.state).is_some() {
        return Ok(Redirect::to(&path).into_response());
    }
    let counts = &status.counts;
    let sent = counts.count(DeliveryStatus::Sent) + counts.count(DeliveryStatus::InDoubt);
    let waiting = counts.count(DeliveryStatus::Queued) + counts.count(DeliveryStatus::Deferred);
    let context = json!({
        "title": draft::plain_subject(&status.issue.subject),
        "style": "sending.css",
        "path": path,
        "nobody_has_it": sent == 0 && counts.count(DeliveryStatus::Sending) == 0,
        "is_moving": IssuePhase::of(&status.issue, counts, clock::now()) == IssuePhase::Sending,
        "sent": format_number(sent),
        "total": format_number(counts.total()),
        "waiting": format_count(waiting, "member", "members"),
    });
    Ok(admin.render_page(TEMPLATE.0, "letters", context)?.into_response())
}
