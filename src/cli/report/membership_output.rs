//! The report on the members of a list, as text and as JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::text_wrap::wrap_text;
use crate::cli::bar_chart::BarStyle;
use crate::cli::output::{format_number, print_line};
use crate::report::{MembershipFigures, MembershipReport, MonthReport, format_date};
use crate::wording::{counts_differ, format_signed, month_label, records_begin, start_text};

/// The longest bar.
const BAR_WIDTH: u32 = 14;

/// Prints a report: the whole period, then each month.
pub(super) fn print_membership(report: &MembershipReport) {
    print_line(format!("{}, {}", report_title(report), report.period.describe()));
    print_line("");
    for line in summary_lines(report) {
        print_line(line);
    }
    for line in month_lines(report, BarStyle::for_stdout()) {
        print_line(line);
    }
    for note in note_lines(report) {
        print_line(format!("\n{note}"));
    }
}

/// Says what is counted.
pub(super) fn report_title(report: &MembershipReport) -> String {
    match &report.list {
        Some(list) => format!("{} ({})", list.title, list.name),
        None => "All lists".to_owned(),
    }
}

fn summary_lines(report: &MembershipReport) -> Vec<String> {
    let short = |day: Date| day.strftime("%-d %b %Y").to_string();
    let mut lines = figure_row(&format!("on {}", short(report.period.from)), &start_text(report), "");
    for (label, sign, count, words) in change_rows(&report.figures) {
        let figure = if count == 0 { "0".to_owned() } else { format!("{sign}{}", format_number(count)) };
        lines.extend(figure_row(label, &figure, &words));
    }
    let notices = match report.notices_only {
        0 => String::new(),
        count => format!("{} of them notices only", format_number(count)),
    };
    lines.extend(figure_row(
        &format!("at the end of {}", short(report.period.to)),
        &format_number(report.end),
        &notices,
    ));
    lines
}

/// Formats a label, a figure and its explanation.
fn figure_row(label: &str, figure: &str, words: &str) -> Vec<String> {
    let row = format!("  {label:<25}{figure:>9}");
    if words.is_empty() {
        return vec![row];
    }
    let indent = " ".repeat(row.chars().count() + 2);
    let mut lines = wrap_text(&format!("({words})"), &indent);
    if let Some(first) = lines.first_mut() {
        *first = format!("{row}  {}", first.trim_start());
    }
    lines
}

/// Returns what changed the number of members: label, sign, count and channels.
pub(super) fn change_rows(figures: &MembershipFigures) -> [(&'static str, char, u64, String); 6] {
    let MembershipFigures { joined, resubscribed, unsuppressed, unsubscribed, suppressed, erased, .. } = figures;
    [
        ("joined", '+', total_count(joined), channel_summary(joined)),
        ("resubscribed", '+', *resubscribed, String::new()),
        ("unsuppressed", '+', *unsuppressed, String::new()),
        ("unsubscribed", '−', total_count(unsubscribed), channel_summary(unsubscribed)),
        ("suppressed", '−', total_count(suppressed), channel_summary(suppressed)),
        ("erased", '−', *erased, String::new()),
    ]
}

/// Adds up all channels.
fn total_count(ways: &BTreeMap<&'static str, u64>) -> u64 {
    ways.values().sum()
}

/// Lists the counts by channel, the most frequent first.
fn channel_summary(ways: &BTreeMap<&'static str, u64>) -> String {
    let mut ways: Vec<_> = ways.iter().collect();
    ways.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let words: Vec<_> =
        ways.into_iter().map(|(way, count)| format!("{} {}", format_number(*count), channel_label(way))).collect();
    words.join(", ")
}

fn channel_label(way: &str) -> &str {
    match way {
        "one_click" => "by one click",
        "page" => "on the page",
        "form" => "on the form",
        "operator" => "by the office",
        "relay" => "unreachable",
        "bounce" => "whose letters came back",
        "complaint" => "complained",
        "import" => "by import",
        "mail" => "by mail",
        other => other,
    }
}

fn month_lines(report: &MembershipReport, pen: BarStyle) -> Vec<String> {
    if report.months.is_empty() {
        return Vec::new();
    }
    let heads = ["gained", "left", "suppressed", "erased", "members", "net"].map(str::to_owned);
    let mut lines = vec![String::new(), format!("  {:<12}{}", "", format_columns(heads))];
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
    let float = |count: i64| count as f64;
    let most = report.months.iter().map(|month| float(month.figures.net()).abs()).fold(0.0, f64::max);
    for month in &report.months {
        let MonthReport { period, figures, members } = month;
        let left =
            [total_count(&figures.unsubscribed), total_count(&figures.suppressed), figures.erased].map(format_number);
        let [left, suppressed, erased] = left;
        let bar = pen.change_bar(float(figures.net()), most, BAR_WIDTH);
        let figures = [
            format_number(figures.gained()),
            left,
            suppressed,
            erased,
            format_number(*members),
            format_signed(figures.net()),
        ];
        lines.push(format!("  {:<12}{}  {bar}", month_label(*period), format_columns(figures)).trim_end().to_owned());
    }
    lines
}

fn format_columns(figures: [String; 6]) -> String {
    let [gained, left, suppressed, erased, members, net] = figures;
    format!("{gained:>8}{left:>6}{suppressed:>12}{erased:>8}{members:>9}{net:>7}")
}

/// Returns the notes below the figures.
pub(super) fn note_lines(report: &MembershipReport) -> Vec<String> {
    let mut notes = Vec::new();
    match report.since {
        None => notes.push("There are no records yet.".to_owned()),
        Some(since) if since > report.period.to => notes.push(format!("Records begin on {}.", format_date(since))),
        Some(since) if since >= report.period.from => notes.push(records_begin(since)),
        Some(_) => {}
    }
    if report.list.is_none() {
        notes.push("A person on several lists counts once.".to_owned());
    }
    let MembershipFigures { reduced_to_notices: narrowed, resumed_newsletters: widened, .. } = report.figures;
    if narrowed + widened > 0 {
        let (narrowed, widened) = (format_number(narrowed), format_number(widened));
        notes.push(format!(
            "{narrowed} asked for notices only, {widened} for the newsletters again: all are still members."
        ));
    }
    if let Some(counted) = report.current_count.filter(|counted| *counted != report.end) {
        let (end, counted) = (format_number(report.end), format_number(counted));
        notes.push(counts_differ(&end, &counted));
    }
    notes
}

/// Returns a report as it is documented in `docs/json.md`.
pub(super) fn membership_json(report: &MembershipReport) -> Value {
    let months: Vec<_> = report
        .months
        .iter()
        .map(|month| {
            let mut value = json!({ "from": month.period.from, "to": month.period.to });
            merge_object(&mut value, &figures_json(&month.figures));
            value["members_at_end"] = json!(month.members);
            value
        })
        .collect();
    let mut value = json!({
        "list": report.list.as_ref().map(|list| list.name.as_str()),
        "from": report.period.from,
        "to": report.period.to,
        "records_since": report.since,
        "members_at_start": report.known_start(),
    });
    merge_object(&mut value, &figures_json(&report.figures));
    value["members_at_end"] = json!(report.end);
    value["notices_only_at_end"] = json!(report.notices_only);
    value["members_now"] = json!(report.current_count);
    value["months"] = json!(months);
    value
}

/// Returns the changes of a period, as JSON.
pub(in crate::cli) fn figures_json(figures: &MembershipFigures) -> Value {
    json!({
        "subscribed": total_count(&figures.joined),
        "subscribed_by": figures.joined,
        "resubscribed": figures.resubscribed,
        "unsuppressed": figures.unsuppressed,
        "unsubscribed": total_count(&figures.unsubscribed),
        "unsubscribed_by": figures.unsubscribed,
        "suppressed": total_count(&figures.suppressed),
        "suppressed_by": figures.suppressed,
        "erased": figures.erased,
        "net_change": figures.net(),
        "reduced_to_notices": figures.reduced_to_notices,
        "resumed_newsletters": figures.resumed_newsletters,
    })
}

fn merge_object(value: &mut Value, more: &Value) {
    if let (Value::Object(value), Value::Object(more)) = (value, more) {
        value.extend(more.clone());
    }
}
