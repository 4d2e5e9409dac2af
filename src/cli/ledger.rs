//! `circular ledger`.

use jiff::{Span, ToSpan as _};

use super::app::{App, find_issue};
use super::error::CommandError;
use super::output::{format_count, print_line, prompt};
use crate::clock;
use crate::database::{self, Database};
use crate::model::Issue;
use crate::sending::{ArchiveObstacle, archive_ledger, archive_obstacle, has_unarchived};

/// Make the records of old letters smaller
#[derive(Debug, clap::Subcommand)]
pub(super) enum LedgerCommand {
    Archive(ArchiveArgs),
}

/// Archive the copies of old letters: who got them stays, when and the relay's replies go
///
/// Each copy that was sent has a row with its time and the relay's reply. Archiving replaces these rows with a list of
/// who got the letter. The numbers, reports, and copies that came back, were refused or were skipped stay as they are.
/// The mail server's replies to copies that it took can no longer be shown, and how long people took to leave counts
/// from the start of the letter. This cannot be undone. Letters and copies of the last 90 days, letters with a question,
/// cancelled letters and trials are not archived.
#[derive(Debug, clap::Args)]
pub(super) struct ArchiveArgs {
    /// The letters, by the names of their drafts
    #[arg(value_name = "ISSUE", required_unless_present = "older_than")]
    issues: Vec<String>,
    /// The list, if a draft was sent to several
    #[arg(long, conflicts_with = "older_than")]
    list: Option<String>,
    /// All letters older than this, such as `1y` or `18m`
    #[arg(long, value_name = "TIME", conflicts_with = "issues", value_parser = parse_age)]
    older_than: Option<Span>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, command: LedgerCommand) -> Result<(), CommandError> {
    let LedgerCommand::Archive(args) = command;
    let database = app.database().await?;
    let issues = match &args.older_than {
        Some(age) => old_issues(app, &database, age).await?,
        None => named_issues(&database, &args).await?,
    };
    if issues.is_empty() {
        print_line("No letter can be archived.");
        return Ok(());
    }
    if !args.yes {
        confirm(&issues)?;
    }
    let mut copies = 0;
    for issue in &issues {
        let count = archive_ledger(&database, issue, clock::now()).await?;
        print_line(format!("`{}`: archived {}.", issue.slug, format_count(count, "copy", "copies")));
        copies += count;
    }
    if issues.len() > 1 {
        print_line(format!("Archived {} in all.", format_count(copies, "copy", "copies")));
    }
    Ok(())
}

/// Returns the issues that are old enough, can be archived, and are not archived yet.
async fn old_issues(app: &App, database: &Database, age: &Span) -> Result<Vec<Issue>, CommandError> {
    let now = clock::now();
    let zone = app.workspace.settings.society.time_zone();
    let limit = now.to_zoned(zone).checked_sub(*age).map_or(now, |then| then.timestamp());
    let mut old = database::issues::all(&mut database.begin_read().await?).await?;
    old.retain(|issue| issue.starts_at < limit);
    let mut issues = Vec::new();
    for issue in old.into_iter().rev() {
        if archive_obstacle(database, &issue, now).await?.is_none() && has_unarchived(database, &issue, now).await? {
            issues.push(issue);
        }
    }
    Ok(issues)
}

/// Returns the issues that are named; one that cannot be archived is an error.
async fn named_issues(database: &Database, args: &ArchiveArgs) -> Result<Vec<Issue>, CommandError> {
    let mut issues = Vec::new();
    for name in &args.issues {
        let issue = find_issue(database, name, args.list.as_deref()).await?;
        if let Some(obstacle) = archive_obstacle(database, &issue, clock::now()).await? {
            return Err(refusal(&issue, obstacle));
        }
        issues.push(issue);
    }
    Ok(issues)
}

fn refusal(issue: &Issue, obstacle: ArchiveObstacle) -> CommandError {
    let slug = &issue.slug;
    match obstacle {
        ArchiveObstacle::NotSent => {
            let what = if issue.trial { "is a trial" } else { "was cancelled" };
            CommandError::new(format!("`{slug}` {what}: only letters that were sent to everybody are archived"))
        }
        ArchiveObstacle::NotFinished => {
            CommandError::new(format!("`{slug}` is not finished: its copies are still needed"))
                .with_hint(format!("see `circular status {slug}`"))
        }
        ArchiveObstacle::TooYoung => {
            CommandError::new(format!("`{slug}` was sent less than 90 days ago: copies may still come back"))
        }
        ArchiveObstacle::HasQuestion => {
            CommandError::new(format!("`{slug}` asked a question: reminders need to know who got it, and when"))
        }
    }
}

fn confirm(issues: &[Issue]) -> Result<(), CommandError> {
    let letters = format_count(issues.len() as u64, "letter", "letters");
    match prompt(&format!("Archive the copies of {letters}? This cannot be undone. Type `yes`:")) {
        Some(answer) if answer == "yes" => Ok(()),
        Some(_) => Err(CommandError::new("not archived")),
        None => Err(CommandError::new("not archived: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}

/// Parses a number of years or months.
fn parse_age(text: &str) -> Result<Span, String> {
    let wrong = || format!("`{text}` is no such time: write `1y` or `18m`");
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    let count: i16 = digits.parse().ok().filter(|count| (1..=600).contains(count)).ok_or_else(wrong)?;
    match text.trim().get(digits.len()..).unwrap_or_default().trim() {
        "y" | "year" | "years" if count <= 50 => Ok(count.years()),
        "m" | "month" | "months" => Ok(count.months()),
        _ => Err(wrong()),
    }
}
