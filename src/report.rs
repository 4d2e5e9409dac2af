//! Counts what became of an issue.
