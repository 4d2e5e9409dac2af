//! Delivers issues: claims due deliveries, hands each copy to the relay, and records the result in the ledger.
//!
//! A delivery is committed as `sending` before the SMTP conversation begins, and its result after it. What a crash leaves
//! as `sending` is in doubt: never more rows than there are connections, and reported instead of repeated.
//!
//! Two actors do the work: the [`Scheduler`] runs the issues that are due, and each run hands its copies to workers, one
//! per connection. What a run has committed is published to [`RunUpdates`].

mod answer_check;
mod answer_links;
mod circuit_breaker;
mod delivery_log;
mod delivery_meter;
mod domain_queue;
mod issue_control;
mod issue_rests;
mod issue_run;
mod message_renderer;
mod outcome_recorder;
mod queue;
mod rejection_monitor;
mod relay_failure;
mod relay_session;
mod relay_transports;
mod reply_classifier;
mod retry;
mod run_clock;
mod run_context;
mod run_updates;
mod scheduler;
mod throttle;
mod upcoming_copies;
mod worker;
mod worker_pool;

pub use answer_links::AnswerLinks;
pub use delivery_log::redact_addresses;
pub use delivery_meter::{DeliveryMeter, LATENCY_BUCKETS, MeterReadings, RelaySighting, ReplyClass};
pub use issue_control::{finish_if_settled, mark_expired_leases, pause_issue_in};
pub use issue_rests::{IssueRest, IssueRests, RestReason};
pub use issue_run::{STOP_GRACE, run_issue};
pub use message_renderer::{
    MeasuredCopy, MessageRenderError, MessageRenderer, RendererSettings, UnsubscribeLinks, asks_still_wanted,
};
pub use queue::LEASE;
pub use relay_failure::RelayFailureKind;
pub use relay_session::{RelaySession, SendAttempt};
pub use relay_transports::{RelaySessions, RelayTransports};
pub use reply_classifier::{BounceBlame, DeliveryOutcome, classify, failure_text};
pub use retry::RetryPolicy;
pub use run_context::{RunContext, RunEnding};
pub use run_updates::{ConnectionLimit, Observed, RunFeed, RunProgress, RunUpdate, RunUpdates, Settled};
pub use scheduler::Scheduler;

use crate::database;
use crate::model::RelayName;
use crate::segment::{BadCondition, FrozenConditionError};

/// Why an issue could not be frozen, changed or delivered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A run cannot draw the number by which its claims are known.
    #[error(transparent)]
    Random(#[from] std::io::Error),
    /// A worker ended before its run did.
    #[error("a worker that sends messages stopped unexpectedly")]
    WorkerFailed,
    /// The relay that an issue was frozen for is no longer in the settings.
    #[error("the relay `{0}`, for which this issue was frozen, is no longer in the settings")]
    RelayGone(RelayName),
    /// The relay of an issue cannot be used.
    #[error("the relay of this issue cannot be used at present")]
    RelayClosed,
    /// The list of an issue no longer exists.
    #[error("the list of this issue no longer exists")]
    ListGone,
    /// The condition of an issue names something that is gone.
    #[error("the recipients of this issue cannot be checked again: {0}")]
    Condition(BadCondition),
    /// The keys that sign unsubscribe links cannot be read.
    #[error(transparent)]
    Keys(#[from] crate::subscription::Error),
    /// The frozen content cannot be rendered.
    #[error(transparent)]
    Render(#[from] MessageRenderError),
}

impl Error {
    /// Returns `true` if the database is a server that is not there at the moment.
    #[must_use]
    pub const fn is_database_away(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_away())
    }
}

impl From<FrozenConditionError> for Error {
    fn from(error: FrozenConditionError) -> Self {
        match error {
            FrozenConditionError::Condition(bad) => Self::Condition(bad),
            FrozenConditionError::Database(error) => Self::Database(error),
        }
    }
}
