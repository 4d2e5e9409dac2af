//! The report on one letter: the figures of `circular report`, with the names behind them.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;
use serde_json::{Value, json};

use super::report_page::is_moving;
use crate::model::{DeliveryStatus, EventChannel, Issue, format_number};
use crate::report::{self, IssueComparison, IssueRate, IssueReport, ReturnedGroup};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("issue-report", include_str!("../../../../templates/admin/issue-report.html.hbs"));

/// The statuses in the order in which they are shown.
const STATUSES: [(DeliveryStatus, &str); 10] = [
    (DeliveryStatus::Sent, "Taken by the mail server"),
    (DeliveryStatus::Bounced, "Refused"),
    (DeliveryStatus::Queued, "Waiting"),
    (DeliveryStatus::Sending, "On their way"),
    (DeliveryStatus::Deferred, "Busy, tried again"),
    (DeliveryStatus::InDoubt, "Not sure whether it arrived"),
    (DeliveryStatus::Skipped, "Left out: had left, or took no mail"),
    (DeliveryStatus::Withdrawn, "Left out: had answered"),
    (DeliveryStatus::Cancelled, "Stopped"),
    (DeliveryStatus::Expired, "Given up"),
];

/// The list, if a draft went to several.
#[derive(Debug, Deserialize)]
pub(super) struct IssueQuery {
    list: Option<String>,
}

/// Shows the report on a letter.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<IssueQuery>,
) -> Result<Html<String>, Error> {
    let lists = database::lists::all_with_deleted(&mut admin.database.begin_read().await?).await?;
    let mut issues = database::issues::by_slug(&mut admin.database.begin_read().await?, &slug).await?;
    if let Some(list) = lists.iter().find(|list| Some(list.name.as_str()) == query.list.as_deref()) {
        issues.retain(|issue| issue.list == list.id);
    }
    let issue = issues.into_iter().next().ok_or(Error::NotFound)?;
    let title = lists.into_iter().find(|list| list.id == issue.list).map(|list| list.title).unwrap_or_default();
    let report = report::issue_report(&admin.database, &issue).await?;
    let beside = report::issue_comparison(&admin.database, &issue, clock::now()).await?;
    let mut context = admin.issue_context(&issue, &report, &beside);
    context["list_title"] = json!(title);
    let has_views = database::views::has_any(&mut admin.database.begin_read().await?, issue.id).await?;
    context["views_url"] = json!(has_views.then(|| {
        let list = query.list.as_ref().map(|list| format!("?list={list}")).unwrap_or_default();
        format!("report/{}/views{list}", issue.slug)
    }));
    context["answers"] = admin.answers_summary(&issue).await?;
    context["people"] = json!(admin.issue_people(&report.status).await?);
    admin.render_page(TEMPLATE.0, "report", context)
}

impl AdminServer {
    fn issue_context(&self, issue: &Issue, report: &IssueReport, beside: &IssueComparison) -> Value {
        let counts = &report.status.counts;
        let total = counts.total();
        let status = |(status, label): &(DeliveryStatus, &str)| {
            let count = counts.count(*status);
            let is_shown = count > 0 || *status == DeliveryStatus::Sent || *status == DeliveryStatus::Bounced;
            is_shown.then(|| json!({ "label": label, "count": format_number(count), "value": count, "total": total }))
        };
        let reasons = report.reasons();
        let choices =
            reasons.choices.iter().map(|(words, count)| json!({ "words": words, "count": format_number(*count) }));
        let returned: u64 = report.inbound.returned.iter().map(|group| group.count).sum();
        let delays = wording::delay_buckets(&report.delays);
        let delays: Vec<Value> = delays
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(words, count)| json!({ "words": words, "count": format_number(*count) }))
            .collect();
        let some = |count: u64| (count > 0).then(|| format_number(count));
        json!({
            "title": draft::plain_subject(&issue.subject),
            "day": self.format_day(issue.starts_at),
            "letter_url": self.draft_path(&issue.slug),
            "trial": issue.trial,
            "is_moving": is_moving(issue),
            "sent": format_number(counts.count(DeliveryStatus::Sent)),
            "total": format_number(total),
            "refused": format_number(counts.count(DeliveryStatus::Bounced)),
            "left": format_number(report.total_unsubscribed()),
            "rate": report.unsubscribe_rate().map(|rate| format!("{rate:.1}")),
            "average": beside.average().map(|average| format!("{average:.1}")),
            "unusual": beside.is_unusual(),
            "statuses": STATUSES.iter().filter_map(status).collect::<Vec<_>>(),
            "ways": left_ways(report),
            "suspect": some(report.likely_scanner),
            "resubscribed": some(report.resubscribed),
            "narrowed": some(report.reduced_to_notices),
            "delays": delays,
            "reasons": choices.collect::<Vec<_>>(),
            "comments": reasons.comments,
            "returned": some(returned),
            "groups": report.inbound.returned.iter().map(returned_row).collect::<Vec<_>>(),
            "complaints": some(report.inbound.complaints),
            "replies": some(report.inbound.replies),
            "age": wording::comparison_age(beside.days),
            "compared": self.compared_issues(beside),
        })
    }

    /// Returns the earlier letters to the list and this one, if there are earlier ones.
    fn compared_issues(&self, beside: &IssueComparison) -> Option<Vec<Value>> {
        let row = |issue: &IssueRate| {
            json!({
                "name": issue.slug,
                "day": self.format_day(issue.starts_at),
                "sent": format_number(issue.sent),
                "left": format_number(issue.unsubscribed),
                "rate": issue.unsubscribe_rate().map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}")),
                "here": *issue == beside.current,
            })
        };
        let all = beside.earlier.iter().chain([&beside.current]);
        (!beside.earlier.is_empty()).then(|| all.map(row).collect())
    }
}

fn returned_row(group: &ReturnedGroup) -> Value {
    json!({
        "count": format_number(group.count),
        "domain": group.domain.as_deref().unwrap_or("people who were erased"),
        "words": wording::reason_words(group.reason),
    })
}

/// Says by which ways people left.
fn left_ways(report: &IssueReport) -> String {
    let way = |(channel, count): (&&'static str, &u64)| format!("{} {}", format_number(*count), channel_label(channel));
    report.unsubscribed.iter().map(way).collect::<Vec<_>>().join(", ")
}

fn channel_label(channel: &str) -> &'static str {
    match channel.parse() {
        Ok(EventChannel::OneClick) => "by the button of their mail program",
        Ok(EventChannel::Mail) => "by mail",
        Ok(EventChannel::Page) => "by the button on the page",
        Ok(EventChannel::Operator) => "by you",
        Ok(EventChannel::Complaint) => "by a complaint to their provider",
        Ok(EventChannel::Import | EventChannel::Relay | EventChannel::Form | EventChannel::Bounce) | Err(_) => {
            "in another way"
        }
    }
}
