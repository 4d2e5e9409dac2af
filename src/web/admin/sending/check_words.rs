//! What the checks found in a letter, as the page shows it before sending.

use serde_json::{Value, json};

use super::send_form::SendForm;
use crate::lint;
use crate::model::{Diagnostic, Mailbox, Severity, format_count, format_number};
use crate::sending::{CheckedIssue, RecipientDiagnostic, RecipientException};
use crate::web::admin::letters::diagnostic_json::message_parts;
use crate::wording;

/// Describes everything that was found: what stops the letter, what to look at, and what stands in for missing fields.
pub(super) fn checks_json(checked: &CheckedIssue<'_>, form: &SendForm) -> Value {
    let of = |severity| checked.diagnostics().iter().filter(move |found| found.diagnostic.severity == severity);
    let blocks = of(Severity::Block).count() as u64;
    let looks = of(Severity::Warning).count() as u64;
    json!({
        "is_good": blocks == 0,
        "can_be_sent": of(Severity::Block).all(|found| can_be_allowed(found.diagnostic.id)),
        "headline": headline(blocks, looks),
        "blocks": block_rules(of(Severity::Block), form),
        "looks": of(Severity::Warning).map(found_json).collect::<Vec<_>>(),
        "notes": of(Severity::Note).map(found_json).collect::<Vec<_>>(),
        "unchecked": checked.unchecked(),
        "defaults": defaults(checked),
    })
}

/// Writes how much is to mend and to look at.
pub(super) fn headline(blocks: u64, looks: u64) -> String {
    let mend = if blocks == 0 { "Nothing to mend".to_owned() } else { format!("{} to mend", format_number(blocks)) };
    if looks == 0 { mend } else { format!("{mend}, {} to look at", format_number(looks)) }
}

/// Groups what stops the letter by its check, because a check is allowed as a whole.
fn block_rules<'a>(found: impl Iterator<Item = &'a RecipientDiagnostic>, form: &SendForm) -> Vec<Value> {
    let mut rules: Vec<(&str, Vec<Value>)> = Vec::new();
    for found in found {
        let id = found.diagnostic.id;
        match rules.iter_mut().find(|(known, _)| *known == id) {
            Some((_, all)) => all.push(found_json(found)),
            None => rules.push((id, vec![found_json(found)])),
        }
    }
    let to_json = |(id, found): (&str, Vec<Value>)| {
        json!({
            "id": id,
            "found": found,
            "can_be_allowed": can_be_allowed(id),
            "is_allowed": form.allowed().any(|(allowed, _)| allowed == id),
            "reason": form.value(&format!("reason-{id}")),
        })
    };
    rules.into_iter().map(to_json).collect()
}

fn can_be_allowed(id: &str) -> bool {
    lint::find_rule(id).is_some_and(|rule| !rule.mandatory)
}

/// Describes something that stops a letter before it can be rendered.
pub(super) fn stopped_json(found: &Diagnostic) -> Value {
    json!({
        "message": message_parts(&found.message),
        "location": found.location.as_ref().map(ToString::to_string),
        "line": found.location.as_ref().map(|location| location.line).filter(|line| *line > 0),
        "help": found.help.as_deref().map(message_parts),
    })
}

fn found_json(found: &RecipientDiagnostic) -> Value {
    let mut shown = stopped_json(&found.diagnostic);
    shown["people"] = found.recipients.as_ref().map(|people| names(&people.examples, people.count)).into();
    shown
}

fn names(examples: &[Mailbox], count: u64) -> String {
    let name = |person: &Mailbox| person.name.clone().unwrap_or_else(|| person.address.to_string());
    let mut names: Vec<_> = examples.iter().map(name).collect();
    names.extend(wording::and_more(count, names.len()));
    names.join(", ")
}

/// Describes what some recipients read instead of a field that they lack: `3 have no first name and read “friend”`.
fn defaults(checked: &CheckedIssue<'_>) -> Vec<Value> {
    let mut defaults = Vec::new();
    for (exception, people) in &checked.dry_run().exceptions {
        let RecipientException::DefaultUsed(field) = exception else { continue };
        let who = format_count(people.count, "has", "have");
        let what = field.replace('_', " ");
        let words = match lint::default_words(&checked.issue().draft, field) {
            Some(words) => {
                format!("{who} no {what} and {} “{words}”", if people.count == 1 { "reads" } else { "read" })
            }
            None => format!("{who} no {what}: the letter has other words for them"),
        };
        defaults.push(json!({ "words": words, "people": names(&people.examples, people.count) }));
    }
    defaults
}
