//! Why a spreadsheet cannot be read.

use std::io;

/// Why a spreadsheet cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// It is damaged.
    #[error("it is damaged: {0}")]
    Broken(&'static str),
    /// It is larger than any list.
    #[error("it is too large: save the sheet as CSV")]
    TooLarge,
    /// It asks for a password.
    #[error("it is protected by a password: save a copy without one")]
    Protected,
    /// It has more columns than a list can have.
    #[error("it has more than {0} columns")]
    TooManyColumns(usize),
    /// It has no sheet of the name that was asked for.
    #[error("it has no sheet `{wanted}`; its sheets are {}", quoted(.sheets))]
    NoSuchSheet {
        /// The name that was asked for.
        wanted: String,
        /// The names that there are.
        sheets: Vec<String>,
    },
    /// Several sheets hold a list.
    #[error("several of its sheets hold addresses, {}: choose one with `--sheet`", quoted_and(.0))]
    SeveralLists(Vec<String>),
    /// No sheet holds a list.
    #[error("none of its sheets that can be seen has a column of addresses: {}", quoted(.0))]
    NoList(Vec<String>),
    /// The addresses are formulas without results.
    #[error("the formulas in `{0}` were never computed: open it in your spreadsheet program and save it")]
    AddressesNotComputed(String),
    /// The first line with an address is the first line of all.
    #[error(
        "the sheet `{0}` begins with an address: its first line must name the columns, such as `Email`, `First name`"
    )]
    NoHeads(String),
}

impl WorkbookError {
    /// Makes an error of one that came up while a part was unpacked.
    pub(super) fn of(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::FileTooLarge {
            Self::TooLarge
        } else {
            Self::Broken("a part of it cannot be unpacked")
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn quoted_and(names: &[String]) -> String {
    match names {
        [others @ .., last] if !others.is_empty() => format!("{} and `{last}`", quoted(others)),
        names => quoted(names),
    }
}
