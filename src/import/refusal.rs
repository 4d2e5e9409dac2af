//! Why a row is rejected.

use std::fmt;

use super::source::RowProblem;
use crate::model::{Address, FieldKind, ParseAddressError};

/// A row that was not imported.
///
/// Its `Display` text completes a sentence about the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The line on which the row ends.
    pub last_line: u64,
    /// The reason.
    pub reason: RefusalReason,
}

/// Why a row is rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    /// The row cannot be read, whatever its columns are.
    #[error(transparent)]
    Unreadable(#[from] RowProblem),
    /// It has more or fewer cells than the header.
    #[error("has {}, the header has {header}", columns(*found))]
    ColumnCount {
        /// The number of its cells.
        found: usize,
        /// The number of cells in the header.
        header: usize,
    },
    /// A quotation mark is missing, so that a cell contains later rows.
    #[error("has {} inside one of its cells", rows(*count))]
    SwallowedRows {
        /// The number of these rows.
        count: u64,
    },
    /// The cell with the address is empty.
    #[error("has no address")]
    NoAddress,
    /// The cell with the address contains something else.
    #[error(transparent)]
    BadAddress(#[from] ParseAddressError),
    /// The address needs a mail server with SMTPUTF8 support (RFC 6531).
    #[error("`{0}` has a letter before the @ that few mail servers can take")]
    NonAsciiAddress(Address),
    /// The address lies under a reserved top-level domain (RFC 6761).
    #[error("`{0}` has a domain that is reserved for tests: no mail can reach it")]
    ReservedDomain(Address),
    /// A value does not have the kind of its field.
    #[error("has `{value}` in `{field}`, which is no {}", kind_name(*kind))]
    WrongKind {
        /// The value.
        value: String,
        /// The field.
        field: String,
        /// The kind of its values.
        kind: FieldKind,
    },
    /// A value is too long.
    #[error("has more than {most} characters in `{field}`")]
    TooLong {
        /// The field.
        field: String,
        /// The maximum number of characters.
        most: usize,
    },
    /// A field has too many tags.
    #[error("has more than {most} tags in `{field}`")]
    TooManyTags {
        /// The field.
        field: String,
        /// The maximum number of tags.
        most: usize,
    },
}

impl RefusedRow {
    /// Returns the number of further lines in the row that are caused by a missing quotation mark.
    #[must_use]
    pub fn swallowed_lines(&self) -> u64 {
        match self.reason {
            RefusalReason::Unreadable(
                RowProblem::UnclosedQuote | RowProblem::StrayQuote | RowProblem::EscapedQuote,
            )
            | RefusalReason::SwallowedRows { .. } => self.last_line - self.line,
            _ => 0,
        }
    }
}

impl fmt::Display for RefusedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.reason)?;
        if self.last_line > self.line {
            write!(f, "; it goes on to line {}: is a quotation mark missing?", self.last_line)?;
        }
        Ok(())
    }
}

fn columns(count: usize) -> String {
    if count == 1 { "1 column".to_owned() } else { format!("{count} columns") }
}

fn rows(count: u64) -> String {
    if count == 1 { "another row".to_owned() } else { format!("{count} other rows") }
}

fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Flag => "yes or no",
        FieldKind::Date => "date",
        FieldKind::Tags => "list of tags",
    }
}
