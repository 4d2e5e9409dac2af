//! How far a run is.

use crate::model::StatusCounts;

/// The counts of an issue's copies while it is being sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunProgress {
    /// How many copies have which status.
    pub counts: StatusCounts,
    /// How many copies this run has settled or put off.
    pub handled: u64,
    /// What the relay's trouble is, while it lasts.
    pub relay_problem: Option<String>,
}
