//! How far a run is.

use crate::model::Counts;

/// The counts of an issue's copies while it is being sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many copies have which status.
    pub counts: Counts,
    /// How many copies this run has settled or put off.
    pub handled: u64,
    /// What the relay's trouble is, while it lasts.
    pub trouble: Option<String>,
}
