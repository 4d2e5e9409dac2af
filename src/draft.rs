//! Reads a draft, finds its mistakes, composes the issue. It alone knows Markdown and YAML.
//!
//! The chair's own words for what is wrong are made here, as findings with their places in the draft.

mod attachments;
mod bare;
mod calendar;
mod check;
mod compose;
mod contents;
mod events;
mod find;
mod footnotes;
mod front_matter;
mod happening;
mod html;
mod lines;
mod links;
mod lists;
mod look;
mod marks;
mod pictures;
mod plain;
mod proof;
mod read;
mod size;
mod spoken;
mod table;
mod templates;

pub use check::{Around, CHECKS, Check, Printed, check, clipped, explain, inspect, people, printed, sort, sort_by};
pub use compose::{Composed, compose, marked};
pub use find::{all, find};
pub use look::{last_look, look, looked};
pub use proof::{Flaw, Instead, Proof, proof};
pub use read::{Draft, read, slug};
pub use spoken::spoken;
