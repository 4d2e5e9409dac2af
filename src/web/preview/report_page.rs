//! What became of the issues.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use serde_json::{Value, json};

use super::{Error, PreviewServer};
use crate::model::{DeliveryStatus, EventChannel};
use crate::{database, report};

/// How many issues are shown, the latest first.
const MAX_ISSUES: usize = 20;

/// Shows the figures of the latest issues.
pub(super) async fn page(State(desk): State<Arc<PreviewServer>>) -> Result<Html<String>, Error> {
    let issues = database::issues::all(&mut desk.database.begin_read().await?).await?;
    let mut sheets = Vec::new();
    for issue in issues.iter().take(MAX_ISSUES) {
        let report = report::issue(&desk.database, issue).await?;
        let standing = &report.status;
        let counts: Vec<Value> = standing
            .counts
            .iter()
            .map(|(status, count)| json!({ "name": status_label(status), "count": count, "total": standing.counts.total() }))
            .collect();
        let ways: Vec<Value> = report
            .unsubscribed
            .iter()
            .map(|(way, count)| json!({ "name": channel_label(way), "count": count }))
            .collect();
        let reasons = report.reasons();
        let answers: Vec<Value> =
            reasons.answers.iter().map(|(answer, count)| json!({ "name": answer, "count": count })).collect();
        sheets.push(json!({
            "subject": issue.subject,
            "list": standing.list,
            "trial": issue.trial,
            "day": desk.format_day(issue.created_at),
            "total": standing.counts.total(),
            "counts": counts,
            "left": report.total_unsubscribed(),
            "ways": ways,
            "suspect": report.likely_scanner,
            "returned": report.resubscribed,
            "narrowed": report.reduced_to_notices,
            "rate": report.unsubscribe_rate().map(|rate| format!("{rate:.1}")),
            "answers": answers,
            "words": reasons.words,
        }));
    }
    desk.render_page("report", "report", json!({ "issues": sheets }))
}

fn status_label(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Queued => "waiting",
        DeliveryStatus::Sending => "on their way",
        DeliveryStatus::Sent => "sent",
        DeliveryStatus::Deferred => "put off by the relay",
        DeliveryStatus::Bounced => "refused",
        DeliveryStatus::Expired => "given up",
        DeliveryStatus::Skipped => "skipped: left before it came",
        DeliveryStatus::Cancelled => "called off",
        DeliveryStatus::InDoubt => "in doubt",
    }
}

fn channel_label(way: &str) -> &'static str {
    match way.parse() {
        Ok(EventChannel::OneClick) => "by the button of their mail program",
        Ok(EventChannel::Mail) => "by mail",
        Ok(EventChannel::Page) => "by the button on the page",
        Ok(EventChannel::Operator) => "by your own hand",
        Ok(EventChannel::Complaint) => "by complaining to their provider",
        Ok(EventChannel::Import | EventChannel::Relay | EventChannel::Form) | Err(_) => "otherwise",
    }
}
