//! Joining and leaving, each change with its event.
