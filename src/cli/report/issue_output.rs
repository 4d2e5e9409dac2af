//! The report on an issue, as text and as JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::text_wrap::wrap_text;
use crate::cli::bar_chart::BarStyle;
use crate::cli::issue_status::count_fields;
use crate::cli::output::{format_count, format_duration, format_number, print_line};
use crate::model::DeliveryStatus;
use crate::report::{
    FiledRange, InboundFigures, IssueComparison, IssueRate, IssueReport, ReturnedGroup, UnsubscribeDelays,
    UnsubscribeReasons,
};
use crate::wording::{comparison_age, delay_buckets, reason_words};

/// The longest bar.
const BAR_WIDTH: u32 = 32;
/// How many characters of a draft's name are shown beside its bar.
const NAME_WIDTH: usize = 24;
/// How many comments are printed.
const MAX_QUOTED: usize = 20;

/// Prints a report as a few lines, beside the earlier issues if there are any.
pub(in crate::cli) fn print_issue(report: &IssueReport, beside: Option<&IssueComparison>) {
    let standing = &report.status;
    print_line(format!("{} to {}", standing.issue.slug, standing.list));
    if standing.issue.trial {
        let names =
            report.filed_messages.as_ref().map(|filed| format!(" as {}", file_range(filed))).unwrap_or_default();
        print_line(format!("  a trial: its copies are in the outbox{names}, and nobody was mailed"));
    }
    print_line(format!("  recipients    {:>7}", format_number(standing.counts.total())));
    for (status, label) in STATUS_LABELS {
        let count = standing.counts.count(status);
        if count > 0 || status == DeliveryStatus::Sent || status == DeliveryStatus::Bounced {
            print_line(format!("  {label:<12}  {:>7}", format_number(count)));
        }
    }
    let ways: Vec<_> = report
        .unsubscribed
        .iter()
        .map(|(way, count)| format!("{} by {}", format_number(*count), way.replace('_', " ")))
        .collect();
    let ways = if ways.is_empty() { String::new() } else { format!("  ({})", ways.join(", ")) };
    print_line(format!("  unsubscribed  {:>7}{ways}", format_number(report.total_unsubscribed())));
    for (count, label) in [(report.resubscribed, "resubscribed"), (report.reduced_to_notices, "notices only")] {
        if count > 0 {
            print_line(format!("  {label:<12}  {:>7}", format_number(count)));
        }
    }
    print_inbound(&report.inbound);
    if report.likely_scanner > 0 {
        let count = format_number(report.likely_scanner);
        print_line(format!("  {count} left within seconds of the delivery: possibly a link scanner, not the person"));
    }
    let pen = BarStyle::for_stdout();
    if let Some(beside) = beside {
        for line in rate_lines(beside, pen) {
            print_line(line);
        }
    }
    for line in delay_lines(&report.delays, pen).into_iter().chain(reason_lines(&report.reasons())) {
        print_line(line);
    }
}

/// Shows what came back by mail after the relay had accepted it.
fn print_inbound(figures: &InboundFigures) {
    let total: u64 = figures.returned.iter().map(|group| group.count).sum();
    if total > 0 {
        let count = format_number(total);
        print_line(format!("  came back     {count:>7}  (by mail, after the relay had accepted them)"));
    }
    for ReturnedGroup { domain, reason, count } in &figures.returned {
        let domain = domain.as_deref().unwrap_or("people who were erased");
        print_line(format!("    {} at {domain}: {}", format_number(*count), reason_words(*reason)));
    }
    for (count, label) in [(figures.complaints, "complaints"), (figures.replies, "answers")] {
        if count > 0 {
            print_line(format!("  {label:<12}  {:>7}", format_number(count)));
        }
    }
}

/// Names the files of a trial.
pub(in crate::cli) fn file_range(filed: &FiledRange) -> String {
    let FiledRange { first, last } = filed;
    if first == last { first.clone() } else { format!("{first} to {last}") }
}

/// The statuses as they are listed.
pub(super) const STATUS_LABELS: [(DeliveryStatus, &str); 10] = [
    (DeliveryStatus::Sent, "sent"),
    (DeliveryStatus::Bounced, "bounced"),
    (DeliveryStatus::Queued, "queued"),
    (DeliveryStatus::Sending, "being sent"),
    (DeliveryStatus::Deferred, "deferred"),
    (DeliveryStatus::InDoubt, "in doubt"),
    (DeliveryStatus::Skipped, "skipped"),
    (DeliveryStatus::Withdrawn, "withdrawn"),
    (DeliveryStatus::Cancelled, "cancelled"),
    (DeliveryStatus::Expired, "expired"),
];

/// Draws the unsubscribe rate beside those of the earlier issues.
fn rate_lines(beside: &IssueComparison, pen: BarStyle) -> Vec<String> {
    let Some(rate) = beside.current.unsubscribe_rate().filter(|rate| *rate > 0.0 || !beside.earlier.is_empty()) else {
        return Vec::new();
    };
    let Some(average) = beside.average() else {
        return vec![format!("  per 1,000     {rate:>7.1}")];
    };
    let mut lines = vec![
        format!(
            "  per 1,000     {rate:>7.1}  ({average:.1} in {})",
            format_count(beside.earlier.len() as u64, "earlier issue", "earlier issues")
        ),
        String::new(),
        format!("  Unsubscribed per 1,000 sent, {}:", comparison_age(beside.days)),
    ];
    let all = || beside.earlier.iter().chain([&beside.current]);
    let most = all().filter_map(IssueRate::unsubscribe_rate).fold(0.0, f64::max);
    let longest = all().map(|issue| shorten_slug(&issue.slug).chars().count()).max().unwrap_or(0);
    for issue in all() {
        let rate = issue.unsubscribe_rate().unwrap_or(0.0);
        let bar = pen.bar(rate, most, BAR_WIDTH);
        let bar = if *issue == beside.current { pen.emphasize(&bar) } else { bar };
        lines.push(format!("    {:<longest$}  {rate:>6.1}  {bar}", shorten_slug(&issue.slug)).trim_end().to_owned());
    }
    if beside.is_unusual() {
        lines.push("  More people left than usual.".to_owned());
    }
    lines
}

/// Draws how soon people left.
fn delay_lines(delays: &UnsubscribeDelays, pen: BarStyle) -> Vec<String> {
    let Some(median) = delays.median else { return Vec::new() };
    let spans = delay_buckets(delays);
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
    let float = |count: u64| count as f64;
    let most = spans.iter().map(|(_, count)| float(*count)).fold(0.0, f64::max);
    let mut lines = vec![String::new(), "  Time from delivery to unsubscribing:".to_owned()];
    for (words, count) in spans {
        let bar = pen.bar(float(count), most, BAR_WIDTH);
        lines.push(format!("    {words:<16}{:>6}  {bar}", format_number(count)).trim_end().to_owned());
    }
    lines.push(format!("  Half of them within {}.", format_duration(Duration::try_from(median).unwrap_or_default())));
    lines
}

/// Lists why people left.
fn reason_lines(reasons: &UnsubscribeReasons) -> Vec<String> {
    let mut lines = Vec::new();
    if !reasons.choices.is_empty() {
        lines.extend([String::new(), format!("  Why ({} gave a reason):", format_number(reasons.given))]);
        for (reason, count) in &reasons.choices {
            lines.push(format!("    {:>5}  {reason}", format_number(*count)));
        }
    }
    if !reasons.comments.is_empty() {
        lines.extend([String::new(), "  In their own words:".to_owned()]);
        for comment in reasons.comments.iter().take(MAX_QUOTED) {
            lines.extend(wrap_text(&format!("“{comment}”"), "    "));
        }
        if let Some(more) = reasons.comments.len().checked_sub(MAX_QUOTED).filter(|more| *more > 0) {
            lines.push(format!("    … and {} more: `--json` prints them all", format_number(more as u64)));
        }
    }
    lines
}

/// Cuts a draft's name to fit beside a bar.
fn shorten_slug(slug: &str) -> String {
    match slug.char_indices().nth(NAME_WIDTH) {
        Some(_) => slug.chars().take(NAME_WIDTH - 1).chain(['…']).collect(),
        None => slug.to_owned(),
    }
}

/// Returns a report as it is documented in `docs/json.md`.
pub(super) fn issue_json(report: &IssueReport, beside: &IssueComparison) -> Value {
    let UnsubscribeReasons { choices, comments, .. } = report.reasons();
    let reasons: Vec<_> = choices.iter().map(|(reason, count)| json!({ "reason": reason, "count": count })).collect();
    let standing = &report.status;
    let earlier_issue = |issue: &IssueRate| {
        json!({
            "issue": issue.slug,
            "starts_at": issue.starts_at,
            "sent": issue.sent,
            "unsubscribed": issue.unsubscribed,
            "unsubscribed_per_thousand": issue.unsubscribe_rate(),
        })
    };
    json!({
        "issue": standing.issue.slug,
        "list": standing.list,
        "trial": standing.issue.trial,
        "recipients": standing.counts.total(),
        "sent": standing.counts.count(DeliveryStatus::Sent),
        "bounced": standing.counts.count(DeliveryStatus::Bounced),
        "counts": count_fields(&standing.counts),
        "unsubscribed": report.total_unsubscribed(),
        "unsubscribed_by": report.unsubscribed,
        "unsubscribed_after": report.delays,
        "median_delay_seconds": report.delays.median.map(|median| median.as_secs()),
        "likely_scanner": report.likely_scanner,
        "resubscribed": report.resubscribed,
        "reduced_to_notices": report.reduced_to_notices,
        "unsubscribed_per_thousand": report.unsubscribe_rate(),
        "earlier_unsubscribed_per_thousand": beside.average(),
        "unusual": beside.is_unusual(),
        "earlier_issues": beside.earlier.iter().map(earlier_issue).collect::<Vec<_>>(),
        "reasons": reasons,
        "comments": comments,
        "reason_notes": report.notes,
        "returned": report.inbound.returned,
        "complaints": report.inbound.complaints,
        "replies": report.inbound.replies,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shorten_slug("2019-annual-report"), "2019-annual-report");
        assert_eq!(shorten_slug(&"é".repeat(25)), format!("{}…", "é".repeat(23)));
    }
}
