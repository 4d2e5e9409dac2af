//! Merges the rows of a file into people: several rows with one address become one.

mod domain_checks;
mod merged_row;
mod names;
mod row_layout;
mod row_reader;

pub(super) use names::is_joined_name;
pub(super) use row_layout::{DesiredState, FieldSlot, RowLayout};
pub(super) use row_reader::{ImportedPerson, RowBatch, RowReader};
