//! Sends a draft: prepare, dry run, freeze, run, resume, cancel. The one API that every face calls.
//!
//! 1. [`PreparedIssue::prepare`] reads and composes a draft, and lints it.
//! 2. [`PreparedIssue::check`] renders every copy and keeps none; [`CheckedIssue::release`] asks the rules.
//! 3. [`freeze_issue`] takes what was released and nothing else. It stores the issue and queues its copies, unless the list has one that must not be replaced.
//! 4. [`run_issue`] sends it, reporting each commit; [`pause_issue`], [`resume_issue`], [`cancel_issue`] and
//!    [`resolve_in_doubt`] change it from any process.
//!
//! Functions take what they use and return enums and figures; the words for people are made in `cli` and `web`.

mod allowed_rules;
mod answer_diagnostics;
mod content_check;
mod content_digest;
mod dry_run;
mod dry_run_diagnostics;
mod event_changes;
mod existing_issue;
mod filed_copies;
mod find_recipient;
mod freeze;
mod issue_control;
mod ledger_archive;
mod letter_preview;
mod parallel_map;
mod prepare_error;
mod prepared_issue;
mod rate_meter;
mod recipient_exceptions;
mod release;
mod repeated_question;
mod resume;
mod review;
mod run;
mod schedule;
mod segment_override;
mod sending_service;
mod sent_drafts;
mod test_copies;
mod test_memory;
mod transport;
mod web_diagnostics;
mod welcome_letter;
mod welcome_mailer;
mod word_digests;

pub use allowed_rules::{AllowError, AllowedRules, BlockedError};
pub use dry_run::DryRun;
pub use dry_run_diagnostics::RecipientDiagnostic;
pub use existing_issue::{
    ContinueError, ContinueOutcome, ExistingIssue, SegmentOption, continue_issue, existing_issue, is_replaceable,
    unfinished_issue,
};
pub use filed_copies::{FiledCopies, filed_copies};
pub use find_recipient::FirstRecipient;
pub use freeze::{FreezeError, FreezeOptions, freeze_issue};
pub use issue_control::{
    CancelOutcome, InDoubtDecision, IssueEnd, PauseOutcome, ResolveOutcome, cancel_issue, pause_issue,
    resolve_in_doubt, resolve_one_in_doubt, settle_expired_leases,
};
pub use ledger_archive::{ArchiveObstacle, archive_ledger, archive_obstacle, has_unarchived};
pub use letter_preview::LetterPreview;
pub use prepare_error::PrepareError;
pub use prepared_issue::{PrepareInput, PreparedIssue};
pub use rate_meter::RateMeter;
pub use recipient_exceptions::{RecipientException, RecipientSample};
pub use release::{CheckedIssue, ReleasedIssue};
pub use resume::{ResumeOptions, ResumeOutcome, resume_issue};
pub use run::{RunError, RunEvent, RunInput, RunSummary, StopRequest, WaitReason, run_issue};
pub use schedule::{ScheduleError, ScheduleRequest};
pub use segment_override::SegmentOverride;
pub use sending_service::{RelayProblem, SendingService};
pub use sent_drafts::unsent_drafts;
pub use test_copies::{MAX_TEST_ADDRESSES, TestAddresses, TestCopies, TestError};
pub use test_memory::TestMemory;
pub use transport::{TransportError, check_relay_lists, open_transport};
pub use welcome_letter::WelcomeLetter;
pub use welcome_mailer::WelcomeMailer;

use crate::{database, delivery, subscription};

/// Why nothing is sent from a workspace that was handed over.
const HANDED_OVER: &str = "this workspace was handed over: letters are sent from the new place";

/// Why a step of sending failed, other than a decision that one of its own enums reports.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A run or its renderer failed.
    #[error(transparent)]
    Delivery(#[from] delivery::Error),
    /// The keys that seal unsubscribe tokens are not available.
    #[error(transparent)]
    Keys(#[from] subscription::Error),
    /// The workspace was handed over: letters are sent from the new place.
    #[error("{HANDED_OVER}")]
    HandedOver,
}

impl From<delivery::MessageRenderError> for Error {
    fn from(error: delivery::MessageRenderError) -> Self {
        Self::Delivery(error.into())
    }
}
