//! `circular` sends a society's newsletters. A *circular* is a letter that goes round to all members.
//!
//! # The path of a message
//!
//! ```text
//! newsletters/spring.md            a draft: front matter and Markdown with {{fields}}
//!    │  draft                      parses and composes it, once per issue; lint finds its mistakes
//!    ▼
//! Composition                      subject, html and text as Handlebars source, CSS inlined
//!    │  sending                    prepare, dry run (every copy rendered, none kept), freeze, run, resume, cancel
//!    ▼
//! delivery rows (queued)           the ledger: one row per recipient
//!    │  delivery                   the scheduler claims a batch, and a worker, for each copy:
//!    │     template                fills in the fields of one subscriber
//!    │     message                 writes the bytes: headers, both parts, List-Unsubscribe
//!    │     smtp                    hands them to the relay, many on one connection
//!    ▼
//! sent | deferred | bounced | in doubt
//!    │
//!    ▼  web::public, inbound       the link in each letter, or a mail: one step, and unsubscribed
//! subscription changed, event written; report counts it
//! ```
//!
//! # Modules and arrows
//!
//! ```text
//! cli > web > wording                                                                             faces: words for people
//! account  archive  sending  lint  draft  import  segment  subscription  delivery  mailer  inbound  replies  doctor  report  monitoring  webhooks  handover  the work: decides, in plain Rust
//! database  template  translation  email_html  documents  image_files  zip_files  message  smtp  mailbox  dns  web_probe  mail_catcher  tools: each alone knows its foreign library
//! model  config  clock  random                                                                    nouns and settings
//! ```
//!
//! A module imports from the floors below it, never upward, and tools never from one another:
//! what two of them share is a noun in [`model`]. `tests/suite/architecture.rs` holds the imports against this table.

pub mod cli;
pub mod web;
pub mod wording;

pub mod account;
pub mod archive;
pub mod delivery;
pub mod doctor;
pub mod draft;
pub mod handover;
pub mod import;
pub mod inbound;
pub mod lint;
pub mod mailer;
pub mod monitoring;
pub mod replies;
pub mod report;
pub mod segment;
pub mod sending;
pub mod subscription;
pub mod webhooks;

pub mod database;
pub mod dns;
pub mod documents;
pub mod email_html;
pub mod image_files;
pub mod mail_catcher;
pub mod mailbox;
pub mod message;
pub mod smtp;
pub mod template;
pub mod translation;
pub mod web_probe;
pub mod zip_files;

pub mod clock;
pub mod config;
pub mod model;
pub mod random;
