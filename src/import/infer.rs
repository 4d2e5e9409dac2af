//! Infers the targets of columns and the kinds of their values.

mod address_cell;
mod cell;
mod column_names;
mod columns;
mod dates;
mod duplicates;
mod header_row;
mod inspection;
mod mapping;
mod name_split;
mod opt_out_file_name;
mod opt_out_rules;
mod opt_out_values;
mod opt_out_words;
mod opt_outs;
mod options;
mod read_values;
mod sample;
mod type_inference;
mod value_faults;

pub(super) use address_cell::{AddressCell, parse_address_cell};
pub use cell::parse_value;
pub(super) use cell::{CellFormat, FieldUpdate, MAX_TAGS, parse_cell};
pub use columns::{Column, ColumnNote, ColumnTarget, DateOrderSource, IgnoreReason};
pub use dates::{DateFault, DateOrder};
pub(super) use duplicates::DuplicateCounts;
pub use inspection::Inspection;
pub(super) use inspection::inspect;
pub use mapping::{ColumnMapping, InvalidMapping};
pub use name_split::{NameExample, NameSplit, SplitName};
pub(super) use name_split::{split_name, without_title};
pub use opt_outs::{OptOutColumn, OptOutDoubt, OptOuts};
pub use options::{ImportOptions, OptOutPolicy};
pub(super) use value_faults::value_fault;
