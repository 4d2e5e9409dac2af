//! `circular check`.

use serde_json::{Value, json};

use super::app::App;
use super::failure::{Failure, words_of};
use super::output::{counted, number, say};
use super::send::prepare::{Prepared, Unready, Whom, prepare};
use super::send::reach;
use crate::clock;
use crate::draft::{self, Check};
use crate::model::{Finding, Severity, closest};
use crate::rehearsal::{Readers, Remark};

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

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let drafts = if args.drafts.is_empty() {
        draft::all(&app.workspace.newsletters())?.into_iter().map(|(slug, _)| slug).collect()
    } else {
        args.drafts.clone()
    };
    if drafts.is_empty() && !args.json {
        say("There is no draft yet. Begin one: circular new \"The title\"");
    }
    let mut blocked = 0;
    let mut all = Vec::new();
    let mut all_found = [0; 3];
    for name in drafts {
        let prepared = prepare(app, &database, &name, &Whom::default()).await;
        let (prepared, remarks) = match prepared {
            Ok(prepared) => {
                draft::looked(&database, &prepared.script.proof, &prepared.look(), clock::now()).await?;
                let remarks = prepared.found();
                (Some(prepared), remarks)
            }
            Err(Unready::Found(findings)) => (None, findings.into_iter().map(Remark::from).collect()),
            Err(Unready::Failed(failure)) => return Err(failure),
        };
        let blocks = remarks.iter().any(|remark| remark.finding.severity == Severity::Block);
        blocked += u64::from(blocks);
        let found = tally(remarks.iter().map(|remark| &remark.finding));
        all_found = std::array::from_fn(|at| all_found[at] + found[at]);
        if args.json {
            all.push(json!({
                "draft": name,
                "recipients": prepared.as_ref().map(|prepared| prepared.rehearsal.recipients),
                "audience": prepared.as_ref().map(|Prepared { script, rehearsal }| {
                    reach::json(&script.proof.audience, &rehearsal.reach)
                }),
                "blocked": blocks,
                "findings": remarks.iter().map(as_json).collect::<Vec<_>>(),
            }));
        } else {
            print(app, &name, prepared.as_ref(), &remarks);
        }
    }
    if args.json {
        say(serde_json::to_string_pretty(&json!({ "drafts": all }))?);
    } else if all_found != [0; 3] {
        say(counts(all_found));
    }
    if blocked > 0 { Err(Failure::said()) } else { Ok(()) }
}

impl Args {
    /// Tells what a check looks for, where that was asked; it needs no workspace.
    pub(super) fn explained(&self) -> Option<Result<(), Failure>> {
        let id = self.explain.as_deref()?;
        Some(find(id).map(|check| {
            let what = match check.severity {
                Severity::Block => "blocks",
                Severity::Warning => "warns",
                Severity::Note => "notes",
            };
            say(format!("`{id}` {what}: {}.\n{}", check.finds, check.cure));
            if check.hard {
                say("No letter can be made while it stands.");
            } else if check.severity == Severity::Block {
                say(format!("If it is meant: circular send DRAFT --despite {id}"));
            }
        }))
    }
}

/// Finds a check by the id that somebody typed.
pub(super) fn find(id: &str) -> Result<&'static Check, Failure> {
    draft::explain(id).ok_or_else(|| {
        let failure = Failure::new(format!("there is no check `{id}`"));
        let ids = draft::CHECKS.iter().map(|check| check.id);
        match closest(id, ids.clone()) {
            Some(close) => failure.hint(format!("did you mean `{close}`?")),
            None => {
                failure.hint(format!("there are {}", ids.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")))
            }
        }
    })
}

/// Counts findings by their severity.
pub(super) fn tally<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> [u64; 3] {
    let mut tally = [0; 3];
    for finding in findings {
        tally[finding.severity as usize] += 1;
    }
    tally
}

/// Says how many there are of each severity, the gravest first: `2 blocks, 1 warning`.
pub(super) fn counts([notes, warnings, blocks]: [u64; 3]) -> String {
    let all = [(blocks, "block", "blocks"), (warnings, "warning", "warnings"), (notes, "note", "notes")];
    let some = all.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(count, one, many));
    some.collect::<Vec<_>>().join(", ")
}

fn print(app: &App, name: &str, prepared: Option<&Prepared>, remarks: &[Remark]) {
    for Remark { finding, readers } in remarks {
        // Whose copies cannot be made, the sentences say.
        let who = readers.as_ref().filter(|_| finding.severity < Severity::Block).map(who);
        say(words_of(finding, who.as_deref(), &app.workspace.root));
    }
    let blocks = remarks.iter().any(|remark| remark.finding.severity == Severity::Block);
    match prepared.filter(|_| !blocks) {
        Some(Prepared { script, rehearsal }) => {
            say(format!("`{name}` is ready: {} rendered.", counted(rehearsal.recipients, "copy", "copies")));
            for line in reach::lines(&script.proof.audience, &rehearsal.reach) {
                say(line);
            }
        }
        _ => say(format!("`{name}` cannot be sent as it is.")),
    }
}

/// Names those whom a finding is about, as far as there is room.
fn who(readers: &Readers) -> String {
    let named: Vec<_> = readers.first.iter().map(ToString::to_string).collect();
    match readers.count.saturating_sub(named.len() as u64) {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), number(more)),
    }
}

fn as_json(Remark { finding, readers }: &Remark) -> Value {
    let mut laid_out = json!({
        "id": finding.id,
        "severity": finding.severity.to_string(),
        "file": finding.place.as_ref().map(|place| &place.file),
        "line": finding.place.as_ref().map(|place| place.line).filter(|line| *line > 0),
        "column": finding.place.as_ref().map(|place| place.column).filter(|column| *column > 0),
        "sentence": finding.sentence,
        "hint": finding.hint,
    });
    if let Some(readers) = readers {
        let first: Vec<_> = readers.first.iter().map(ToString::to_string).collect();
        laid_out["readers"] = json!({ "count": readers.count, "first": first });
    }
    laid_out
}
