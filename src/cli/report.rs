//! `circular report`.

mod issue_output;
mod membership_output;
mod report_file;
mod report_page;
mod text_wrap;

use std::path::PathBuf;

use jiff::civil::Date;

pub(super) use issue_output::{file_range, print_issue};
pub(super) use membership_output::figures_json;
pub(super) use report_file::write_report;

use super::app::{App, find_any_list, find_issue};
use super::error::CommandError;
use super::output::{format_count, print_line, print_status};
use crate::report::{self, ReportPeriod, date_at, format_date};
use crate::{clock, database};

/// Report what became of an issue, or how a list grew and shrank
///
/// With ISSUE, it shows what became of the copies, how many people unsubscribed because of it, how soon and why, and
/// whether that is usual for the list. Without ISSUE, it shows month by month how many people joined and left: the
/// list, or all lists together, where a person on several lists counts once. No report names a person.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft; without it, the report is about the members
    issue: Option<String>,
    /// The list; for an issue, only needed if the draft went to several
    #[arg(long)]
    list: Option<String>,
    /// The first day, such as `2018-06-01` [default: the twelve months up to now]
    #[arg(long, value_name = "DATE", conflicts_with = "issue")]
    from: Option<String>,
    /// The last day, included [default: today]
    #[arg(long, value_name = "DATE", conflicts_with = "issue")]
    to: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write down how many people came to what the letter was about, for the annual report
    #[arg(long, value_name = "PEOPLE", requires = "issue", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    came: Option<u32>,
    /// Also write an HTML page with plots, as one self-contained file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let now = clock::now();
    let zone = app.workspace.settings.society.time_zone();
    if let Some(name) = &args.issue {
        let issue = find_issue(&database, name, args.list.as_deref()).await?;
        if let Some(came) = args.came {
            report::record_came(&database, &issue, came).await?;
            let people = format_count(came.into(), "person", "people");
            print_status(format!("Written down: {people} came. `circular annual-report` counts them."));
        }
        let report = report::issue_report(&database, &issue).await?;
        let beside = report::issue_comparison(&database, &issue, now).await?;
        if let Some(file) = &args.html {
            let list = database::lists::by_id(&mut database.begin_read().await?, issue.list).await?;
            report_file::write_report(
                file,
                &report_page::issue_page(&app.workspace, &report, &beside, list.as_ref(), now)?,
            )?;
        }
        if args.json {
            print_line(serde_json::to_string_pretty(&issue_output::issue_json(&report, &beside))?);
        } else {
            issue_output::print_issue(&report, Some(&beside));
        }
    } else {
        let list = match &args.list {
            Some(name) => Some(find_any_list(&database, name).await?),
            None => None,
        };
        let period = parse_period(args.from.as_deref(), args.to.as_deref(), date_at(now, &zone))?;
        let report = report::membership_report(&database, list.as_ref(), period, &zone, now).await?;
        if let Some(file) = &args.html {
            report_file::write_report(file, &report_page::membership_page(&app.workspace, &report, now)?)?;
        }
        if args.json {
            print_line(serde_json::to_string_pretty(&membership_output::membership_json(&report))?);
        } else {
            membership_output::print_membership(&report);
        }
    }
    if let Some(file) = &args.html {
        print_status(format!("Wrote the page to `{}`. It names no member.", file.display()));
    }
    database.close().await;
    Ok(())
}

/// Parses the period, and ends it today at the latest.
fn parse_period(from: Option<&str>, to: Option<&str>, today: Date) -> Result<ReportPeriod, CommandError> {
    let (from, to) = (from.map(parse_date).transpose()?, to.map(parse_date).transpose()?);
    let to = to.unwrap_or(today).min(today);
    let from = from.unwrap_or_else(|| ReportPeriod::last_twelve_months(to).from);
    validate_period(ReportPeriod { from, to }, today)
}

/// Refuses a period that ends before it begins or lies in the future.
pub(super) fn validate_period(period: ReportPeriod, today: Date) -> Result<ReportPeriod, CommandError> {
    if period.from > today {
        return Err(CommandError::new(format!("{} is in the future", format_date(period.from)))
            .with_hint("pass an earlier `--from`"));
    }
    if period.from > period.to {
        let message = format!("{} is later than {}", format_date(period.from), format_date(period.to));
        return Err(CommandError::new(message).with_hint("`--from` is the first day, `--to` the last one"));
    }
    Ok(period)
}

/// Parses a date.
pub(super) fn parse_date(text: &str) -> Result<Date, CommandError> {
    let date = Date::strptime("%Y-%m-%d", text.trim()).ok().filter(|date| (1970..=9998).contains(&date.year()));
    date.ok_or_else(|| CommandError::new(format!("`{text}` is not a date")).with_hint("write it like `2018-06-01`"))
}
