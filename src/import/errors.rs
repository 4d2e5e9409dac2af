//! Why a file cannot be imported.

use std::io;

use super::source::{RowProblem, UnsupportedFormat, WorkbookError};
use crate::model::{FieldKind, excerpt};
use crate::{database, subscription};

/// Why nothing of a file, or not all of it, was imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// An address cannot be suppressed.
    #[error(transparent)]
    Suppression(#[from] subscription::Error),
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Read {
        /// Its name.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The thread that reads the file was stopped.
    #[error("reading the file was stopped")]
    ReadingStopped,
    /// The file has no row.
    #[error("`{file}` is empty")]
    Empty {
        /// Its name.
        file: String,
    },
    /// The file has no JSON object.
    #[error("`{file}` has no JSON object")]
    NoObjects {
        /// Its name.
        file: String,
    },
    /// The row with the column names cannot be read.
    #[error("the first line of `{file}` {problem}{}", goes_on(*line, *last_line))]
    UnreadableHeader {
        /// The file's name.
        file: String,
        /// The line on which the row begins, from 1.
        line: u64,
        /// The line on which the row ends.
        last_line: u64,
        /// Why.
        problem: RowProblem,
    },
    /// The file has a format that cannot be imported.
    #[error("`{file}` is {format}")]
    Unsupported {
        /// Its name.
        file: String,
        /// What it is.
        format: UnsupportedFormat,
    },
    /// The file is a spreadsheet that cannot be read.
    #[error("cannot read `{file}`")]
    Workbook {
        /// Its name.
        file: String,
        /// Why.
        #[source]
        source: WorkbookError,
    },
    /// A sheet was asked for in a file that has none.
    #[error("`{file}` is not a spreadsheet: leave `--sheet` out")]
    NoSpreadsheet {
        /// Its name.
        file: String,
    },
    /// The file has more columns than can be imported.
    #[error("`{file}` has more than {most} columns")]
    TooManyColumns {
        /// The file's name.
        file: String,
        /// How many columns a file may have.
        most: usize,
    },
    /// The first row has an address where the column names should be.
    #[error("`{file}` begins with an address: its first line must name the columns, such as `email,first_name`")]
    NoHeader {
        /// The file's name.
        file: String,
    },
    /// No column holds the addresses.
    #[error("`{file}` has no column `email`; its columns are {}{}", list(columns), candidates_in(candidates))]
    NoAddressColumn {
        /// The file's name.
        file: String,
        /// The names of its columns.
        columns: Vec<String>,
        /// The columns that hold addresses, if there are several.
        candidates: Vec<String>,
    },
    /// A mapping names a column that the file does not have.
    #[error("`{file}` has no column `{column}`{}", did_you_mean(closest.as_deref()))]
    UnknownColumn {
        /// The file's name.
        file: String,
        /// The name that was given.
        column: String,
        /// The column whose name is closest to it.
        closest: Option<String>,
    },
    /// Two columns are mapped to one field.
    #[error("two columns of `{file}` go to the field `{field}`")]
    FieldMappedTwice {
        /// The file's name.
        file: String,
        /// The field.
        field: String,
    },
    /// A column has a name that templates use for something else.
    #[error("`{file}` has a column `{field}`, a word that letters use themselves: give it another name")]
    ReservedColumn {
        /// The file's name.
        file: String,
        /// The name.
        field: String,
    },
    /// A column is mapped to a name that templates use for something else.
    #[error("`{field}` is a word that letters use themselves: take another for the field")]
    ReservedField {
        /// The name.
        field: String,
    },
    /// A field holds values of another kind already.
    #[error("the field `{field}` holds {}, and cannot hold {} as well: take another name", values(*known), values(*wanted))]
    KindConflict {
        /// The field.
        field: String,
        /// What it holds.
        known: FieldKind,
        /// What it should hold.
        wanted: FieldKind,
    },
    /// Another import gave a field another kind between inspection and writing.
    #[error("the field `{field}` has just come to hold something else by another import: do this one again")]
    KindChanged {
        /// The field.
        field: String,
    },
}

fn goes_on(line: u64, last_line: u64) -> String {
    if last_line > line { format!("; it goes on to line {last_line}") } else { String::new() }
}

fn list(columns: &[String]) -> String {
    columns.iter().map(|column| format!("`{}`", excerpt(column))).collect::<Vec<_>>().join(", ")
}

fn candidates_in(candidates: &[String]) -> String {
    if candidates.is_empty() { String::new() } else { format!("; addresses are in {}", list(candidates)) }
}

fn did_you_mean(closest: Option<&str>) -> String {
    closest.map_or(String::new(), |closest| format!(": did you mean `{closest}`?"))
}

fn values(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Flag => "yes or no",
        FieldKind::Date => "dates",
        FieldKind::Tags => "tags",
    }
}
