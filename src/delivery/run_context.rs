//! What a run needs, and how it can end.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::MessageRenderer;
use crate::config::{RetrySettings, ThrottleSettings};
use crate::database::Database;
use crate::model::{Address, Issue, Pause};
use crate::smtp::Transport;

/// Everything that a run needs.
pub struct RunContext<'a> {
    /// Where the ledger is.
    pub database: &'a Database,
    /// What is sent.
    pub issue: &'a Issue,
    /// What makes the copies.
    pub renderer: Arc<MessageRenderer>,
    /// What opens connections.
    pub transport: Arc<Transport>,
    /// The envelope's sender.
    pub from: Address,
    /// How fast.
    pub throttle: &'a ThrottleSettings,
    /// When what was deferred goes again.
    pub retry: RetrySettings,
    /// How many connections at most.
    pub connections: usize,
    /// How long a relay in trouble is waited for.
    pub retry_policy: RetryPolicy,
    /// What time it is.
    pub now: fn() -> Timestamp,
}

/// How long a relay in trouble is waited for.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// How many tries in a row may fail.
    pub max_failures: u32,
    /// The wait after the first; it doubles up to a minute.
    pub first_delay: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnding {
    /// Nothing waits any more.
    Completed,
    /// Some copies wait; the next is due then.
    Waiting(Timestamp),
    /// It was asked to stop; what was under way was finished.
    Stopped,
    /// The relay is in trouble; everything not sent waits.
    RelayFailed {
        /// What went wrong.
        words: String,
        /// Whether waiting cannot help.
        permanent: bool,
    },
    /// The issue is paused.
    Paused(Pause),
    /// The issue was called off.
    Cancelled,
}

impl fmt::Display for RunEnding {
    /// Says it for the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed => f.write_str("done"),
            Self::Waiting(due) => write!(f, "the next is due at {due}"),
            Self::Stopped => f.write_str("stopped"),
            Self::RelayFailed { words, .. } => write!(f, "the relay is in trouble: {words}"),
            Self::Paused(Pause { detail: Some(detail), .. }) => write!(f, "paused: {detail}"),
            Self::Paused(_) => f.write_str("paused"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}
