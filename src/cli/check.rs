//! `circular check`.

use serde_json::{Value, json};

use super::app::App;
use super::error::{CommandError, format_diagnostic_for};
use super::output::{format_count, format_number, print_line};
use super::send::prepare_send::{PrepareSendError, PreparedSend, SegmentArgs, prepare_send};
use super::send::recipient_counts;
use crate::clock;
use crate::draft::{self, LintRule};
use crate::model::{Diagnostic, Severity, closest_match};
use crate::sending::{RecipientDiagnostic, RecipientSample};

/// Render every copy of a draft and name what is wrong; nobody is sent anything
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The drafts, by name or path [default: all]
    drafts: Vec<String>,
    /// Tell what a check looks for, by its id such as `date-clash`, and check nothing
    #[arg(long, value_name = "ID", conflicts_with_all = ["drafts", "json"])]
    explain: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let drafts = if args.drafts.is_empty() {
        draft::list_drafts(&app.workspace.drafts_dir())?.into_iter().map(|(slug, _)| slug).collect()
    } else {
        args.drafts.clone()
    };
    if drafts.is_empty() && !args.json {
        print_line("There is no draft yet. Begin one: circular new \"The title\"");
    }
    let mut blocked = 0;
    let mut all = Vec::new();
    let mut all_found = [0; 3];
    for name in drafts {
        let prepared = prepare_send(app, &database, &name, &SegmentArgs::default()).await;
        let (prepared, remarks) = match prepared {
            Ok(prepared) => {
                draft::save_snapshot(&database, &prepared.draft.composed, &prepared.snapshot(), clock::now()).await?;
                let remarks = prepared.diagnostics();
                (Some(prepared), remarks)
            }
            Err(PrepareSendError::Diagnostics(findings)) => {
                (None, findings.into_iter().map(RecipientDiagnostic::from).collect())
            }
            Err(PrepareSendError::Failed(failure)) => return Err(failure),
        };
        let blocks = remarks.iter().any(|remark| remark.diagnostic.severity == Severity::Block);
        blocked += u64::from(blocks);
        let found = count_by_severity(remarks.iter().map(|remark| &remark.diagnostic));
        all_found = std::array::from_fn(|at| all_found[at] + found[at]);
        if args.json {
            all.push(json!({
                "draft": name,
                "recipients": prepared.as_ref().map(|prepared| prepared.dry_run.recipients),
                "audience": prepared.as_ref().map(|PreparedSend { draft, dry_run }| {
                    recipient_counts::recipients_json(&draft.composed.segment, &dry_run.stats)
                }),
                "blocked": blocks,
                "findings": remarks.iter().map(diagnostic_json).collect::<Vec<_>>(),
            }));
        } else {
            print_diagnostics(app, &name, prepared.as_ref(), &remarks);
        }
    }
    if args.json {
        print_line(serde_json::to_string_pretty(&json!({ "drafts": all }))?);
    } else if all_found != [0; 3] {
        print_line(severity_summary(all_found));
    }
    if blocked > 0 { Err(CommandError::already_reported()) } else { Ok(()) }
}

impl Args {
    /// Tells what a check looks for, where that was asked; it needs no workspace.
    pub(super) fn run_explain(&self) -> Option<Result<(), CommandError>> {
        let id = self.explain.as_deref()?;
        Some(rule_by_id(id).map(|check| {
            let what = match check.severity {
                Severity::Block => "blocks",
                Severity::Warning => "warns",
                Severity::Note => "notes",
            };
            print_line(format!("`{id}` {what}: {}.\n{}", check.description, check.help));
            if check.mandatory {
                print_line("No letter can be made while it stands.");
            } else if check.severity == Severity::Block {
                print_line(format!("If it is meant: circular send DRAFT --despite {id}"));
            }
        }))
    }
}

/// Finds a check by the id that somebody typed.
pub(super) fn rule_by_id(id: &str) -> Result<&'static LintRule, CommandError> {
    draft::find_rule(id).ok_or_else(|| {
        let failure = CommandError::new(format!("there is no check `{id}`"));
        let ids = draft::LINT_RULES.iter().map(|check| check.id);
        match closest_match(id, ids.clone()) {
            Some(close) => failure.with_hint(format!("did you mean `{close}`?")),
            None => failure
                .with_hint(format!("there are {}", ids.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))),
        }
    })
}

/// Counts findings by their severity.
pub(super) fn count_by_severity<'f>(findings: impl IntoIterator<Item = &'f Diagnostic>) -> [u64; 3] {
    let mut tally = [0; 3];
    for finding in findings {
        tally[finding.severity as usize] += 1;
    }
    tally
}

/// Says how many there are of each severity, the gravest first: `2 blocks, 1 warning`.
pub(super) fn severity_summary([notes, warnings, blocks]: [u64; 3]) -> String {
    let all = [(blocks, "block", "blocks"), (warnings, "warning", "warnings"), (notes, "note", "notes")];
    let some =
        all.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| format_count(count, one, many));
    some.collect::<Vec<_>>().join(", ")
}

fn print_diagnostics(app: &App, name: &str, prepared: Option<&PreparedSend>, remarks: &[RecipientDiagnostic]) {
    for RecipientDiagnostic { diagnostic: finding, recipients: readers } in remarks {
        // Whose copies cannot be made, the sentences say.
        let who = readers.as_ref().filter(|_| finding.severity < Severity::Block).map(recipient_summary);
        print_line(format_diagnostic_for(finding, who.as_deref(), &app.workspace.root));
    }
    let blocks = remarks.iter().any(|remark| remark.diagnostic.severity == Severity::Block);
    match prepared.filter(|_| !blocks) {
        Some(PreparedSend { draft: script, dry_run: rehearsal }) => {
            print_line(format!(
                "`{name}` is ready: {} rendered.",
                format_count(rehearsal.recipients, "copy", "copies")
            ));
            for line in recipient_counts::recipient_lines(&script.composed.segment, &rehearsal.stats) {
                print_line(line);
            }
        }
        _ => print_line(format!("`{name}` cannot be sent as it is.")),
    }
}

/// Names those whom a finding is about, as far as there is room.
fn recipient_summary(readers: &RecipientSample) -> String {
    let named: Vec<_> = readers.examples.iter().map(ToString::to_string).collect();
    match readers.count.saturating_sub(named.len() as u64) {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), format_number(more)),
    }
}

fn diagnostic_json(RecipientDiagnostic { diagnostic: finding, recipients: readers }: &RecipientDiagnostic) -> Value {
    let mut laid_out = json!({
        "id": finding.id,
        "severity": finding.severity.to_string(),
        "file": finding.location.as_ref().map(|place| &place.file),
        "line": finding.location.as_ref().map(|place| place.line).filter(|line| *line > 0),
        "column": finding.location.as_ref().map(|place| place.column).filter(|column| *column > 0),
        "sentence": finding.message,
        "hint": finding.help,
    });
    if let Some(readers) = readers {
        let first: Vec<_> = readers.examples.iter().map(ToString::to_string).collect();
        laid_out["readers"] = json!({ "count": readers.count, "first": first });
    }
    laid_out
}
