//! `circular list ask-again` and `circular list drop-silent`.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde_json::json;

use crate::cli::app::{App, find_issue, find_list};
use crate::cli::error::CommandError;
use crate::cli::new::refuse_draft;
use crate::cli::output::{format_count, print_line, print_status, prompt};
use crate::database::{self, Database};
use crate::model::Issue;
use crate::report::{date_at, format_date};
use crate::segment::{Condition, Segment, condition_names};
use crate::subscription::{self, MIN_ANSWER_DAYS};
use crate::wording::{drop_words, still_wanted_draft};
use crate::{clock, draft};

/// How long people have to answer, in days.
const ANSWER_DAYS: u16 = 30;

/// Write a letter that asks people who were silent for years whether they still want the letters
///
/// Somebody was heard of if they joined, confirmed, changed something, answered or wrote. Everybody is asked once: people
/// who were asked before are left out, and so are those who left or are suppressed. It only writes the draft; see it and
/// send it like any other. Afterwards, `circular list drop-silent` takes those off the list who did not answer.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct AskAgainArgs {
    /// The list
    name: String,
    /// For how long nothing was heard of them, such as `3y` or `18m`
    #[arg(long, value_name = "TIME", default_value = "3y", value_parser = parse_time)]
    silent_for: Span,
    /// Only count them
    #[arg(long)]
    dry_run: bool,
}

/// Take people off a list who were asked whether they still want the letters, and did not answer
///
/// Only those are taken off who got the letter and of whom nothing was heard since. People whose copy came back, or may
/// not have arrived, stay. The record gets the reason `no-answer`, and `--undo` puts them back.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub(in crate::cli) struct DropSilentArgs {
    /// The letter that asked them, by the name of its draft
    issue: String,
    /// The list, if the draft was sent to several
    #[arg(long)]
    list: Option<String>,
    /// How many days they had to answer since their copy was sent, at least 14
    #[arg(long, value_name = "DAYS", default_value_t = ANSWER_DAYS, value_parser = clap::value_parser!(u16).range(i64::from(MIN_ANSWER_DAYS)..=3650))]
    after: u16,
    /// Only count them
    #[arg(long, conflicts_with = "undo")]
    dry_run: bool,
    /// Put those back who were taken off because of this letter
    #[arg(long)]
    undo: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Parses a number of years or months.
fn parse_time(text: &str) -> Result<Span, String> {
    let wrong = || format!("`{text}` is no such time: write `3y` or `18m`");
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    let count: i16 = digits.parse().ok().filter(|count| (1..=600).contains(count)).ok_or_else(wrong)?;
    match text.trim().get(digits.len()..).unwrap_or_default().trim() {
        "y" | "year" | "years" if count <= 50 => Ok(count.years()),
        "m" | "month" | "months" if count >= 6 => Ok(count.months()),
        "m" | "month" | "months" => Err("people must have been silent for six months at least: write `6m`".to_owned()),
        _ => Err(wrong()),
    }
}

pub(super) async fn ask_again(app: &App, database: &Database, args: &AskAgainArgs) -> Result<(), CommandError> {
    let list = find_list(database, &args.name).await?;
    let today = date_at(clock::now(), &app.workspace.settings.society.time_zone());
    let since = today.saturating_sub(args.silent_for);
    let until = today.saturating_add(i64::from(ANSWER_DAYS + 7).days());
    let name = list.name.to_string();
    let count = count_silent(database, Segment::whole_list(list), since).await?;
    let people = format_count(count, "person", "people");
    if args.dry_run {
        print_line(format!("Nothing was heard of {people} on `{name}` since {}.", format_date(since)));
        return Ok(());
    }
    if count == 0 {
        print_line(format!("Nobody on `{name}` must be asked: everybody was heard of or asked before."));
        return Ok(());
    }
    let title = format!("still wanted {name} {today}");
    let text = still_wanted_draft(&name, since, until);
    let slug = draft::create_draft(&app.workspace.drafts_dir(), &title, &text).map_err(refuse_draft)?;
    print_line(format!("Wrote `newsletters/{slug}.md` to {people}. See it with `circular preview {slug}`."));
    if app.workspace.settings.web.public_url.is_none() {
        print_line("It needs a page on which people say yes: set `public_url` in `[web]` before you send it.");
    }
    Ok(())
}

/// Counts the people on a list of whom nothing was heard since a day.
async fn count_silent(database: &Database, list: Segment, since: Date) -> Result<u64, CommandError> {
    let names = condition_names(database).await?;
    let text = format!("unheard_since(\"{since}\")");
    let condition = Condition::parse(&text, &names).map_err(|bad| CommandError::new(bad.to_string()))?;
    let segment = Segment { condition: Some(condition), ..list };
    let mut work = database.begin_read().await?;
    let mut pages = segment.pages().uncounted();
    while pages.next(&mut work).await?.is_some() {}
    Ok(pages.stats().recipients)
}

pub(super) async fn drop_silent(database: &Database, args: &DropSilentArgs) -> Result<(), CommandError> {
    let issue = find_issue(database, &args.issue, args.list.as_deref()).await?;
    if args.undo {
        return restore(database, &issue, args).await;
    }
    let drop = async |dry_run| -> Result<(u64, String), CommandError> {
        let outcome = subscription::drop_silent(database, &issue, args.after, dry_run, clock::now()).await?;
        let count = if let subscription::DropOutcome::Dropped(count) = outcome { count } else { 0 };
        let words = drop_words(outcome, &issue.slug, dry_run);
        words.map(|words| (count, words)).map_err(|(words, hint)| CommandError::new(words).with_hint(hint))
    };
    let (count, words) = drop(true).await?;
    if args.dry_run || count == 0 {
        print_result(args, count, words, true)?;
        return Ok(());
    }
    if !args.yes {
        print_status(words);
        confirm(count)?;
    }
    let (count, words) = drop(false).await?;
    print_result(args, count, words, false)
}

async fn restore(database: &Database, issue: &Issue, args: &DropSilentArgs) -> Result<(), CommandError> {
    let list = database::lists::by_id(&mut database.begin_read().await?, issue.list).await?;
    let Some(list) = list else { return Err(CommandError::new("the list is gone")) };
    let count = subscription::restore_silent(database, issue, &list, clock::now()).await?;
    let people = format_count(count, "person", "people");
    if args.json {
        print_line(format!("{:#}", json!({ "issue": issue.slug, "restored": count })));
    } else {
        print_line(format!("Put {people} back on `{}`.", list.name));
    }
    Ok(())
}

fn print_result(args: &DropSilentArgs, count: u64, words: String, is_dry_run: bool) -> Result<(), CommandError> {
    if args.json {
        let result = json!({ "issue": args.issue, "silent": count, "dry_run": is_dry_run });
        print_line(serde_json::to_string_pretty(&result)?);
    } else {
        print_line(words);
    }
    Ok(())
}

fn confirm(count: u64) -> Result<(), CommandError> {
    let question = format!("Type the number ({count}) to take them off the list:");
    match prompt(&question) {
        Some(answer) if answer.trim() == count.to_string() => Ok(()),
        Some(_) => Err(CommandError::new("nobody was taken off the list")),
        None => Err(CommandError::new("not done: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}
