//! One test binary: a folder or file per subject.
#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

mod message;
mod real;
mod rooms;
mod transport;
