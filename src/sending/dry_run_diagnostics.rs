//! The diagnostics of a dry run, each with its location in the draft and the recipients it concerns.

use super::{DryRun, PreparedIssue, RecipientException, RecipientSample};
use crate::lint;
use crate::model::{Diagnostic, Severity, SourceLocation, format_count, format_number};
use crate::segment::Condition;

/// A diagnostic and the copies it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientDiagnostic {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// The recipients it concerns; `None` if it is the same for all.
    pub recipients: Option<RecipientSample>,
}

impl From<Diagnostic> for RecipientDiagnostic {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, recipients: None }
    }
}

impl PreparedIssue {
    /// Returns the diagnostics of lint and of the dry run, most severe first.
    #[must_use]
    pub fn diagnostics(&self, dry_run: &DryRun) -> Vec<RecipientDiagnostic> {
        let mut found: Vec<RecipientDiagnostic> =
            self.lint_diagnostics.iter().cloned().map(RecipientDiagnostic::from).collect();
        if dry_run.recipients == 0 {
            found.push(
                self.draft_diagnostic("nobody", Severity::Block, "nobody would get this letter".to_owned()).into(),
            );
        }
        found.extend(
            dry_run
                .exceptions
                .iter()
                .flat_map(|(exception, recipients)| self.describe_exception(dry_run, exception, recipients)),
        );
        found.extend(self.narrowed_notices(dry_run).map(RecipientDiagnostic::from));
        let clipped = lint::clipped_html(dry_run.largest_html);
        found.extend(clipped.map(|found| Diagnostic { location: Some(self.draft_location()), ..found }.into()));
        lint::sort_by_diagnostic(&mut found, |found| &found.diagnostic);
        found
    }

    /// Describes an exception, unless the draft provides for it.
    fn describe_exception(
        &self,
        dry_run: &DryRun,
        exception: &RecipientException,
        recipients: &RecipientSample,
    ) -> Vec<RecipientDiagnostic> {
        let people = format_count(dry_run.rendered, "recipient", "recipients");
        let diagnostic = match exception {
            RecipientException::RenderFailed => return self.render_failures(dry_run, recipients),
            RecipientException::DefaultUsed(_) => return Vec::new(),
            RecipientException::EmptyLetter => self.empty_letter(dry_run, recipients, "word"),
            RecipientException::EmptySubject => {
                let found = self.empty_letter(dry_run, recipients, "subject");
                Diagnostic { location: Some(self.draft.key_location("subject")), ..found }
            }
            RecipientException::EmptyLink => {
                let who = format_count(recipients.count, "recipient gets", "recipients get");
                let message = format!("{who} a link that leads nowhere");
                let help =
                    "the field is empty or no address: correct it, or put the link between `{{#if …}}` and `{{/if}}`";
                let found = self.draft_diagnostic("link-empty", Severity::Warning, message).with_help(help);
                Diagnostic { location: self.first_field_link().or(found.location), ..found }
            }
            RecipientException::MissingField(field) => {
                let message = format!("no `{field}` is known for {} of {people}", format_number(recipients.count));
                let help = format!(
                    "write `{{{{default {field} \"…\"}}}}`, or put it between `{{{{#if {field}}}}}` and `{{{{/if}}}}`"
                );
                self.at_field(field, self.draft_diagnostic("field-empty", Severity::Warning, message).with_help(help))
            }
            RecipientException::DuplicateName => {
                let who = format_count(recipients.count, "recipient gets", "recipients get");
                let message = format!("{who} the same letter as another recipient of the same name");
                let help = "if it is one person, remove one of the addresses from the list; if they are two, say so once: \
                            `circular subscriber edit ADDRESS --field namesake=yes`";
                self.draft_diagnostic("same-name", Severity::Warning, message).with_help(help)
            }
            RecipientException::UnusualName(field) => {
                let whose = format_count(recipients.count, "recipient", "recipients");
                let message = format!("the `{field}` of {whose} is not written as a name");
                let help = format!("fix it: `circular subscriber edit ADDRESS --field {field}=…`");
                self.at_field(field, self.draft_diagnostic("odd-name", Severity::Note, message).with_help(help))
            }
        };
        let is_for_all = diagnostic.id == "letter-empty" && recipients.count == dry_run.rendered;
        vec![RecipientDiagnostic { diagnostic, recipients: (!is_for_all).then(|| recipients.clone()) }]
    }

    /// Says that nothing is left of the letter, or of its subject, for some recipients or for all.
    fn empty_letter(&self, dry_run: &DryRun, recipients: &RecipientSample, lacks: &str) -> Diagnostic {
        if recipients.count == dry_run.rendered {
            let message = format!("everybody would get a letter without a {lacks}");
            return self.draft_diagnostic("letter-empty", Severity::Block, message).with_help("write something");
        }
        let who = format_count(recipients.count, "recipient gets", "recipients get");
        let message = format!("{who} a letter without a {lacks}");
        let help = "write something for them behind `{{else}}`, or leave them out by `where:`";
        self.draft_diagnostic("letter-empty", Severity::Block, message).with_help(help)
    }

    /// Returns the location of the first link that has a field in its address or host.
    fn first_field_link(&self) -> Option<SourceLocation> {
        let body = self.draft.document.readable_body()?;
        let decides = |target: &str| {
            let before = target.find("{{").map(|at| target[..at].rsplit("://").next().unwrap_or_default());
            before.is_some_and(|before| !before.contains(['/', '?', '#']))
        };
        let link = body.links.iter().find(|link| !link.is_image && decides(&link.target))?;
        let (row, column) = body.line_and_column(link.start);
        Some(SourceLocation { file: self.draft.file.clone(), line: self.draft.body_line_offset + row, column })
    }

    /// Says why the first copies cannot be made, and how many others there are.
    fn render_failures(&self, dry_run: &DryRun, recipients: &RecipientSample) -> Vec<RecipientDiagnostic> {
        let first = dry_run.render_failures.iter();
        let messages = first.map(|(address, why)| format!("the copy for {address} cannot be made: {why}"));
        let more = recipients.count.saturating_sub(dry_run.render_failures.len() as u64);
        let more = (more > 0).then(|| format!("{} cannot be made", format_count(more, "more copy", "more copies")));
        let block = |message| self.draft_diagnostic("unprintable", Severity::Block, message);
        let mut found: Vec<_> = messages.chain(more).map(|message| RecipientDiagnostic::from(block(message))).collect();
        if let Some(first) = found.first_mut() {
            first.recipients = Some(recipients.clone());
        }
        found
    }

    /// Finds the conditions that keep a statutory notice from members.
    fn narrowed_notices(&self, dry_run: &DryRun) -> impl Iterator<Item = Diagnostic> {
        let (segment, stats) = (&self.segment, &dry_run.stats);
        // Those who answered the notice itself have it: a reminder is for the others.
        let narrows = |condition: &Option<Condition>| condition.as_ref().is_some_and(|used| used.letters().is_empty());
        let conditions = [
            ("where", stats.excluded_by_where, narrows(&segment.condition)),
            ("exclude", stats.excluded_by_exclude, narrows(&segment.exclusion)),
        ];
        let narrowing = conditions.into_iter().filter(|(_, _, is_used)| segment.statutory && *is_used);
        narrowing.map(|(key, count, _)| Diagnostic {
            id: "notice-narrowed",
            severity: Severity::Warning,
            location: Some(self.draft.key_location(key)),
            message: format!(
                "it is a statutory notice, and `{key}` keeps it from {} of {}",
                format_number(count),
                format_count(stats.eligible(), "reader", "readers")
            ),
            help: Some("leave it out, unless your rules allow you to leave members out".to_owned()),
            suggestion: None,
        })
    }

    fn draft_diagnostic(&self, id: &'static str, severity: Severity, message: String) -> Diagnostic {
        Diagnostic { id, severity, location: Some(self.draft_location()), message, help: None, suggestion: None }
    }

    fn at_field(&self, field: &str, found: Diagnostic) -> Diagnostic {
        let location = self.field_usage.get(field).map(|usage| usage.location.clone());
        Diagnostic { location: location.or(found.location), ..found }
    }

    /// Returns the location of the draft as a whole.
    fn draft_location(&self) -> SourceLocation {
        SourceLocation { file: self.draft.file.clone(), line: 0, column: 0 }
    }
}
