//! How a list grew and shrank, in lines and in JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::lines::wrapped;
use crate::cli::bars::Pen;
use crate::cli::output::{number, say};
use crate::report::{Figures, Members, Month, Period, day};

/// The longest bar.
const BAR: u32 = 14;

/// Prints a report: what came of the period, then each month.
pub(super) fn print(report: &Members) {
    say(format!("{}, {}", title(report), report.period.words()));
    say("");
    for line in summary(report) {
        say(line);
    }
    for line in months(report, Pen::new()) {
        say(line);
    }
    for note in notes(report) {
        say(format!("\n{note}"));
    }
}

/// Says what is counted.
pub(super) fn title(report: &Members) -> String {
    match &report.list {
        Some(list) => format!("{} ({})", list.title, list.name),
        None => "All lists".to_owned(),
    }
}

fn summary(report: &Members) -> Vec<String> {
    let short = |day: Date| day.strftime("%-d %b %Y").to_string();
    let mut lines = row(&format!("on {}", short(report.period.from)), &at_start(report), "");
    for (label, sign, count, words) in rows(&report.figures) {
        let figure = if count == 0 { "0".to_owned() } else { format!("{sign}{}", number(count)) };
        lines.extend(row(label, &figure, &words));
    }
    let notices = match report.notices {
        0 => String::new(),
        count => format!("{} of them notices only", number(count)),
    };
    lines.extend(row(&format!("at the end of {}", short(report.period.to)), &number(report.end), &notices));
    lines
}

/// Returns how many members there were when the period began; a dash where no record tells.
pub(super) fn at_start(report: &Members) -> String {
    report.known_start().map_or_else(|| "–".to_owned(), number)
}

/// Lays out a label, a figure and the words that explain it.
fn row(label: &str, figure: &str, words: &str) -> Vec<String> {
    let row = format!("  {label:<25}{figure:>9}");
    if words.is_empty() {
        return vec![row];
    }
    let indent = " ".repeat(row.chars().count() + 2);
    let mut lines = wrapped(&format!("({words})"), &indent);
    if let Some(first) = lines.first_mut() {
        *first = format!("{row}  {}", first.trim_start());
    }
    lines
}

/// Returns what changed the number of members: label, sign, how many and by which ways.
pub(super) fn rows(figures: &Figures) -> [(&'static str, char, u64, String); 6] {
    let Figures { joined, returned, restored, left, set_aside, erased, .. } = figures;
    [
        ("joined", '+', in_all(joined), ways(joined)),
        ("took their leaving back", '+', *returned, String::new()),
        ("can be reached again", '+', *restored, String::new()),
        ("left", '−', in_all(left), ways(left)),
        ("set aside", '−', in_all(set_aside), ways(set_aside)),
        ("erased", '−', *erased, String::new()),
    ]
}

/// Adds up all ways.
pub(in crate::cli) fn in_all(ways: &BTreeMap<&'static str, u64>) -> u64 {
    ways.values().sum()
}

/// Says how many took which way, the most frequent first.
fn ways(ways: &BTreeMap<&'static str, u64>) -> String {
    let mut ways: Vec<_> = ways.iter().collect();
    ways.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let words: Vec<_> = ways.into_iter().map(|(way, count)| format!("{} {}", number(*count), way_words(way))).collect();
    words.join(", ")
}

fn way_words(way: &str) -> &str {
    match way {
        "one_click" => "by one click",
        "page" => "on the page",
        "form" => "by the form",
        "operator" => "by the office",
        "relay" => "unreachable",
        "complaint" => "complained",
        "import" => "by import",
        "mail" => "by mail",
        other => other,
    }
}

fn months(report: &Members, pen: Pen) -> Vec<String> {
    if report.months.is_empty() {
        return Vec::new();
    }
    let heads = ["came", "left", "aside", "erased", "members", "net"].map(str::to_owned);
    let mut lines = vec![String::new(), format!("  {:<12}{}", "", columns(heads))];
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
    let float = |count: i64| count as f64;
    let most = report.months.iter().map(|month| float(month.figures.net()).abs()).fold(0.0, f64::max);
    for month in &report.months {
        let Month { period, figures, members } = month;
        let left = [in_all(&figures.left), in_all(&figures.set_aside), figures.erased].map(number);
        let [left, aside, erased] = left;
        let bar = pen.change(float(figures.net()), most, BAR);
        let figures = [number(figures.came()), left, aside, erased, number(*members), signed(figures.net())];
        lines.push(format!("  {:<12}{}  {bar}", part(*period), columns(figures)).trim_end().to_owned());
    }
    lines
}

fn columns(figures: [String; 6]) -> String {
    let [came, left, aside, erased, members, net] = figures;
    format!("{came:>8}{left:>7}{aside:>7}{erased:>8}{members:>10}{net:>8}")
}

/// Writes a number with its sign, and nothing as 0.
pub(super) fn signed(count: i64) -> String {
    match count {
        0 => "0".to_owned(),
        1.. => format!("+{}", number(count.unsigned_abs())),
        _ => format!("−{}", number(count.unsigned_abs())),
    }
}

/// Names a month, or the days of it that are meant: `Jun 2018`, `15–30 Jun`.
pub(super) fn part(period: Period) -> String {
    if period.is_month() {
        return period.from.strftime("%b %Y").to_string();
    }
    if period.from == period.to {
        return period.from.strftime("%-d %b").to_string();
    }
    format!("{}–{}", period.from.day(), period.to.strftime("%-d %b"))
}

/// Says what one must know beside the figures.
pub(super) fn notes(report: &Members) -> Vec<String> {
    let mut notes = Vec::new();
    match report.since {
        None => notes.push("There are no records yet.".to_owned()),
        Some(since) if since > report.period.to => notes.push(format!("Records begin on {}.", day(since))),
        Some(since) if since >= report.period.from => notes.push(begin(since)),
        Some(_) => {}
    }
    if report.list.is_none() {
        notes.push("Somebody on several lists counts once.".to_owned());
    }
    let Figures { narrowed, widened, .. } = report.figures;
    if narrowed + widened > 0 {
        let (narrowed, widened) = (number(narrowed), number(widened));
        notes.push(format!(
            "{narrowed} asked for notices only, {widened} for the newsletters again: all are still members."
        ));
    }
    if let Some(counted) = report.counted.filter(|counted| *counted != report.end) {
        let (end, counted) = (number(report.end), number(counted));
        notes.push(differ(&end, &counted));
    }
    notes
}

/// Says what a beginning of the records within a period means.
pub(in crate::cli) fn begin(since: Date) -> String {
    format!("Records begin on {}: who was a member before that counts as joined when they were imported.", day(since))
}

/// Says what it means that records and lists differ.
pub(in crate::cli) fn differ(records: &str, lists: &str) -> String {
    format!(
        "The records make {records} members, the lists have {lists}: somebody came or went just now, or something \
         changed the lists past the program."
    )
}

/// Returns a report as it is documented in `docs/json.md`.
pub(super) fn json(report: &Members) -> Value {
    let months: Vec<_> = report
        .months
        .iter()
        .map(|month| {
            let mut value = json!({ "from": month.period.from, "to": month.period.to });
            extend(&mut value, &figures(&month.figures));
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
    extend(&mut value, &figures(&report.figures));
    value["members_at_end"] = json!(report.end);
    value["notices_at_end"] = json!(report.notices);
    value["members_now"] = json!(report.counted);
    value["months"] = json!(months);
    value
}

/// Returns who came and who went, as JSON.
pub(in crate::cli) fn figures(figures: &Figures) -> Value {
    json!({
        "subscribed": in_all(&figures.joined),
        "subscribed_by": figures.joined,
        "resubscribed": figures.returned,
        "unsuppressed": figures.restored,
        "unsubscribed": in_all(&figures.left),
        "unsubscribed_by": figures.left,
        "suppressed": in_all(&figures.set_aside),
        "suppressed_by": figures.set_aside,
        "erased": figures.erased,
        "net": figures.net(),
        "reduced_to_notices": figures.narrowed,
        "resumed_newsletters": figures.widened,
    })
}

fn extend(value: &mut Value, more: &Value) {
    if let (Value::Object(value), Value::Object(more)) = (value, more) {
        value.extend(more.clone());
    }
}
