//! One test binary: a folder or file per subject.

mod message;
mod rooms;
