//! Writes people to the database: resolves who is known, inserts the new, updates the others.

mod field_diff;
mod import_writer;
mod pending_writes;
mod resolve;

pub(super) use import_writer::{ImportWriter, WriteMode};
pub(super) use pending_writes::joined_event;
