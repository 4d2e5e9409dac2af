//! One test binary: a folder or file per subject.
#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

mod answers;
mod architecture;
pub(crate) mod archive;
mod cli;
mod crash;
mod database;
mod delivery;
mod dns;
mod docs;
mod documents;
mod draft;
mod engine;
mod inbound;
mod languages;
mod lint;
mod looks;
mod mailbox;
mod message;
mod missing;
mod patience;
mod real;
mod render;
mod reports;
mod sending;
mod sheets;
mod transport;
mod unchecked_issue;
mod web;
