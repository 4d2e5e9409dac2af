//! `circular check`.

use serde_json::{Value, json};

use super::app::App;
use super::error::CommandError;
use super::lint_words::{count_by_severity, format_found, rule_by_id, severity_summary};
use super::output::{format_count, format_time, print_line, print_status};
use super::segment_json::segment_json;
use crate::clock;
use crate::database::{self, Database};
use crate::draft;
use crate::model::{List, ListName, Severity};
use crate::sending::{
    DryRun, ExistingIssue, PrepareError, PreparedIssue, RecipientDiagnostic, SegmentOverride, WelcomeLetter,
    existing_issue, unsent_drafts,
};
use crate::wording;

/// Render every copy of a draft and report problems; nothing is sent
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The drafts, by name or path [default: all that were not sent]
    drafts: Vec<String>,
    /// Explain a check, by its id such as `date-clash`, and check nothing
    #[arg(long, value_name = "ID", conflicts_with_all = ["drafts", "json"])]
    explain: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A draft that was checked.
struct CheckedDraft {
    name: String,
    /// The issue and its dry run, if copies could be made.
    prepared: Option<(PreparedIssue, DryRun)>,
    diagnostics: Vec<RecipientDiagnostic>,
    /// The issue that was made of it for the same list.
    existing: Option<ExistingIssue>,
    /// The list whose welcome letter it is.
    welcome_of: Option<ListName>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let mut sent = 0;
    let drafts = if args.drafts.is_empty() {
        let all = draft::list_drafts(&app.workspace.drafts_dir())?.into_iter().map(|(slug, _)| slug);
        let all: Vec<String> = all.collect();
        let count = all.len();
        let unsent = unsent_drafts(&database, all).await?;
        sent = (count - unsent.len()) as u64;
        unsent
    } else {
        args.drafts.clone()
    };
    if sent > 0 && !args.json {
        let left_out = format_count(sent, "draft that was sent is", "drafts that were sent are");
        print_status(format!("{left_out} left out; name one to check it again"));
    }
    if drafts.is_empty() && sent == 0 && !args.json {
        print_line("There is no draft yet. Create one: circular new \"The title\"");
    }
    let mut blocked = false;
    let mut all = Vec::new();
    let mut totals = [0; 3];
    for name in drafts {
        let checked = Box::pin(check_draft(app, &database, name)).await?;
        blocked |= checked.is_blocked();
        let counts = count_by_severity(checked.diagnostics.iter().map(|found| &found.diagnostic));
        totals = std::array::from_fn(|at| totals[at] + counts[at]);
        if args.json {
            all.push(checked.to_json());
        } else {
            checked.print(app);
        }
    }
    if args.json {
        print_line(serde_json::to_string_pretty(&json!({ "drafts": all }))?);
    } else if totals != [0; 3] {
        print_line(severity_summary(totals));
    }
    if blocked { Err(CommandError::already_reported()) } else { Ok(()) }
}

async fn check_draft(app: &App, database: &Database, name: String) -> Result<CheckedDraft, CommandError> {
    let now = clock::now();
    if let Some(list) = welcome_list(database, &name).await? {
        return check_welcome(app, database, name, list).await;
    }
    let everyone = SegmentOverride::default();
    match PreparedIssue::prepare_named(&app.workspace, database, &name, &everyone, now).await {
        Ok(issue) => {
            let dry_run = issue.dry_run(database, now).await?;
            let seen = issue.review_snapshot(dry_run.recipient_digest, dry_run.recipients);
            issue.record_review(database, &seen, now).await?;
            let diagnostics = issue.diagnostics(&dry_run);
            let existing = existing_issue(database, &issue.draft.slug, issue.segment.list.id).await?;
            Ok(CheckedDraft { name, prepared: Some((issue, dry_run)), diagnostics, existing, welcome_of: None })
        }
        Err(PrepareError::Diagnostics(found)) => {
            let diagnostics = found.into_iter().map(RecipientDiagnostic::from).collect();
            Ok(CheckedDraft { name, prepared: None, diagnostics, existing: None, welcome_of: None })
        }
        Err(PrepareError::Failed(error)) => Err(error.into()),
    }
}

/// Returns the first list whose welcome letter a draft is.
async fn welcome_list(database: &Database, name: &str) -> Result<Option<List>, CommandError> {
    let slug = draft::draft_slug(name.as_ref());
    let lists = database::lists::all(&mut database.begin_read().await?).await?;
    Ok(lists.into_iter().find(|list| list.welcome.as_ref() == Some(&slug)))
}

/// Checks a welcome letter as somebody gets it of whom only the address is known.
async fn check_welcome(app: &App, database: &Database, name: String, list: List) -> Result<CheckedDraft, CommandError> {
    let slug = draft::draft_slug(name.as_ref());
    let diagnostics = match WelcomeLetter::prepare(&app.workspace, database, &list, &slug, clock::now()).await {
        Ok(letter) => letter.diagnostics,
        Err(PrepareError::Diagnostics(found)) => found.into_iter().map(RecipientDiagnostic::from).collect(),
        Err(PrepareError::Failed(error)) => return Err(error.into()),
    };
    Ok(CheckedDraft { name, prepared: None, diagnostics, existing: None, welcome_of: Some(list.name) })
}

impl Args {
    /// Explains a check if that was asked; it needs no workspace.
    pub(super) fn run_explain(&self) -> Option<Result<(), CommandError>> {
        let id = self.explain.as_deref()?;
        Some(rule_by_id(id).map(|rule| {
            let what = match rule.severity {
                Severity::Block => "blocks",
                Severity::Warning => "warns",
                Severity::Note => "notes",
            };
            let sometimes = rule.other_severity;
            let when = if sometimes.is_empty() { String::new() } else { format!(" ({sometimes})") };
            print_line(format!("`{id}` {what}{when}: {}.\n{}", rule.description, rule.help));
            if rule.mandatory && sometimes.is_empty() {
                print_line("It cannot be overridden: no letter can be made until it is fixed.");
            } else if rule.mandatory {
                print_line("Where it blocks, it cannot be overridden: no letter can be made until it is fixed.");
            } else if rule.severity == Severity::Block {
                print_line(format!("To send it anyway: circular send DRAFT --allow {id}"));
            }
        }))
    }
}

impl CheckedDraft {
    fn is_blocked(&self) -> bool {
        self.diagnostics.iter().any(|found| found.diagnostic.severity == Severity::Block)
    }

    fn print(&self, app: &App) {
        for found in &self.diagnostics {
            print_line(format_found(found, &app.workspace.root));
        }
        match self.prepared.as_ref().filter(|_| !self.is_blocked()) {
            Some((issue, dry_run)) => {
                let copies = format_count(dry_run.recipients, "copy", "copies");
                let is_ready = match &self.existing {
                    Some(existing) => existing_summary(existing, &issue.segment.list, app),
                    None => "is ready".to_owned(),
                };
                print_line(format!("`{}` {is_ready}: {copies} rendered.", self.name));
                for line in wording::recipient_lines(&issue.segment, &dry_run.stats) {
                    print_line(line);
                }
            }
            None => print_line(match self.welcome_of.as_ref().filter(|_| !self.is_blocked()) {
                Some(list) => {
                    format!("`{}` is ready as the welcome letter of `{list}`.", self.name)
                }
                None => format!("`{}` cannot be sent as it is.", self.name),
            }),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "draft": self.name,
            "recipients": self.prepared.as_ref().map(|(_, dry_run)| dry_run.recipients),
            "segment": self.prepared.as_ref().map(|(issue, dry_run)| {
                segment_json(&issue.segment, &dry_run.stats)
            }),
            "blocked": self.is_blocked(),
            "welcome_of": self.welcome_of.as_ref().map(ListName::as_str),
            "issue_state": self.existing.as_ref().map(|existing| existing.issue().state.to_string()),
            "diagnostics": self.diagnostics.iter().map(diagnostic_json).collect::<Vec<_>>(),
        })
    }
}

/// Says what became of a draft that was sent, or is being sent.
fn existing_summary(existing: &ExistingIssue, list: &List, app: &App) -> String {
    let frozen = format_time(existing.issue().created_at, &app.workspace.settings.society.time_zone());
    let state = match existing {
        ExistingIssue::InProgress(_) => "is being sent",
        ExistingIssue::Paused(..) => "is paused while being sent",
        ExistingIssue::AlreadySent(_) => "was sent",
        ExistingIssue::Cancelled(_) => "was cancelled after a part was sent",
    };
    format!("{state} to `{}` as it was on {frozen}, and changes reach nobody", list.name)
}

fn diagnostic_json(found: &RecipientDiagnostic) -> Value {
    let RecipientDiagnostic { diagnostic, recipients } = found;
    json!({
        "id": diagnostic.id,
        "severity": diagnostic.severity.to_string(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "location": diagnostic.location.as_ref().map(|location| json!({
            "file": location.file,
            "line": Some(location.line).filter(|line| *line > 0),
            "column": Some(location.column).filter(|column| *column > 0),
        })),
        "affected_recipients": recipients.as_ref().map(|sample| json!({
            "count": sample.count,
            "examples": sample.examples.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })),
    })
}
