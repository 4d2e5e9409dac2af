//! The way to a release: every copy is rendered, the sender's domain is looked up, and no rule may block.

use std::path::Path;

use jiff::Timestamp;

use super::{AllowedRules, BlockedError, DryRun, PreparedIssue, RecipientDiagnostic};
use crate::config::{ChosenRelay, Settings};
use crate::database::allowed_rules::AllowedRule;
use crate::database::{self, Database};
use crate::doctor::{self, SendCheck};
use crate::model::ReviewSnapshot;

/// A prepared issue of which every copy was rendered, with everything that was found.
pub struct CheckedIssue<'a> {
    issue: &'a PreparedIssue,
    dry_run: DryRun,
    diagnostics: Vec<RecipientDiagnostic>,
    unchecked: Option<String>,
    is_trial: bool,
}

/// A checked issue that no rule keeps from being sent: the only value that can be frozen.
pub struct ReleasedIssue<'a> {
    pub(super) issue: &'a PreparedIssue,
    pub(super) recipients: u64,
    pub(super) is_trial: bool,
    /// The rules that block and were allowed, to be stored with the issue.
    pub(super) allowed: Vec<AllowedRule>,
    overridden: Vec<&'static str>,
}

impl PreparedIssue {
    /// Renders every copy and looks up whether sending would harm the sender's domain; `root` is the workspace's folder.
    ///
    /// # Errors
    /// The database failed.
    pub async fn check(
        &self,
        database: &Database,
        settings: &Settings,
        root: &Path,
        now: Timestamp,
    ) -> Result<CheckedIssue<'_>, database::Error> {
        let relay = self.chosen_relay(settings);
        let dry_run = self.dry_run(database, now).await?;
        let domain = check_sender(&relay, settings, root, self.content.sender.address.domain()).await;
        let mut diagnostics = self.diagnostics(&dry_run);
        diagnostics.extend(domain.diagnostics.into_iter().map(RecipientDiagnostic::from));
        let (unchecked, is_trial) = (domain.unchecked, relay.is_outbox());
        Ok(CheckedIssue { issue: self, dry_run, diagnostics, unchecked, is_trial })
    }
}

impl<'a> CheckedIssue<'a> {
    /// Returns the issue.
    #[must_use]
    pub const fn issue(&self) -> &'a PreparedIssue {
        self.issue
    }

    /// Returns what rendering every copy showed.
    #[must_use]
    pub const fn dry_run(&self) -> &DryRun {
        &self.dry_run
    }

    /// Returns everything that was found, most severe first, and at the end what the DNS says of the sender.
    #[must_use]
    pub fn diagnostics(&self) -> &[RecipientDiagnostic] {
        &self.diagnostics
    }

    /// Returns why the sender's domain could not be looked up; this blocks nothing.
    #[must_use]
    pub fn unchecked(&self) -> Option<&str> {
        self.unchecked.as_deref()
    }

    /// Returns whether its copies would only be written to files.
    #[must_use]
    pub const fn is_trial(&self) -> bool {
        self.is_trial
    }

    /// Returns the snapshot of what was checked.
    #[must_use]
    pub fn snapshot(&self) -> ReviewSnapshot {
        self.issue.review_snapshot(self.dry_run.recipient_digest, self.dry_run.recipients)
    }

    /// Releases the issue for sending, unless a rule blocks it that is not allowed.
    ///
    /// # Errors
    /// Rules block it.
    pub fn release(&self, allowed: &AllowedRules) -> Result<ReleasedIssue<'a>, BlockedError> {
        let overridden = allowed.check(self.diagnostics.iter().map(|found| &found.diagnostic))?;
        let stored = |id: &&str| AllowedRule { rule: (*id).to_owned(), reason: allowed.reason(id).map(str::to_owned) };
        Ok(ReleasedIssue {
            allowed: overridden.iter().map(stored).collect(),
            issue: self.issue,
            recipients: self.dry_run.recipients,
            is_trial: self.is_trial,
            overridden,
        })
    }
}

impl ReleasedIssue<'_> {
    /// Returns the ids of the rules that block and were allowed.
    #[must_use]
    pub fn overridden(&self) -> &[&'static str] {
        &self.overridden
    }

    /// Returns whether its copies are only written to files.
    #[must_use]
    pub const fn is_trial(&self) -> bool {
        self.is_trial
    }
}

/// Looks up whether sending would harm the sender's domain; for an outbox there is nothing to look up.
async fn check_sender(relay: &ChosenRelay<'_>, settings: &Settings, root: &Path, domain: &str) -> SendCheck {
    if relay.is_outbox() {
        return SendCheck::default();
    }
    let settings = relay.own_settings(settings, domain);
    doctor::check_before_sending(&settings, root, &doctor::dns_access(&settings)).await
}
