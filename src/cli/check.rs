//! `circular check`.

use serde_json::{Value, json};

use super::app::App;
use super::failure::{Failure, words};
use super::output::{counted, number, say};
use super::send::prepare::{Prepared, Unready, Whom, prepare};
use super::send::reach;
use crate::clock;
use crate::draft::{self, Check};
use crate::model::{Finding, Place, Severity, closest};

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
    let mut tally = [0; 3];
    for name in drafts {
        let prepared = prepare(app, &database, &name, &Whom::default()).await;
        let (prepared, findings) = match prepared {
            Ok(prepared) => {
                draft::looked(&database, &prepared.proof, &prepared.look, clock::now()).await?;
                let findings = prepared.findings();
                (Some(prepared), findings)
            }
            Err(Unready::Found(findings)) => (None, findings),
            Err(Unready::Failed(failure)) => return Err(failure),
        };
        let blocks = findings.iter().any(|finding| finding.severity == Severity::Block);
        blocked += u64::from(blocks);
        for finding in &findings {
            tally[finding.severity as usize] += 1;
        }
        if args.json {
            let findings: Vec<_> = findings.iter().map(as_json).collect();
            let recipients = prepared.as_ref().map(|prepared| prepared.rehearsal.recipients);
            let audience =
                prepared.as_ref().map(|prepared| reach::json(&prepared.proof.audience, &prepared.rehearsal.reach));
            all.push(json!({
                "draft": name, "recipients": recipients, "audience": audience, "blocked": blocks, "findings": findings,
            }));
        } else {
            print(app, &name, prepared.as_ref(), &findings);
        }
    }
    if args.json {
        say(serde_json::to_string_pretty(&json!({ "drafts": all }))?);
    } else if tally != [0; 3] {
        say(counts(tally));
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

/// Says how many there are of each severity, the gravest first: `2 blocks, 1 warning`.
fn counts([notes, warnings, blocks]: [u64; 3]) -> String {
    let all = [(blocks, "block", "blocks"), (warnings, "warning", "warnings"), (notes, "note", "notes")];
    let some = all.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| counted(count, one, many));
    some.collect::<Vec<_>>().join(", ")
}

fn print(app: &App, name: &str, prepared: Option<&Prepared>, findings: &[Finding]) {
    for finding in findings {
        say(words(finding, &app.workspace.root));
    }
    let blocks = findings.iter().any(|finding| finding.severity == Severity::Block);
    match prepared.filter(|_| !blocks) {
        Some(Prepared { proof, rehearsal, .. }) => {
            say(format!("`{name}` is ready: {} rendered.", counted(rehearsal.recipients, "copy", "copies")));
            for line in reach::lines(&proof.audience, &rehearsal.reach) {
                say(line);
            }
        }
        _ => say(format!("`{name}` cannot be sent as it is.")),
    }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "id": finding.id,
        "severity": finding.severity.to_string(),
        "file": finding.place.as_ref().map(|place| &place.file),
        "line": finding.place.as_ref().map(|place| place.line).filter(|line| *line > 0),
        "column": finding.place.as_ref().map(|place| place.column).filter(|column| *column > 0),
        "sentence": finding.sentence,
        "hint": finding.hint,
    })
}

impl Prepared {
    /// Returns what the rehearsal found.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let rehearsal = &self.rehearsal;
        let place = Some(Place { file: self.proof.draft.file.clone(), line: 0, column: 0 });
        let finding = |id, severity, sentence| Finding { id, severity, place: place.clone(), sentence, hint: None };
        let mut findings = Vec::new();
        for (address, why) in &rehearsal.failures {
            let sentence = format!("the copy for {address} cannot be made: {why}");
            findings.push(finding("unprintable", Severity::Block, sentence));
        }
        let more = rehearsal.failed.saturating_sub(rehearsal.failures.len() as u64);
        if more > 0 {
            let copies = counted(more, "more copy", "more copies");
            findings.push(finding("unprintable", Severity::Block, format!("{copies} cannot be made")));
        }
        if rehearsal.recipients == 0 {
            findings.push(finding("nobody", Severity::Block, "nobody would get this letter".to_owned()));
        }
        findings.extend(self.narrowed());
        for (field, place) in draft::printed(&self.proof.draft) {
            let Some(count) = rehearsal.empty.get(&field) else { continue };
            let people = counted(rehearsal.recipients, "recipient", "recipients");
            let sentence = format!("no `{field}` is known for {} of {people}", number(*count));
            let hint = format!(
                "write `{{{{default {field} \"…\"}}}}`, or put it between `{{{{#if {field}}}}}` and `{{{{/if}}}}`"
            );
            let empty = finding("field-empty", Severity::Warning, sentence).with_hint(hint);
            findings.push(Finding { place: Some(place), ..empty });
        }
        let clipped = draft::clipped(rehearsal.largest_html);
        findings.extend(clipped.map(|clipped| Finding { place: place.clone(), ..clipped }));
        findings.extend(self.remarks.iter().cloned());
        draft::sort(&mut findings);
        findings
    }

    /// Finds what keeps a notice from members to whom the society's rules may ask to send it.
    fn narrowed(&self) -> Vec<Finding> {
        let (audience, reach) = (&self.proof.audience, &self.rehearsal.reach);
        let narrows = [
            ("where", reach.by_where, audience.condition.is_some()),
            ("exclude", reach.by_exclude, audience.exclusion.is_some()),
        ];
        let narrows = narrows.into_iter().filter(|(_, _, is_there)| audience.statutory && *is_there);
        let finding = |(key, count, _)| Finding {
            id: "notice-narrowed",
            severity: Severity::Warning,
            place: Some(self.proof.draft.place_of(key)),
            sentence: format!(
                "it is a statutory notice, and `{key}` keeps it from {} of {}",
                number(count),
                counted(reach.readers(), "reader", "readers")
            ),
            hint: Some("leave it out, unless your rules allow you to leave members out".to_owned()),
        };
        narrows.map(finding).collect()
    }
}
