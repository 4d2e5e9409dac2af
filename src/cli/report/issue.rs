//! What became of an issue, in lines and in JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::lines::wrapped;
use crate::cli::bars::Pen;
use crate::cli::output::{counted, number, say, span};
use crate::model::Status;
use crate::report::{Comparison, Delays, FiledRange, IssueReport, Rated, Reasons};

/// The longest bar.
const BAR: u32 = 32;
/// How many characters of a draft's name are shown beside its bar.
const NAME: usize = 24;
/// How many people's own words are printed.
const QUOTED: usize = 20;

/// Prints a report as a few lines, beside the earlier issues if there are any.
pub(in crate::cli) fn print(report: &IssueReport, beside: Option<&Comparison>) {
    let standing = &report.standing;
    say(format!("{} to {}", standing.issue.slug, standing.list));
    if standing.issue.trial {
        let names = report.filed.as_ref().map(|filed| format!(" as {}", files(filed))).unwrap_or_default();
        say(format!("  a trial: its copies lie in the outbox{names}, and nobody was mailed"));
    }
    say(format!("  recipients    {:>7}", number(standing.counts.total())));
    for (status, label) in STATUSES {
        let count = standing.counts.of(status);
        if count > 0 || status == Status::Sent || status == Status::Bounced {
            say(format!("  {label:<12}  {:>7}", number(count)));
        }
    }
    let ways: Vec<_> =
        report.left.iter().map(|(way, count)| format!("{} by {}", number(*count), way.replace('_', " "))).collect();
    let ways = if ways.is_empty() { String::new() } else { format!("  ({})", ways.join(", ")) };
    say(format!("  unsubscribed  {:>7}{ways}", number(report.left_in_all())));
    for (count, label) in [(report.returned, "came back"), (report.narrowed, "notices only")] {
        if count > 0 {
            say(format!("  {label:<12}  {:>7}", number(count)));
        }
    }
    if report.suspect > 0 {
        let count = number(report.suspect);
        say(format!("  {count} left within seconds of the sending: perhaps a link scanner and not the person"));
    }
    let pen = Pen::new();
    if let Some(beside) = beside {
        for line in rates(beside, pen) {
            say(line);
        }
    }
    for line in delays(&report.delays, pen).into_iter().chain(reasons(&report.reasons())) {
        say(line);
    }
}

/// Names the files of a trial.
pub(in crate::cli) fn files(filed: &FiledRange) -> String {
    let FiledRange { first, last } = filed;
    if first == last { first.clone() } else { format!("{first} to {last}") }
}

/// The statuses as they are listed.
pub(super) const STATUSES: [(Status, &str); 8] = [
    (Status::Sent, "sent"),
    (Status::Bounced, "bounced"),
    (Status::Queued, "queued"),
    (Status::Deferred, "deferred"),
    (Status::InDoubt, "in doubt"),
    (Status::Skipped, "skipped"),
    (Status::Cancelled, "cancelled"),
    (Status::Expired, "given up"),
];

/// Draws how many left per 1,000, beside the earlier issues.
fn rates(beside: &Comparison, pen: Pen) -> Vec<String> {
    let Some(rate) = beside.this.rate().filter(|rate| *rate > 0.0 || !beside.earlier.is_empty()) else {
        return Vec::new();
    };
    let Some(average) = beside.average() else {
        return vec![format!("  per 1,000     {rate:>7.1}")];
    };
    let mut lines = vec![
        format!(
            "  per 1,000     {rate:>7.1}  ({average:.1} in {})",
            counted(beside.earlier.len() as u64, "earlier issue", "earlier issues")
        ),
        String::new(),
        format!("  Unsubscribed per 1,000 sent, {}:", age(beside.days)),
    ];
    let all = || beside.earlier.iter().chain([&beside.this]);
    let most = all().filter_map(Rated::rate).fold(0.0, f64::max);
    let longest = all().map(|issue| shortened(&issue.slug).chars().count()).max().unwrap_or(0);
    for issue in all() {
        let rate = issue.rate().unwrap_or(0.0);
        let bar = pen.bar(rate, most, BAR);
        let bar = if *issue == beside.this { pen.strong(&bar) } else { bar };
        lines.push(format!("    {:<longest$}  {rate:>6.1}  {bar}", shortened(&issue.slug)).trim_end().to_owned());
    }
    if beside.is_unusual() {
        lines.push("  More left than usual.".to_owned());
    }
    lines
}

/// Says when after their going the issues are compared.
pub(super) fn age(days: Option<i64>) -> String {
    match days {
        None => "until now".to_owned(),
        Some(..1) => "each as old as this one is now".to_owned(),
        Some(1) => "each a day after it went".to_owned(),
        Some(days) => format!("each {days} days after it went"),
    }
}

/// Draws how soon people left.
fn delays(delays: &Delays, pen: Pen) -> Vec<String> {
    let Some(median) = delays.median else { return Vec::new() };
    let spans = spans(delays);
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
    let float = |count: u64| count as f64;
    let most = spans.iter().map(|(_, count)| float(*count)).fold(0.0, f64::max);
    let mut lines = vec![String::new(), "  After they had got it:".to_owned()];
    for (words, count) in spans {
        let bar = pen.bar(float(count), most, BAR);
        lines.push(format!("    {words:<16}{:>6}  {bar}", number(count)).trim_end().to_owned());
    }
    lines.push(format!("  Half of them within {}.", span(Duration::try_from(median).unwrap_or_default())));
    lines
}

/// Returns the spans with how many left in each.
pub(super) fn spans(delays: &Delays) -> [(&'static str, u64); 5] {
    let Delays { hour, day, week, month, later, .. } = *delays;
    [
        ("within an hour", hour),
        ("within a day", day),
        ("within a week", week),
        ("within 30 days", month),
        ("later", later),
    ]
}

/// Lists why people left.
fn reasons(reasons: &Reasons) -> Vec<String> {
    let mut lines = Vec::new();
    if !reasons.answers.is_empty() {
        lines.extend([String::new(), format!("  Why ({} said it):", number(reasons.given))]);
        for (answer, count) in &reasons.answers {
            lines.push(format!("    {:>5}  {answer}", number(*count)));
        }
    }
    if !reasons.words.is_empty() {
        lines.extend([String::new(), "  In their own words:".to_owned()]);
        for words in reasons.words.iter().take(QUOTED) {
            lines.extend(wrapped(&format!("“{words}”"), "    "));
        }
        if let Some(more) = reasons.words.len().checked_sub(QUOTED).filter(|more| *more > 0) {
            lines.push(format!("    … and {} more: `--json` has them all", number(more as u64)));
        }
    }
    lines
}

/// Returns a draft's name as it stands beside a bar.
fn shortened(slug: &str) -> String {
    match slug.char_indices().nth(NAME) {
        Some(_) => slug.chars().take(NAME - 1).chain(['…']).collect(),
        None => slug.to_owned(),
    }
}

/// Returns a report as it is documented in `docs/json.md`.
pub(super) fn json(report: &IssueReport, beside: &Comparison) -> Value {
    let Reasons { answers, words, .. } = report.reasons();
    let answers: Vec<_> = answers.iter().map(|(answer, count)| json!({ "answer": answer, "count": count })).collect();
    let standing = &report.standing;
    let counts: serde_json::Map<_, _> =
        standing.counts.iter().map(|(status, count)| (status.to_string(), json!(count))).collect();
    let rated = |issue: &Rated| {
        let Rated { slug, at, sent, left } = issue;
        json!({ "issue": slug, "starts_at": at, "sent": sent, "unsubscribed": left, "per_thousand": issue.rate() })
    };
    json!({
        "issue": standing.issue.slug,
        "list": standing.list,
        "trial": standing.issue.trial,
        "recipients": standing.counts.total(),
        "sent": standing.counts.of(Status::Sent),
        "bounced": standing.counts.of(Status::Bounced),
        "counts": counts,
        "unsubscribed": report.left_in_all(),
        "unsubscribed_by": report.left,
        "unsubscribed_after": report.delays,
        "median_seconds": report.delays.median.map(|median| median.as_secs()),
        "likely_scanner": report.suspect,
        "resubscribed": report.returned,
        "reduced_to_notices": report.narrowed,
        "per_thousand": report.rate(),
        "earlier_per_thousand": beside.average(),
        "unusual": beside.is_unusual(),
        "earlier": beside.earlier.iter().map(rated).collect::<Vec<_>>(),
        "reasons": report.notes,
        "answers": answers,
        "words": words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("2019-annual-report"), "2019-annual-report");
        assert_eq!(shortened(&"é".repeat(25)), format!("{}…", "é".repeat(23)));
    }
}
