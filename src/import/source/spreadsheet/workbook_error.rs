//! Why a spreadsheet cannot be read.

use crate::documents::package::PackageError;

/// Why a spreadsheet cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// It is corrupt.
    #[error("it is damaged: {0}")]
    Broken(&'static str),
    /// It is not a complete ZIP archive.
    #[error("the file is damaged or is not a spreadsheet")]
    BrokenArchive,
    /// It is larger than any plausible list.
    #[error("it is too large: save the sheet as CSV")]
    TooLarge,
    /// It is protected with a password.
    #[error("it is protected by a password: save a copy without one")]
    Protected,
    /// It has more columns than a list may have.
    #[error("it has more than {0} columns")]
    TooManyColumns(usize),
    /// It has no sheet of the requested name.
    #[error("it has no sheet `{wanted}`; its sheets are {}", quoted(.sheets))]
    NoSuchSheet {
        /// The requested name.
        wanted: String,
        /// The names of its sheets.
        sheets: Vec<String>,
    },
    /// Several sheets contain a list.
    #[error("several of its sheets hold addresses, {}: choose one with `--sheet`", quoted_and(.0))]
    SeveralLists(Vec<String>),
    /// No sheet contains a list.
    #[error("none of its sheets that can be seen has a column of addresses: {}", quoted(.0))]
    NoList(Vec<String>),
    /// The addresses are formulas without results.
    #[error("the formulas in `{0}` were never computed: open it in your spreadsheet program and save it")]
    AddressesNotComputed(String),
    /// The first line with an address is the first line of the sheet.
    #[error(
        "the sheet `{0}` begins with an address: its first line must name the columns, such as `Email`, `First name`"
    )]
    NoHeads(String),
}

impl From<PackageError> for WorkbookError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::Broken(reason) => Self::Broken(reason),
            PackageError::BrokenArchive => Self::BrokenArchive,
            PackageError::TooLarge => Self::TooLarge,
            PackageError::Protected => Self::Protected,
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
