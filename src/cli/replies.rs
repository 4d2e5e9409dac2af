//! `circular replies`.

mod answer_lines;
mod record;
mod replies_json;

use std::fs;
use std::path::PathBuf;

use super::app::App;
use super::error::CommandError;
use super::output::{print_line, print_status};
use crate::database::Database;
use crate::replies::{AnswerList, AskedIssue, AskedIssueError, find_asked_issue, unread_replies};
use crate::wording;
use answer_lines::{print_answers, print_unread};

/// Show who comes, who does not, and who has not answered a letter
///
/// Lists are sorted by last name. An answer that came after the deadline, or found no place left, does not count and is
/// named. So is everybody who gave different answers: the newest one counts. Mails about the letter that nobody has read
/// are named at the end, because they may hold an answer.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The letter that asked, by the name of its draft
    issue: String,
    /// The list, if the letter was sent to several
    #[arg(long)]
    list: Option<String>,
    /// Print a list for the door: those who come, with a box for each head
    #[arg(long, conflicts_with_all = ["minutes", "json"])]
    door: bool,
    /// Print who comes and who sends apologies as Markdown for the minutes
    #[arg(long, conflicts_with = "json")]
    minutes: bool,
    /// Write everybody who was asked, with their answer, to a CSV file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write down the answer of somebody who told you otherwise
    #[arg(long, num_args = 2, value_names = ["ADDRESS", "ANSWER"], conflicts_with_all = ["door", "minutes", "csv", "json"])]
    set: Option<Vec<String>>,
    /// How many guests they bring
    #[arg(long, value_name = "N", requires = "set")]
    guests: Option<u8>,
    /// What they said beside it
    #[arg(long, value_name = "TEXT", requires = "set")]
    note: Option<String>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let asked = asked_issue(&database, &args.issue, args.list.as_deref()).await?;
    if let Some([address, choice]) = args.set.as_deref() {
        let given = record::SpokenAnswer { address, choice, guests: args.guests, note: args.note.as_deref() };
        return record::record(&database, &asked, given).await;
    }
    let list = AnswerList::load(&database, asked).await?;
    let zone = app.workspace.settings.society.time_zone();
    if let Some(file) = &args.csv {
        fs::write(file, wording::answers_csv(&list, &zone)).map_err(|error| CommandError::unwritable(file, &error))?;
        print_status(format!("Wrote `{}`.", file.display()));
        if !args.json && !args.door && !args.minutes {
            return Ok(());
        }
    }
    if args.json {
        let unread = unread_replies(&database, list.asked.issue.id).await?;
        print_line(serde_json::to_string_pretty(&replies_json::replies_json(&list, &unread))?);
    } else if args.door {
        wording::door_lines(&list).iter().for_each(print_line);
    } else if args.minutes {
        print_line(wording::minutes_markdown(&list).trim_end());
    } else {
        print_answers(&list, &zone);
        print_unread(&unread_replies(&database, list.asked.issue.id).await?);
    }
    Ok(())
}

/// Finds the issue of a letter that asked for answers.
pub(super) async fn asked_issue(
    database: &Database,
    slug: &str,
    list: Option<&str>,
) -> Result<AskedIssue, CommandError> {
    find_asked_issue(database, slug, list).await.map_err(|error| match &error {
        AskedIssueError::Unknown { closest: Some(close), .. }
        | AskedIssueError::NotAsked { closest: Some(close), .. } => {
            CommandError::new(error.to_string()).with_hint(format!("did you mean `{close}`?"))
        }
        AskedIssueError::NotAsked { closest: None, .. } => CommandError::new(error.to_string())
            .with_hint("a letter asks with `answers: [yes, no, apologies]` in its front matter"),
        AskedIssueError::SeveralLists { lists, .. } => CommandError::new(error.to_string())
            .with_hint(format!("pass `--list {}`", lists.first().map(String::as_str).unwrap_or_default())),
        _ => CommandError::from_error(&error),
    })
}
