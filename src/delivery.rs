//! Takes an issue round: plans it, sends it, keeps the ledger.
//!
//! The order of truth: `sending` is committed before the talk with the relay begins, its result after it. What a crash
//! leaves as `sending` is in doubt, never more than there are connections, and is named instead of repeated.

mod circuit_breaker;
mod confirmation_builder;
mod confirmation_mailer;
mod database_retry;
mod delivery_log;
mod dispatcher;
mod domain_queue;
mod freeze;
mod issue_control;
mod message_renderer;
mod queue;
mod rejection_monitor;
mod reply_classifier;
mod retry_delay;
mod run_context;
mod run_progress;
mod runner;
mod scheduler;
mod send_now;
mod throttle;
mod worker;

pub use confirmation_builder::{ConfirmationBuilder, ConfirmationTemplateError};
pub use confirmation_mailer::ConfirmationMailer;
pub use dispatcher::IssueDispatcher;
pub use freeze::{IssuePlan, freeze_issue, is_replaceable};
pub use issue_control::{
    ResumeOptions, cancel_issue, pause_issue, resolve_in_doubt, resume_issue, settle_expired_leases,
};
pub use message_renderer::{MessageRenderError, MessageRenderer, UnsubscribeLinks};
pub use queue::LEASE;
pub use run_context::{RetryPolicy, RunContext, RunEnding};
pub use run_progress::RunProgress;
pub use runner::run_issue;
pub use send_now::{SendResult, send_now};

use crate::database;

/// Why the work of delivering stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A part of the program that carries copies ended before its time.
    #[error("a carrier of copies broke down")]
    WorkerFailed,
    /// The list of an issue is not there.
    #[error("the list of this issue is gone")]
    ListGone,
    /// There are no keys for the links.
    #[error(transparent)]
    Keys(#[from] crate::subscription::Error),
    /// What is frozen cannot be made into copies.
    #[error(transparent)]
    Render(#[from] MessageRenderError),
    /// Text that can be turned into JSON was not.
    #[error("cannot freeze the issue")]
    Freeze(#[source] serde_json::Error),
}
