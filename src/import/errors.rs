//! Why a file cannot be imported.

use std::io;

use super::source::{EncodingDoubt, RowProblem, UnsupportedFormat, WorkbookError};
use crate::model::{FieldKind, excerpt};
use crate::{database, subscription};

/// Why nothing, or only a part, of a file was imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A database query failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// An address cannot be suppressed.
    #[error(transparent)]
    Suppression(#[from] subscription::Error),
    /// The file cannot be read.
    #[error("cannot read `{file}`")]
    Read {
        /// The file name.
        file: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The rows cannot be sorted, because a temporary file cannot be written or read.
    #[error("cannot sort the rows in a temporary file beside the database")]
    Sort(#[source] io::Error),
    /// The thread that reads the file was aborted.
    #[error("reading the file was stopped")]
    ReadingStopped,
    /// The file has no rows.
    #[error("`{file}` is empty")]
    Empty {
        /// The file name.
        file: String,
    },
    /// The file has no JSON objects.
    #[error("`{file}` has no JSON object")]
    NoObjects {
        /// The file name.
        file: String,
    },
    /// The file is neither UTF-8 nor plausible Windows-1252.
    #[error("the encoding of `{file}` is not clear: {doubt}")]
    UnclearEncoding {
        /// The file name.
        file: String,
        /// A word as several encodings read it.
        doubt: EncodingDoubt,
    },
    /// The file is not JSON.
    #[error("`{file}` cannot be read as JSON: line {line} {problem}")]
    NotJson {
        /// The file name.
        file: String,
        /// The line, counted from 1.
        line: u64,
        /// The reason.
        problem: RowProblem,
    },
    /// The file is a JSON object with several lists of people.
    #[error("`{file}` has lists of people at {}: choose one with `--sheet`", list(keys))]
    SeveralLists {
        /// The file name.
        file: String,
        /// The keys that lead to them.
        keys: Vec<String>,
    },
    /// The row with the column names cannot be read.
    #[error("the first line of `{file}` {problem}{}", goes_on(*line, *last_line))]
    UnreadableHeader {
        /// The file name.
        file: String,
        /// The line on which the row begins, counted from 1.
        line: u64,
        /// The line on which the row ends.
        last_line: u64,
        /// The reason.
        problem: RowProblem,
    },
    /// The format of the file is not supported.
    #[error("`{file}` is {format}")]
    Unsupported {
        /// The file name.
        file: String,
        /// The format.
        format: UnsupportedFormat,
    },
    /// The file is a spreadsheet that cannot be read.
    #[error("cannot read `{file}`")]
    Workbook {
        /// The file name.
        file: String,
        /// The cause.
        #[source]
        source: WorkbookError,
    },
    /// A sheet was requested in a file that has no sheets.
    #[error("`{file}` is not a spreadsheet: leave `--sheet` out")]
    NoSpreadsheet {
        /// The file name.
        file: String,
    },
    /// The file has too many columns.
    #[error("`{file}` has more than {most} columns")]
    TooManyColumns {
        /// The file name.
        file: String,
        /// The maximum number of columns.
        most: usize,
    },
    /// The first row has an address instead of column names.
    #[error("`{file}` begins with an address: its first line must name the columns, such as `email,first_name`")]
    NoHeader {
        /// The file name.
        file: String,
    },
    /// No column contains the addresses.
    #[error("`{file}` has no column `email`; its columns are {}{}", list(columns), candidates_in(candidates))]
    NoAddressColumn {
        /// The file name.
        file: String,
        /// The names of its columns.
        columns: Vec<String>,
        /// The columns that contain addresses, if there are several.
        candidates: Vec<String>,
    },
    /// A column that marks people who opted out has formulas without results.
    #[error(
        "the formulas in `{column}` of `{file}` have no results, so nobody can know who opted out: nothing was imported"
    )]
    OptOutsNotComputed {
        /// The file name.
        file: String,
        /// The column.
        column: String,
    },
    /// A mapping names a column that the file does not have.
    #[error("`{file}` has no column `{column}`{}", did_you_mean(closest.as_deref()))]
    UnknownColumn {
        /// The file name.
        file: String,
        /// The name in the mapping.
        column: String,
        /// The column with the most similar name.
        closest: Option<String>,
    },
    /// Two columns are mapped to one field.
    #[error("two columns of `{file}` go to the field `{field}`")]
    FieldMappedTwice {
        /// The file name.
        file: String,
        /// The field.
        field: String,
    },
    /// The name of a column is reserved in templates.
    #[error("`{file}` has a column `{field}`, a word that letters use themselves: give it another name")]
    ReservedColumn {
        /// The file name.
        file: String,
        /// The name.
        field: String,
    },
    /// A column is mapped to a name that is reserved in templates.
    #[error("`{field}` is a word that letters use themselves: take another for the field")]
    ReservedField {
        /// The name.
        field: String,
    },
    /// A field already has values of another kind.
    #[error("the field `{field}` holds {}, and cannot hold {} as well: take another name", values(*known), values(*wanted))]
    KindConflict {
        /// The field.
        field: String,
        /// The kind of its stored values.
        known: FieldKind,
        /// The kind of the new values.
        wanted: FieldKind,
    },
    /// Another import gave a field a different kind between inspection and writing.
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
