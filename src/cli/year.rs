//! `circular year`.

mod table;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::app::{App, find_list};
use super::failure::Failure;
use super::output::{number, say};
use super::report::{begin, checked, date, differ, figures, in_all};
use crate::clock;
use crate::model::Way;
use crate::report::{self, Column, Period, Year, day, day_of};
use table::table;

/// Print the members' part of an annual report, beside the year before, in Markdown
///
/// Without `--list` it is about all lists together, and somebody on several counts once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The first day, such as `2018-06-01` [default: a year before `--to`, or the last calendar year]
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day, included [default: a year after `--from`]
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// The list [default: all]
    #[arg(long)]
    list: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What stands where nothing is known.
const UNKNOWN: &str = "–";

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let zone = app.workspace.settings.society.time_zone();
    let now = clock::now();
    let today = day_of(now, &zone);
    let (from, to) = (args.from.as_deref().map(date).transpose()?, args.to.as_deref().map(date).transpose()?);
    let period = match (from, to) {
        (Some(from), Some(to)) => Period { from, to },
        (Some(from), None) => Period::year_from(from),
        (None, Some(to)) => Period::year_to(to),
        (None, None) => Period::last_year(today),
    };
    let period = checked(period, today)?;
    let database = app.database().await?;
    let list = match &args.list {
        Some(name) => Some(find_list(&database, name).await?),
        None => None,
    };
    let year = report::year(&database, list.as_ref(), period, &zone, now).await?;
    let notes = notes(&year, today);
    if args.json {
        say(serde_json::to_string_pretty(&json(&year, &notes))?);
    } else {
        say(table(&rows(&year)));
        for note in notes {
            say(format!("\n{note}"));
        }
    }
    database.close().await;
    Ok(())
}

/// Returns the rows of the table, the head first.
fn rows(year: &Year) -> Vec<[String; 3]> {
    let title = year.list.as_ref().map_or("Members", |list| list.title.as_str());
    let head = |column: &Column| column.members.period.words();
    let mut rows = vec![[title.to_owned(), head(&year.this), head(&year.before)]];
    let mut row = |label: &str, figure: &dyn Fn(&Column) -> String| {
        let cell = |column: &Column| if column.is_known() { figure(column) } else { UNKNOWN.to_owned() };
        rows.push([label.to_owned(), cell(&year.this), cell(&year.before)]);
    };
    row("At the beginning", &|column| column.members.known_start().map_or(UNKNOWN.to_owned(), number));
    row("Joined", &|column| number(in_all(&column.members.figures.joined)));
    let imported =
        |column: &Column| column.members.figures.joined.get(<&str>::from(Way::Import)).copied().unwrap_or_default();
    row("– of these imported", &|column| number(imported(column)));
    row("Took their leaving back", &|column| number(column.members.figures.returned));
    row("Can be reached again", &|column| number(column.members.figures.restored));
    row("Left", &|column| number(column.left()));
    row("– by the link in a letter", &|column| number(column.left_by(&[Way::OneClick, Way::Page])));
    row("– by mail", &|column| number(column.left_by(&[Way::Mail])));
    row("– by the office", &|column| number(column.left_by(&[Way::Owner])));
    let named = [Way::OneClick, Way::Page, Way::Mail, Way::Owner];
    let others = |column: &Column| column.left() - column.left_by(&named);
    if others(&year.this) + others(&year.before) > 0 {
        row("– by complaint to their provider", &|column| number(others(column)));
    }
    let set_aside = |column: &Column| in_all(&column.members.figures.set_aside);
    let dead =
        |column: &Column| column.members.figures.set_aside.get(<&str>::from(Way::Relay)).copied().unwrap_or_default();
    row("Addresses that stopped working", &|column| number(dead(column)));
    if set_aside(&year.this) + set_aside(&year.before) > dead(&year.this) + dead(&year.before) {
        row("Set aside for another reason", &|column| number(set_aside(column) - dead(column)));
    }
    row("Erased", &|column| number(column.members.figures.erased));
    row("At the end", &|column| number(column.members.end));
    row("Change", &|column| column.growth().map_or(UNKNOWN.to_owned(), percent));
    row("Issues sent", &|column| number(column.issues));
    row("Letters delivered", &|column| number(column.letters));
    row("Left of their own accord per 1,000 letters", &|column| {
        column.left_per_thousand().map_or(UNKNOWN.to_owned(), |rate| format!("{rate:.1}"))
    });
    rows
}

/// Writes a change: `+18.3 %`.
fn percent(change: f64) -> String {
    let sign = match change {
        change if change > 0.0 => "+",
        change if change < 0.0 => "−",
        _ => "±",
    };
    format!("{sign}{:.1} %", change.abs())
}

/// Says what one must know beside the figures.
fn notes(year: &Year, today: Date) -> Vec<String> {
    let mut notes = Vec::new();
    match year.since {
        None => notes.push("There are no records yet.".to_owned()),
        Some(since) if !year.before.is_known() => {
            notes.push(format!("{} Of the year before nothing is known.", begin(since)));
        }
        Some(since) if since >= year.before.members.period.from => notes.push(begin(since)),
        Some(_) => {}
    }
    if year.this.members.period.to >= today {
        notes.push(format!("The period is not over: these are the figures up to {}.", day(today)));
    }
    if let Some(both) = year.this.members.period.overlap(year.before.members.period) {
        notes.push(format!("The two periods overlap: {} is in both.", both.words()));
    }
    if year.list.is_none() {
        notes.push(
            "Somebody on several lists counts once, from the first that they join to the last that they leave."
                .to_owned(),
        );
    }
    let counted = year.this.members.counted.filter(|counted| *counted != year.this.members.end);
    if let Some(counted) = counted {
        let (end, counted) = (number(year.this.members.end), number(counted));
        notes.push(differ(&end, &counted));
    }
    notes
}

/// Returns a year as it is documented in `docs/json.md`.
fn json(year: &Year, notes: &[String]) -> Value {
    json!({
        "list": year.list.as_ref().map(|list| list.name.as_str()),
        "records_since": year.since,
        "this": column(&year.this),
        "before": column(&year.before),
        "notes": notes,
    })
}

fn column(column: &Column) -> Value {
    let members = &column.members;
    let mut value = json!({ "from": members.period.from, "to": members.period.to });
    if !column.is_known() {
        value["known"] = json!(false);
        return value;
    }
    value["known"] = json!(true);
    value["members_at_start"] = json!(members.known_start());
    if let (Value::Object(value), Value::Object(more)) = (&mut value, figures(&members.figures)) {
        value.extend(more);
    }
    value["members_at_end"] = json!(members.end);
    value["change_percent"] = json!(column.growth());
    value["issues"] = json!(column.issues);
    value["letters"] = json!(column.letters);
    value["unsubscribed_per_thousand"] = json!(column.left_per_thousand());
    value
}
