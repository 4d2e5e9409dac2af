//! What a run needs, and how it can end.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::Printer;
use crate::config::Throttle;
use crate::database::Database;
use crate::model::{Address, Issue};
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
    /// How many connections at most.
    pub connections: usize,
    /// How long a relay in trouble is waited for.
    pub patience: Patience,
    /// A name for this process, unlike that of any other.
    pub holder: String,
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
    /// Some copies are deferred; the next is due then.
    Waiting(Timestamp),
    /// It was asked to stop; what was under way was finished.
    Stopped,
    /// The relay is in trouble, in these words; everything not sent waits.
    Relay(String),
}
