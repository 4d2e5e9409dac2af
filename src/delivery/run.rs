//! What a run needs, and how it can end.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::Printer;
use crate::config::{Retry, Throttle};
use crate::database::Database;
use crate::model::{Address, Issue, Pause};
use crate::transport::Transport;

/// Everything that a run needs.
pub struct Run<'a> {
    /// Where the ledger is.
    pub database: &'a Database,
    /// What is sent.
    pub issue: &'a Issue,
    /// What makes the copies.
    pub printer: Arc<Printer>,
    /// What opens connections.
    pub transport: Arc<Transport>,
    /// The envelope's sender.
    pub from: Address,
    /// How fast.
    pub throttle: &'a Throttle,
    /// When what was deferred goes again.
    pub retry: Retry,
    /// How many connections at most.
    pub connections: usize,
    /// How long a relay in trouble is waited for.
    pub patience: Patience,
    /// What time it is.
    pub now: fn() -> Timestamp,
}

/// How long a relay in trouble is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How many tries in a row may fail.
    pub tries: u32,
    /// The wait after the first; it doubles up to a minute.
    pub first: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Nothing waits any more.
    Done,
    /// Some copies wait; the next is due then.
    Waiting(Timestamp),
    /// It was asked to stop; what was under way was finished.
    Stopped,
    /// The relay is in trouble; everything not sent waits.
    Relay {
        /// What went wrong.
        words: String,
        /// Whether waiting cannot help.
        hopeless: bool,
    },
    /// The issue is paused.
    Paused(Pause),
    /// The issue was called off.
    Cancelled,
}

impl fmt::Display for Ending {
    /// Says it for the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Waiting(due) => write!(f, "the next is due at {due}"),
            Self::Stopped => f.write_str("stopped"),
            Self::Relay { words, .. } => write!(f, "the relay is in trouble: {words}"),
            Self::Paused(Pause { detail: Some(detail), .. }) => write!(f, "paused: {detail}"),
            Self::Paused(_) => f.write_str("paused"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}
