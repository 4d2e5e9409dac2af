//! What a run needs, and how it ends.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::delivery_meter::DeliveryMeter;
use super::message_renderer::MessageRenderer;
use super::relay_failure::RelayFailureKind;
use super::retry::RetryPolicy;
use super::run_updates::RunFeed;
use crate::config::{RetrySettings, ThrottleSettings};
use crate::database::Database;
use crate::model::{Address, Issue, Pause};
use crate::segment::Segment;
use crate::smtp::Transport;

/// What one run of an issue needs.
pub struct RunContext<'a> {
    /// The database with the ledger.
    pub database: &'a Database,
    /// The issue to send.
    pub issue: &'a Issue,
    /// The conditions that each recipient must still meet when their copy is claimed, if these depend on answers.
    pub conditions: Option<Segment>,
    /// Renders the copies.
    pub renderer: Arc<MessageRenderer>,
    /// Opens connections to the relay.
    pub transport: Arc<Transport>,
    /// The envelope sender.
    pub from: Address,
    /// The rate limits.
    pub throttle: &'a ThrottleSettings,
    /// When deferred copies are tried again.
    pub retry: RetrySettings,
    /// The maximum number of connections.
    pub connections: usize,
    /// How long an unavailable relay is tried.
    pub retry_policy: RetryPolicy,
    /// Where commits are published.
    pub feed: RunFeed,
    /// Whether the society's own server is told what became of copies.
    pub has_webhook: bool,
    /// Counts what the relay answers.
    pub meter: DeliveryMeter,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnding {
    /// No delivery is left.
    Completed,
    /// The next delivery is due at this time.
    Waiting(Timestamp),
    /// It was asked to stop; copies in progress were finished.
    Stopped,
    /// The relay is unavailable; everything that was not sent waits.
    RelayFailed {
        /// What went wrong.
        reason: Arc<str>,
        /// What kind of failure it is.
        kind: RelayFailureKind,
    },
    /// The issue is paused.
    Paused(Pause),
    /// The issue is cancelled.
    Cancelled,
}

impl fmt::Display for RunEnding {
    /// Writes the ending for the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed => f.write_str("done"),
            Self::Waiting(due) => write!(f, "next delivery due at {due}"),
            Self::Stopped => f.write_str("stopped"),
            Self::RelayFailed { reason, .. } => write!(f, "relay unavailable: {reason}"),
            Self::Paused(Pause { detail: Some(detail), .. }) => write!(f, "paused: {detail}"),
            Self::Paused(_) => f.write_str("paused"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}
