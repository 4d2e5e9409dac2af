//! All letters that were sent, each with its figures, and what came back and must be read.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use serde_json::{Value, json};

use crate::model::{DeliveryStatus, Issue, IssueState, format_number};
use crate::web::admin::members::page_notices::NoticeQuery;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, report};

pub(super) const TEMPLATE: (&str, &str) = ("report", include_str!("../../../../templates/admin/report.html.hbs"));

/// How many letters are shown, the latest first.
const MAX_ISSUES: usize = 50;

/// Shows the latest letters.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Html<String>, Error> {
    let issues = database::issues::all(&mut admin.database.begin_read().await?).await?;
    let mut rows = Vec::new();
    for issue in issues.iter().take(MAX_ISSUES) {
        rows.push(admin.report_row(issue).await?);
    }
    let unread = database::inbound_messages::count_unread(&mut admin.database.begin_read().await?).await?;
    let context = json!({
        "notice": admin.notice_of(&notice),
        "issues": rows,
        "more": (issues.len() > MAX_ISSUES).then(|| format!("The latest {MAX_ISSUES} letters are shown.")),
        "is_moving": issues.iter().any(is_moving),
        "unread": (unread > 0).then(|| format_number(unread)),
    });
    admin.render_page(TEMPLATE.0, "report", context)
}

/// Returns whether the figures of an issue change by themselves.
pub(super) fn is_moving(issue: &Issue) -> bool {
    issue.state == IssueState::Sending && issue.starts_at <= clock::now()
}

impl AdminServer {
    async fn report_row(&self, issue: &Issue) -> Result<Value, Error> {
        let report = report::issue_report(&self.database, issue).await?;
        let counts = &report.status.counts;
        let waits = [DeliveryStatus::Queued, DeliveryStatus::Deferred, DeliveryStatus::Sending];
        let state = match issue.state {
            _ if issue.trial => ("Trial: nobody was mailed", ""),
            IssueState::Sending if issue.starts_at > clock::now() => ("Not begun yet", "waiting"),
            IssueState::Sending => ("Sending", "waiting"),
            IssueState::Paused => ("Paused", "waiting"),
            IssueState::Cancelled => ("Stopped", "bad"),
            IssueState::Finished => ("Sent", "good"),
        };
        let refused = counts.count(DeliveryStatus::Bounced) + counts.count(DeliveryStatus::Expired);
        let waiting: u64 = waits.iter().map(|status| counts.count(*status)).sum();
        let some = |count: u64| (count > 0).then(|| format_number(count));
        Ok(json!({
            "url": format!("{}?list={}", self.report_path(&issue.slug), report.status.list),
            "subject": draft::plain_subject(&issue.subject),
            "day": self.format_day(issue.starts_at),
            "list": report.status.list,
            "state": { "words": state.0, "tone": state.1 },
            "sent": format_number(counts.count(DeliveryStatus::Sent)),
            "total": format_number(counts.total()),
            "refused": some(refused),
            "waiting": some(waiting),
            "left": some(report.total_unsubscribed()),
        }))
    }
}
