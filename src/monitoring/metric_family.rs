//! A metric by its name, kind and meaning.

use strum::IntoStaticStr;

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum MetricKind {
    /// It only rises, and begins again at 0 when the program starts.
    Counter,
    /// It rises and falls.
    Gauge,
    /// Counts in buckets.
    Histogram,
}

/// A metric, with all its labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricFamily {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: MetricKind,
    /// What it says.
    pub help: &'static str,
}
