//! What became of the issues.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use serde_json::{Value, json};

use super::{Desk, Error};
use crate::model::{Status, Way};
use crate::{database, report};

/// How many issues are shown, the latest first.
const SHOWN: usize = 20;

/// Shows the figures of the latest issues.
pub(super) async fn page(State(desk): State<Arc<Desk>>) -> Result<Html<String>, Error> {
    let issues = database::issue::all(&mut desk.database.read().await?).await?;
    let mut sheets = Vec::new();
    for issue in issues.iter().take(SHOWN) {
        let report = report::issue(&desk.database, issue).await?;
        let standing = &report.standing;
        let counts: Vec<Value> = standing
            .counts
            .iter()
            .map(|(status, count)| json!({ "name": status_words(status), "count": count, "total": standing.counts.total() }))
            .collect();
        let ways: Vec<Value> =
            report.left.iter().map(|(way, count)| json!({ "name": way_words(way), "count": count })).collect();
        let reasons = report.reasons();
        let answers: Vec<Value> =
            reasons.answers.iter().map(|(answer, count)| json!({ "name": answer, "count": count })).collect();
        sheets.push(json!({
            "subject": issue.subject,
            "list": standing.list,
            "trial": issue.trial,
            "day": desk.day(issue.created_at),
            "total": standing.counts.total(),
            "counts": counts,
            "left": report.left_in_all(),
            "ways": ways,
            "suspect": report.suspect,
            "returned": report.returned,
            "narrowed": report.narrowed,
            "rate": report.rate().map(|rate| format!("{rate:.1}")),
            "answers": answers,
            "words": reasons.words,
        }));
    }
    desk.fill("report", "report", json!({ "issues": sheets }))
}

fn status_words(status: Status) -> &'static str {
    match status {
        Status::Queued => "waiting",
        Status::Sending => "on their way",
        Status::Sent => "sent",
        Status::Deferred => "put off by the relay",
        Status::Bounced => "refused",
        Status::Expired => "given up",
        Status::Skipped => "skipped: left before it came",
        Status::Cancelled => "called off",
        Status::InDoubt => "in doubt",
    }
}

fn way_words(way: &str) -> &'static str {
    match way.parse() {
        Ok(Way::OneClick) => "by the button of their mail program",
        Ok(Way::Mail) => "by mail",
        Ok(Way::Page) => "by the button on the page",
        Ok(Way::Owner) => "by your own hand",
        Ok(Way::Complaint) => "by complaining to their provider",
        Ok(Way::Import | Way::Relay | Way::Form) | Err(_) => "otherwise",
    }
}
