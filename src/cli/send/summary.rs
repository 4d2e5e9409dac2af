//! Shows what will happen, before the question.

use jiff::Timestamp;

use crate::cli::lint_words::format_found;
use crate::cli::list::basis_words;
use crate::cli::output::{format_count, format_long_time, format_number};
use crate::config::Workspace;
use crate::model::{ConsentBasis, ListName, ReviewSnapshot, Severity};
use crate::sending::CheckedIssue;
use crate::wording;

/// What the summary shows.
pub(super) struct SendSummary<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) checked: &'a CheckedIssue<'a>,
    /// The ids of the checks that block and were allowed.
    pub(super) overridden: &'a [&'static str],
    pub(super) last_review: Option<&'a ReviewSnapshot>,
    /// The lists whose welcome letter the draft is.
    pub(super) welcome_of: &'a [ListName],
    /// When the issue starts, if not now.
    pub(super) starts_at: Option<Timestamp>,
}

impl SendSummary<'_> {
    /// Returns subject, list, count, relay, rate, time and first recipients, then the warnings; notes are counted.
    pub(super) fn lines(&self) -> Vec<String> {
        let of =
            |severity| self.checked.diagnostics().iter().filter(move |found| found.diagnostic.severity == severity);
        let mut lines: Vec<_> =
            self.rows().into_iter().filter_map(|(label, value)| Some(format!("{label:<13} {}", value?))).collect();
        lines.extend(of(Severity::Warning).map(|found| format_found(found, &self.workspace.root)));
        let notes = of(Severity::Note).count() as u64;
        if notes > 0 {
            let count = format_count(notes, "note", "notes");
            lines.push(format!("{count}: `circular check {}` shows more", self.checked.issue().draft.slug));
        }
        lines
    }

    fn rows(&self) -> [(&'static str, Option<String>); 17] {
        let (issue, dry_run) = (self.checked.issue(), self.checked.dry_run());
        let list = &issue.segment.list;
        let chosen = issue.chosen_relay(&self.workspace.settings);
        let mut relay = wording::relay_words(&chosen, list);
        let mut rate = wording::rate_words(&chosen);
        let mut duration = wording::duration_words(&chosen, dry_run.recipients);
        if chosen.is_outbox() {
            relay.push_str("  (files on this machine: nobody is mailed)");
            (rate, duration) = ("at once".to_owned(), None);
        }
        let snapshot = self.checked.snapshot();
        let largest = format_number(dry_run.largest_message.div_ceil(1_000) as u64);
        [
            ("Subject", Some(dry_run.subject.clone())),
            ("From", Some(issue.content.sender.to_string())),
            ("List", Some(format!("{} ({})", list.name, list.title))),
            ("Basis", (list.basis != ConsentBasis::Consent).then(|| basis_words(list.basis))),
            ("Recipients", Some(self.recipients())),
            ("Welcome", self.welcome()),
            ("Left out", wording::excluded_summary(&dry_run.stats)),
            ("Notice", wording::notice_summary(&issue.segment, &dry_run.stats)),
            ("Relay", Some(relay)),
            ("Rate", Some(rate)),
            ("Duration", duration),
            ("Starts", self.start()),
            ("Last review", Some(self.changes(&snapshot))),
            ("Largest copy", Some(format!("{largest} kB"))),
            ("Attachments", self.files(false)),
            ("Images", self.files(true)),
            ("Allowed", (!self.overridden.is_empty()).then(|| quote_ids(self.overridden))),
        ]
    }

    fn recipients(&self) -> String {
        let dry_run = self.checked.dry_run();
        let first: Vec<_> = dry_run.first_recipients.iter().map(ToString::to_string).collect();
        let more = dry_run.recipients.saturating_sub(first.len() as u64);
        let more = if more > 0 { format!(" and {} more", format_number(more)) } else { String::new() };
        format!("{}: {}{more}", wording::recipient_count(&dry_run.stats), first.join(", "))
    }

    /// Says what changed since the last review.
    fn changes(&self, now: &ReviewSnapshot) -> String {
        let Some(last) = self.last_review else {
            return format!("never: `circular preview {}` shows it", self.checked.issue().draft.slug);
        };
        match wording::review_changes(last, now).as_slice() {
            [] => "nothing has changed since".to_owned(),
            changed => format!("changed since: {}", changed.join(", ")),
        }
    }

    /// Warns that people who join get the same draft.
    fn welcome(&self) -> Option<String> {
        let lists: Vec<_> = self.welcome_of.iter().map(|list| format!("`{list}`")).collect();
        let lists = (!lists.is_empty()).then(|| lists.join(", "))?;
        Some(format!("this draft is also the welcome letter of {lists}: do all of these people need it?"))
    }

    fn start(&self) -> Option<String> {
        let society = &self.workspace.settings.society;
        Some(format!("{} ({})", format_long_time(self.starts_at?, &society.time_zone()), society.timezone))
    }

    /// Names the files that are shown in the message, or those that are attached to it.
    fn files(&self, shown: bool) -> Option<String> {
        let files = self.checked.issue().content.attachments.iter().filter(|file| file.cid.is_some() == shown);
        let names: Vec<_> = files.map(|file| file.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

fn quote_ids(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}
