//! The options of an import.

use strum::EnumString;

use super::mapping::ColumnMapping;
use crate::import::source::Encoding;

/// The treatment of people who opted out in another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum OptOutPolicy {
    /// They are not imported.
    #[default]
    Skip,
    /// Their addresses are suppressed on all lists.
    Suppress,
    /// They are imported like everyone else, because they have agreed again.
    Subscribe,
}

/// The options of an import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The file name: its extension may indicate the format, and the consent record stores it.
    pub name: String,
    /// Whether one invalid row aborts the import.
    pub strict: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether an apostrophe before a formula is part of the value.
    pub raw: bool,
    /// What the people agreed to, and where.
    pub basis: Option<String>,
    /// The encoding of the file, if it is known.
    pub encoding: Option<Encoding>,
    /// The sheet of a spreadsheet, if it is known.
    pub sheet: Option<String>,
    /// The treatment of people who opted out in another program.
    pub opt_outs: OptOutPolicy,
    /// The columns that do not mark people who opted out, although their names look like it.
    pub not_opt_outs: Vec<String>,
    /// The operator's column mappings.
    pub mappings: Vec<ColumnMapping>,
    /// The society's language (RFC 5646): determines the order of day and month, and the conjunction between two
    /// names.
    pub language: String,
}

impl ImportOptions {
    /// Returns whether a column of full names is split.
    #[must_use]
    pub fn splits_names(&self) -> bool {
        self.mappings.iter().any(ColumnMapping::splits_names)
    }

    /// Returns the default options for a file of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Makes one invalid row abort the import.
    #[must_use]
    pub fn strictly(self) -> Self {
        Self { strict: true, ..self }
    }
}
