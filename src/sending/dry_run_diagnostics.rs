//! What a rehearsal found, in words, each with its place in the draft and with those whom it is about.

use super::{DryRun, PreparedDraft, RecipientException, RecipientSample};
use crate::draft;
use crate::model::{Diagnostic, Severity, SourceLocation, format_count, format_number};

/// Something that was found, and in whose copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientDiagnostic {
    /// What it is.
    pub diagnostic: Diagnostic,
    /// Whom it is about; `None` where it is the same for all.
    pub recipients: Option<RecipientSample>,
}

impl From<Diagnostic> for RecipientDiagnostic {
    fn from(finding: Diagnostic) -> Self {
        Self { diagnostic: finding, recipients: None }
    }
}

impl PreparedDraft {
    /// Returns all that was found, the gravest first.
    #[must_use]
    pub fn found(&self, rehearsal: &DryRun) -> Vec<RecipientDiagnostic> {
        let mut remarks: Vec<RecipientDiagnostic> =
            self.lint_diagnostics.iter().cloned().map(RecipientDiagnostic::from).collect();
        if rehearsal.recipients == 0 {
            remarks.push(
                self.draft_diagnostic("nobody", Severity::Block, "nobody would get this letter".to_owned()).into(),
            );
        }
        remarks.extend(
            rehearsal
                .exceptions
                .iter()
                .flat_map(|(oddity, readers)| self.describe_exception(rehearsal, oddity, readers)),
        );
        remarks.extend(self.narrowed_notices(rehearsal).map(RecipientDiagnostic::from));
        let clipped = draft::clipped_html(rehearsal.largest_html);
        remarks.extend(clipped.map(|finding| Diagnostic { location: Some(self.draft_location()), ..finding }.into()));
        draft::sort_by_diagnostic(&mut remarks, |remark| &remark.diagnostic);
        remarks
    }

    /// Says what an oddity is, where it is more than what the draft provides for.
    fn describe_exception(
        &self,
        rehearsal: &DryRun,
        oddity: &RecipientException,
        readers: &RecipientSample,
    ) -> Vec<RecipientDiagnostic> {
        let people = format_count(rehearsal.rendered, "recipient", "recipients");
        let finding = match oddity {
            RecipientException::RenderFailed => return self.render_failures(rehearsal, readers),
            RecipientException::DefaultUsed(_) => return Vec::new(),
            RecipientException::MissingField(field) => {
                let sentence = format!("no `{field}` is known for {} of {people}", format_number(readers.count));
                let hint = format!(
                    "write `{{{{default {field} \"…\"}}}}`, or put it between `{{{{#if {field}}}}}` and `{{{{/if}}}}`"
                );
                self.at_field(field, self.draft_diagnostic("field-empty", Severity::Warning, sentence).with_help(hint))
            }
            RecipientException::DuplicateName => {
                let who = format_count(readers.count, "recipient gets", "recipients get");
                let sentence = format!("{who} the same letter as somebody else of the same name");
                let hint = "if it is one person, take one of the addresses off the list";
                self.draft_diagnostic("same-name", Severity::Warning, sentence).with_help(hint)
            }
            RecipientException::UnusualName(field) => {
                let whose = format_count(readers.count, "recipient", "recipients");
                let sentence = format!("the `{field}` of {whose} is not written as a name");
                let list = &self.composed.segment.list.name;
                let hint = format!("mend it: `circular subscriber add ADDRESS --list {list} --field {field}=…`");
                self.at_field(field, self.draft_diagnostic("odd-name", Severity::Note, sentence).with_help(hint))
            }
        };
        vec![RecipientDiagnostic { diagnostic: finding, recipients: Some(readers.clone()) }]
    }

    /// Says of the first copies why they cannot be made, and of the others how many they are.
    fn render_failures(&self, rehearsal: &DryRun, readers: &RecipientSample) -> Vec<RecipientDiagnostic> {
        let block = |sentence| self.draft_diagnostic("unprintable", Severity::Block, sentence);
        let first = rehearsal.render_failures.iter();
        let sentences = first.map(|(address, why)| format!("the copy for {address} cannot be made: {why}"));
        let more = readers.count.saturating_sub(rehearsal.render_failures.len() as u64);
        let more = (more > 0).then(|| format!("{} cannot be made", format_count(more, "more copy", "more copies")));
        let remarks = sentences.chain(more).map(|sentence| RecipientDiagnostic::from(block(sentence)));
        let mut remarks: Vec<_> = remarks.collect();
        if let Some(first) = remarks.first_mut() {
            first.recipients = Some(readers.clone());
        }
        remarks
    }

    /// Finds what keeps a notice from members to whom the society's rules may ask to send it.
    fn narrowed_notices(&self, rehearsal: &DryRun) -> impl Iterator<Item = Diagnostic> {
        let (audience, reach) = (&self.composed.segment, &rehearsal.stats);
        let narrows = [
            ("where", reach.excluded_by_where, audience.condition.is_some()),
            ("exclude", reach.excluded_by_exclude, audience.exclusion.is_some()),
        ];
        let narrows = narrows.into_iter().filter(|(_, _, is_there)| audience.statutory && *is_there);
        narrows.map(|(key, count, _)| Diagnostic {
            id: "notice-narrowed",
            severity: Severity::Warning,
            location: Some(self.composed.draft.key_location(key)),
            message: format!(
                "it is a statutory notice, and `{key}` keeps it from {} of {}",
                format_number(count),
                format_count(reach.eligible(), "reader", "readers")
            ),
            help: Some("leave it out, unless your rules allow you to leave members out".to_owned()),
        })
    }

    fn draft_diagnostic(&self, id: &'static str, severity: Severity, sentence: String) -> Diagnostic {
        Diagnostic { id, severity, location: Some(self.draft_location()), message: sentence, help: None }
    }

    fn at_field(&self, field: &str, finding: Diagnostic) -> Diagnostic {
        let place = self.field_usage.get(field).map(|printed| printed.location.clone());
        Diagnostic { location: place.or(finding.location), ..finding }
    }

    /// Returns the place of the draft as a whole.
    fn draft_location(&self) -> SourceLocation {
        SourceLocation { file: self.composed.draft.file.clone(), line: 0, column: 0 }
    }
}
