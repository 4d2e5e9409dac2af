//! Writes people to the database: looks up existing subscribers, inserts new ones, updates the others.

mod field_diff;
mod import_writer;
mod pending_writes;
mod resolve;

pub(super) use import_writer::{ImportWriter, WriteMode};
pub(super) use pending_writes::joined_event;
