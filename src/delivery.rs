//! Takes an issue round: plans it, sends it, keeps the ledger.
//!
//! The order of truth: `sending` is committed before the talk with the relay begins, its result after it. What a crash
//! leaves as `sending` is in doubt, never more than there are connections, and is named instead of repeated.

mod backoff;
mod carrier;
mod confirmation;
mod control;
mod course;
mod dispatch;
mod handover;
mod lanes;
mod ledger;
mod log;
mod outcome;
mod patience;
mod plan;
mod post;
mod printer;
mod progress;
mod refusals;
mod run;
mod throttle;
mod trouble;
mod worker;

pub use confirmation::{BadTemplate, Confirmation};
pub use control::{Resume, cancel, look_after, pause, resolve, resume};
pub use dispatch::Dispatcher;
pub use handover::{Handed, hand_over};
pub use ledger::LEASE;
pub use plan::{Plan, freeze, makes_room};
pub use post::Post;
pub use printer::{Links, Printer, Unprintable};
pub use progress::Progress;
pub use run::{Ending, Patience, Run};
pub use worker::send;

use crate::database;

/// Why the work of delivering stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A part of the program that carries copies ended before its time.
    #[error("a carrier of copies broke down")]
    Carrier,
    /// The list of an issue is not there.
    #[error("the list of this issue is gone")]
    ListGone,
    /// There are no keys for the links.
    #[error(transparent)]
    Keys(#[from] crate::subscription::Error),
    /// What is frozen cannot be made into copies.
    #[error(transparent)]
    Unprintable(#[from] Unprintable),
    /// Text that can be turned into JSON was not.
    #[error("cannot freeze the issue")]
    Freeze(#[source] serde_json::Error),
}
