//! `circular report`.

mod file;
mod html;
mod issue;
mod lines;
mod members;

use std::path::PathBuf;

use jiff::civil::Date;

pub(super) use issue::{files, print};
pub(super) use members::{begin, differ, figures, in_all};

use super::app::{App, find_issue, find_list};
use super::failure::Failure;
use super::output::{say, tell};
use crate::report::{self, Period, day, day_of};
use crate::{clock, database};

/// Count who left because of an issue and why, or how a list grew and shrank
///
/// With ISSUE it tells what became of the issue's copies, who left because of it, how soon and why, and whether that is
/// usual for the list. Without, it tells month by month how many members came and went: of the list, or of all lists
/// together, where somebody on several counts once. No report names a member.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft; without it, the members
    issue: Option<String>,
    /// The list; for an issue, when the draft went to several
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
    /// Write a page with plots as well, one file that needs nothing else
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let now = clock::now();
    let zone = app.workspace.settings.society.time_zone();
    if let Some(name) = &args.issue {
        let issue = find_issue(&database, name, args.list.as_deref()).await?;
        let report = report::issue(&database, &issue).await?;
        let beside = report::comparison(&database, &issue, now).await?;
        if let Some(file) = &args.html {
            let list = database::list::by_id(&mut database.read().await?, issue.list).await?;
            file::write(file, &html::issue(&app.workspace, &report, &beside, list.as_ref(), now)?)?;
        }
        if args.json {
            say(serde_json::to_string_pretty(&issue::json(&report, &beside))?);
        } else {
            issue::print(&report, Some(&beside));
        }
    } else {
        let list = match &args.list {
            Some(name) => Some(find_list(&database, name).await?),
            None => None,
        };
        let period = period(args.from.as_deref(), args.to.as_deref(), day_of(now, &zone))?;
        let report = report::members(&database, list.as_ref(), period, &zone, now).await?;
        if let Some(file) = &args.html {
            file::write(file, &html::members(&app.workspace, &report, now)?)?;
        }
        if args.json {
            say(serde_json::to_string_pretty(&members::json(&report))?);
        } else {
            members::print(&report);
        }
    }
    if let Some(file) = &args.html {
        tell(format!("The page is in `{}`. It names no member.", file.display()));
    }
    database.close().await;
    Ok(())
}

/// Reads the days that were typed. What is still to come is left out.
fn period(from: Option<&str>, to: Option<&str>, today: Date) -> Result<Period, Failure> {
    let (from, to) = (from.map(date).transpose()?, to.map(date).transpose()?);
    let to = to.unwrap_or(today).min(today);
    let from = from.unwrap_or_else(|| Period::twelve_months(to).from);
    checked(Period { from, to }, today)
}

/// Refuses a period that ends before it begins, or is still to come.
pub(super) fn checked(period: Period, today: Date) -> Result<Period, Failure> {
    if period.from > today {
        return Err(Failure::new(format!("{} is still to come", day(period.from))).hint("give an earlier `--from`"));
    }
    if period.from > period.to {
        let sentence = format!("{} is later than {}", day(period.from), day(period.to));
        return Err(Failure::new(sentence).hint("`--from` is the first day, `--to` the last one"));
    }
    Ok(period)
}

/// Reads a day.
pub(super) fn date(text: &str) -> Result<Date, Failure> {
    let date = Date::strptime("%Y-%m-%d", text.trim()).ok().filter(|date| (1970..=9998).contains(&date.year()));
    date.ok_or_else(|| Failure::new(format!("`{text}` is no day")).hint("write it like `2018-06-01`"))
}
