//! `circular views`.

use std::fs;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::app::{App, find_issue};
use super::error::CommandError;
use super::output::{print_line, print_status};
use crate::draft;
use crate::model::{Address, Issue, View};
use crate::replies::{self, ViewReport};
use crate::wording::{doubt_words, format_time, person_title, view_remark, view_summary, views_markdown};

/// Show what people wrote in reply to a letter that asks for views
///
/// The mails are those that `circular inbound` and the mailbox of `circular serve` have read, sorted by person, each
/// without what it quotes from the letter. Nothing is guessed: what is unclear is listed at the end.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, only needed if the draft went to several
    #[arg(long)]
    list: Option<String>,
    /// Write Markdown for the minutes into a file; `-` prints it
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    markdown: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let zone = app.workspace.settings.society.time_zone();
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let report = replies::view_report(&database, &issue).await?;
    if let Some(file) = &args.markdown {
        let text = views_markdown(&draft::plain_subject(&issue.subject), &report, &zone);
        if file.as_os_str() == "-" {
            print_line(text.trim_end());
        } else {
            fs::write(file, text).map_err(|error| CommandError::unwritable(file, &error))?;
            print_status(format!("Wrote `{}`. {}", file.display(), view_summary(&report)));
        }
    } else if args.json {
        print_line(serde_json::to_string_pretty(&views_json(&issue, &report))?);
    } else {
        print_views(&issue, &report, &zone);
    }
    database.close().await;
    Ok(())
}

fn print_views(issue: &Issue, report: &ViewReport, zone: &TimeZone) {
    match &report.call {
        Some(call) => {
            for (number, question) in call.questions.iter().enumerate() {
                print_line(format!("{}. {question}", number + 1));
            }
            if let Some(deadline) = call.deadline {
                print_line(format!("Asked until {}.", format_time(deadline, zone)));
            }
        }
        None => print_line(format!("`{}` asks for no views.", issue.slug)),
    }
    for person in &report.people {
        print_line(format!("\n{}", person_title(person)));
        for view in &person.views {
            print_line(format!("  {}", view_remark(view, zone)));
            print_words(&view.words);
        }
    }
    if !report.unclear.is_empty() {
        print_line("\nPlease look at these mails yourself:");
    }
    for unclear in &report.unclear {
        let sender = if unclear.view.sender.is_empty() { "an unknown sender" } else { &unclear.view.sender };
        print_line(format!("  {}, from {sender}", view_remark(&unclear.view, zone)));
        for doubt in &unclear.view.doubts {
            print_line(format!("  {}", doubt_words(*doubt)));
        }
        print_words(&unclear.view.words);
    }
    print_line(format!("\n{}", view_summary(report)));
}

fn print_words(words: &str) {
    for line in words.lines() {
        print_line(format!("    {line}").trim_end());
    }
}

/// Returns the views as documented in `docs/json.md`.
fn views_json(issue: &Issue, report: &ViewReport) -> Value {
    let people = report.people.iter().map(|person| {
        json!({
            "address": person.address.as_str(),
            "name": person.name,
            "views": person.views.iter().map(view_json).collect::<Vec<_>>(),
        })
    });
    let unclear = report.unclear.iter().map(|unclear| {
        let mut value = view_json(&unclear.view);
        value["member"] = json!(unclear.address.as_ref().map(Address::as_str));
        value["sender"] = json!(unclear.view.sender);
        value["doubts"] = unclear.view.doubts.iter().map(|doubt| json!(doubt.to_string())).collect();
        value
    });
    json!({
        "issue": issue.slug,
        "questions": report.call.as_ref().map(|call| &call.questions),
        "deadline": report.call.as_ref().and_then(|call| call.deadline),
        "people": people.collect::<Vec<_>>(),
        "unclear": unclear.collect::<Vec<_>>(),
    })
}

fn view_json(view: &View) -> Value {
    json!({
        "received_at": view.received_at,
        "proof": view.proof.to_string(),
        "late": view.is_late,
        "attachments": view.attachment_count,
        "words": view.words,
    })
}
