//! `circular annual-report`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::app::{App, find_list};
use super::error::CommandError;
use super::new::refuse_draft;
use super::output::{print_line, print_status};
use super::report::{figures_json, parse_date, validate_period, write_report};
use crate::database::Database;
use crate::report::{
    self, AnnualReport, ChoiceFigures, LetterFigures, MeetingFigures, PeriodFigures, ReportPeriod, date_at,
};
use crate::wording::{annual_draft, annual_notes, annual_page, annual_rows, annual_sentences, markdown_table};
use crate::{clock, database, draft};

/// Print the figures of a year beside the year before, as Markdown, a page or a draft
///
/// Without `--list` it covers all lists together, and counts a person on several lists once. No report names a person.
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
    /// Also write an HTML page with plots, as one self-contained file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Also write the figures as a draft under `newsletters/`, ready to be read and sent
    #[arg(long)]
    draft: bool,
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
    if let Some(file) = &args.html {
        write_report(file, &annual_page(&app.workspace, &year, now)?)?;
        print_status(format!("Wrote the page to `{}`. It names no member.", file.display()));
    }
    if args.draft {
        let slug = write_draft(app, &year, &database).await?;
        print_status(format!("Wrote `newsletters/{slug}.md`. See it with `circular preview {slug}`."));
    }
    if args.json {
        print_line(serde_json::to_string_pretty(&report_json(&year, &notes))?);
    } else {
        print_line(annual_sentences(&year).join(" "));
        print_line("");
        print_line(markdown_table(&annual_rows(&year)));
        for note in notes {
            print_line(format!("\n{note}"));
        }
    }
    database.close().await;
    Ok(())
}

/// Writes the figures as a draft to their list, or to the only one there is; returns its slug.
async fn write_draft(app: &App, year: &AnnualReport, database: &Database) -> Result<String, CommandError> {
    let lists = database::lists::all(&mut database.begin_read().await?).await?;
    let only = if let [list] = lists.as_slice() { Some(list) } else { None };
    let to = year.list.as_ref().or(only).map(|list| list.name.as_str());
    let letter = annual_draft(year, to, &app.workspace.settings.society.name);
    draft::create_draft(&app.workspace.drafts_dir(), &letter.title, &letter.text).map_err(refuse_draft)
}

/// Returns the report as documented in `docs/json.md`.
fn report_json(year: &AnnualReport, notes: &[String]) -> Value {
    json!({
        "list": year.list.as_ref().map(|list| list.name.as_str()),
        "records_since": year.since,
        "current": column_json(&year.current),
        "previous": column_json(&year.previous),
        "sentences": annual_sentences(year),
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
    value["issues_sent"] = json!(column.issue_count());
    value["sent"] = json!(column.delivered());
    value["bounced"] = json!(column.bounced());
    value["unsubscribed_per_thousand"] = json!(column.unsubscribed_per_thousand());
    value["meetings"] = column.meetings.iter().map(meeting_json).collect();
    value["letters"] = column.letters.iter().map(letter_json).collect();
    value
}

fn meeting_json(meeting: &MeetingFigures) -> Value {
    let choice =
        |choice: &ChoiceFigures| json!({ "answer": choice.word, "people": choice.people, "guests": choice.guests });
    json!({
        "issue": meeting.slug,
        "starts_at": meeting.starts_at,
        "answers": meeting.choices.iter().map(choice).collect::<Vec<_>>(),
        "silent": meeting.silent,
        "came": meeting.came,
    })
}

fn letter_json(letter: &LetterFigures) -> Value {
    json!({
        "issue": letter.issue.slug,
        "starts_at": letter.issue.starts_at,
        "sent": letter.issue.sent,
        "bounced": letter.issue.bounced,
        "unsubscribed": letter.unsubscribed,
    })
}
