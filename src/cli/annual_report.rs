//! `circular annual-report`.

mod markdown_table;

use serde_json::{Value, json};

use super::app::{App, find_list};
use super::error::CommandError;
use super::output::print_line;
use super::report::{figures_json, parse_date, validate_period};
use crate::clock;
use crate::report::{self, AnnualReport, PeriodFigures, ReportPeriod, date_at};
use crate::wording::{annual_notes, annual_rows};
use markdown_table::markdown_table;

/// Print the membership figures of a year beside the year before, as a Markdown table
///
/// Without `--list` it covers all lists together, and counts a person on several lists once.
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

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let zone = app.workspace.settings.society.time_zone();
    let now = clock::now();
    let today = date_at(now, &zone);
    let (from, to) =
        (args.from.as_deref().map(parse_date).transpose()?, args.to.as_deref().map(parse_date).transpose()?);
    let period = match (from, to) {
        (Some(from), Some(to)) => ReportPeriod { from, to },
        (Some(from), None) => ReportPeriod::year_starting(from),
        (None, Some(to)) => ReportPeriod::year_ending(to),
        (None, None) => ReportPeriod::last_calendar_year(today),
    };
    let period = validate_period(period, today)?;
    let database = app.database().await?;
    let list = match &args.list {
        Some(name) => Some(find_list(&database, name).await?),
        None => None,
    };
    let year = report::annual_report(&database, list.as_ref(), period, &zone, now).await?;
    let notes = annual_notes(&year, today);
    if args.json {
        print_line(serde_json::to_string_pretty(&report_json(&year, &notes))?);
    } else {
        print_line(markdown_table(&annual_rows(&year)));
        for note in notes {
            print_line(format!("\n{note}"));
        }
    }
    database.close().await;
    Ok(())
}

/// Returns the report as documented in `docs/json.md`.
fn report_json(year: &AnnualReport, notes: &[String]) -> Value {
    json!({
        "list": year.list.as_ref().map(|list| list.name.as_str()),
        "records_since": year.since,
        "current": column_json(&year.current),
        "previous": column_json(&year.previous),
        "notes": notes,
    })
}

fn column_json(column: &PeriodFigures) -> Value {
    let members = &column.members;
    let mut value = json!({ "from": members.period.from, "to": members.period.to });
    if !column.is_known() {
        value["known"] = json!(false);
        return value;
    }
    value["known"] = json!(true);
    value["members_at_start"] = json!(members.known_start());
    if let (Value::Object(value), Value::Object(more)) = (&mut value, figures_json(&members.figures)) {
        value.extend(more);
    }
    value["members_at_end"] = json!(members.end);
    value["change_percent"] = json!(column.growth_percent());
    value["issues_sent"] = json!(column.issues);
    value["sent"] = json!(column.messages);
    value["unsubscribed_per_thousand"] = json!(column.unsubscribed_per_thousand());
    value
}
