//! `circular` takes a society's letters round to its members.
//!
//! # The way of a letter
//!
//! ```text
//! newsletters/spring.md            a draft: front matter and Markdown with {{fields}}
//!    │  draft                      reads, checks and composes it, once per issue
//!    ▼
//! Composition                      subject, html and text as Handlebars source, CSS inlined
//!    │  rehearsal                  makes every copy once, keeps none, and tells what it found
//!    │  delivery::plan             freezes the issue: one `delivery` row per recipient
//!    ▼
//! the ledger (queued)
//!    │  delivery::worker           claims a few, and for each:
//!    │     render                  fills in one reader's fields
//!    │     message                 writes the bytes: headers, both parts, List-Unsubscribe
//!    │     transport               hands them to the relay, many on one connection
//!    ▼
//! sent | deferred | bounced | in doubt
//!    │
//!    ▼  web::public, feedback      the link in each letter, or a mail: one step, and out
//! subscription changed, event written; report counts it
//! ```
//!
//! # Rooms and arrows
//!
//! ```text
//! cli > web                                                              faces: words for people
//! draft  audience  subscription  import  delivery  rehearsal  feedback  report    the work: decides, in plain Rust
//! database  render  message  transport  catcher                          tools: each alone knows its foreign library
//! model  config  clock  entropy                                          nouns and settings
//! ```
//!
//! A room imports from the floors below it, never upward, and tools never from one another:
//! what two of them share is a noun in [`model`]. `tests/suite/rooms.rs` holds the imports against this table.

pub mod cli;
pub mod web;

pub mod audience;
pub mod delivery;
pub mod draft;
pub mod feedback;
pub mod import;
pub mod rehearsal;
pub mod report;
pub mod subscription;

pub mod catcher;
pub mod database;
pub mod message;
pub mod render;
pub mod transport;

pub mod clock;
pub mod config;
pub mod entropy;
pub mod model;
