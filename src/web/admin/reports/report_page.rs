//! The figures of the latest issues.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use serde_json::{Value, json};

use crate::database::deliveries::DeliveryDetails;
use crate::model::{DeliveryStatus, EventChannel, IssueState};
use crate::report::IssueStatus;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, report, wording};

pub(super) const TEMPLATE: (&str, &str) = ("report", include_str!("../../../../templates/admin/report.html.hbs"));

/// How many issues are shown, the latest first.
const MAX_ISSUES: usize = 20;

/// How many people are named for each status.
const MAX_NAMED: usize = 50;

/// How soon the page loads again while an issue is being sent, in seconds.
const REFRESH_SECONDS: u32 = 5;

/// The statuses of copies that did not go, or may not have arrived.
const UNSETTLED: [DeliveryStatus; 4] =
    [DeliveryStatus::Bounced, DeliveryStatus::Deferred, DeliveryStatus::InDoubt, DeliveryStatus::Expired];

/// Shows the figures of the latest issues.
pub(super) async fn show(State(admin): State<Arc<AdminServer>>) -> Result<Html<String>, Error> {
    let issues = database::issues::all(&mut admin.database.begin_read().await?).await?;
    let (mut contexts, mut moving) = (Vec::new(), false);
    for issue in issues.iter().take(MAX_ISSUES) {
        let report = report::issue_report(&admin.database, issue).await?;
        let status = &report.status;
        let counts: Vec<Value> = status
            .counts
            .iter()
            .map(
                |(state, count)| json!({ "name": status_label(state), "count": count, "total": status.counts.total() }),
            )
            .collect();
        let channels: Vec<Value> = report
            .unsubscribed
            .iter()
            .map(|(channel, count)| json!({ "name": channel_label(channel), "count": count }))
            .collect();
        let reasons = report.reasons();
        let answers: Vec<Value> =
            reasons.choices.iter().map(|(answer, count)| json!({ "name": answer, "count": count })).collect();
        moving |= issue.state == IssueState::Sending && issue.starts_at <= clock::now();
        contexts.push(json!({
            "url": admin.draft_path(&issue.slug),
            "people": admin.unsettled_people(status).await?,
            "subject": draft::plain_subject(&issue.subject),
            "list": status.list,
            "trial": issue.trial,
            "day": admin.format_day(issue.created_at),
            "total": status.counts.total(),
            "counts": counts,
            "unsubscribed": report.total_unsubscribed(),
            "channels": channels,
            "likely_scanner": report.likely_scanner,
            "resubscribed": report.resubscribed,
            "reduced_to_notices": report.reduced_to_notices,
            "per_thousand": report.unsubscribe_rate().map(|rate| format!("{rate:.1}")),
            "answers": answers,
            "comments": reasons.comments,
        }));
    }
    admin.render_page(TEMPLATE.0, "report", json!({ "issues": contexts, "refresh": moving.then_some(REFRESH_SECONDS) }))
}

impl AdminServer {
    /// Names the people whose copies did not go, with the relay's reply.
    async fn unsettled_people(&self, issue: &IssueStatus) -> Result<Vec<Value>, Error> {
        let mut groups = Vec::new();
        for status in UNSETTLED {
            let count = issue.counts.count(status);
            if count == 0 {
                continue;
            }
            let listed = report::deliveries_with_status(&self.database, &issue.issue, status).await?;
            let person = |copy: &DeliveryDetails| {
                let address = copy.address.as_ref().map_or_else(|| "an erased address".to_owned(), ToString::to_string);
                json!({ "address": address, "reply": copy.reply })
            };
            let people: Vec<Value> = listed.iter().take(MAX_NAMED).map(person).collect();
            let more = wording::and_more(count, people.len());
            groups.push(json!({ "name": status_label(status), "people": people, "more": more }));
        }
        Ok(groups)
    }
}

fn status_label(status: DeliveryStatus) -> &'static str {
    match status {
        DeliveryStatus::Queued => "waiting",
        DeliveryStatus::Sending => "being sent",
        DeliveryStatus::Sent => "sent",
        DeliveryStatus::Deferred => "deferred by the relay",
        DeliveryStatus::Bounced => "bounced",
        DeliveryStatus::Expired => "expired",
        DeliveryStatus::Skipped => "skipped: unsubscribed or suppressed before it was sent",
        DeliveryStatus::Cancelled => "cancelled",
        DeliveryStatus::InDoubt => "in doubt",
    }
}

fn channel_label(channel: &str) -> &'static str {
    match channel.parse() {
        Ok(EventChannel::OneClick) => "by the button of their mail program",
        Ok(EventChannel::Mail) => "by mail",
        Ok(EventChannel::Page) => "by the button on the page",
        Ok(EventChannel::Operator) => "by you",
        Ok(EventChannel::Complaint) => "by a spam complaint",
        Ok(EventChannel::Import | EventChannel::Relay | EventChannel::Form | EventChannel::Bounce) | Err(_) => {
            "in another way"
        }
    }
}
