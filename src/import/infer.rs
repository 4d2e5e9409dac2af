//! Infers what a file's columns are and what kinds of values they hold.

mod cell;
mod column_names;
mod columns;
mod dates;
mod duplicates;
mod inspection;
mod mapping;
mod options;
mod type_inference;

pub(super) use cell::{CellFormat, FieldUpdate, MAX_TAGS, parse_cell};
pub use columns::{Column, ColumnNote, ColumnTarget, DateOrderSource, IgnoreReason};
pub use dates::DateOrder;
pub(super) use duplicates::DuplicateCounts;
pub use inspection::Inspection;
pub(super) use inspection::inspect;
pub use mapping::{ColumnMapping, InvalidMapping};
pub use options::ImportOptions;
