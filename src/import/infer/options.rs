//! How a file is to be imported.

use strum::EnumString;

use super::mapping::ColumnMapping;
use crate::import::source::Encoding;

/// What happens to people who asked another program for no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum OptOutPolicy {
    /// They are not imported.
    #[default]
    Skip,
    /// Their addresses are not mailed any more, on any list.
    Suppress,
    /// They are imported like everybody else: they have agreed again.
    Subscribe,
}

/// How a file is to be imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The file's name: its extension may show its format, and the consent record keeps it.
    pub name: String,
    /// Whether one bad row stops everything.
    pub strict: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether an apostrophe before a formula is part of the value.
    pub raw: bool,
    /// What the people agreed to, and where.
    pub basis: Option<String>,
    /// The file's encoding, if it is known.
    pub encoding: Option<Encoding>,
    /// The sheet of a spreadsheet, if it is known.
    pub sheet: Option<String>,
    /// What happens to people who asked another program for no mail.
    pub opt_outs: OptOutPolicy,
    /// Where the operator wants columns to go.
    pub mappings: Vec<ColumnMapping>,
    /// The society's language (RFC 5646): decides the order of days and months, and the word between two names.
    pub language: String,
}

impl ImportOptions {
    /// Returns whether a column of whole names is to be split.
    #[must_use]
    pub fn splits_names(&self) -> bool {
        self.mappings.iter().any(ColumnMapping::splits_names)
    }

    /// Returns the default options for a file of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Makes one bad row stop everything.
    #[must_use]
    pub fn strictly(self) -> Self {
        Self { strict: true, ..self }
    }
}
