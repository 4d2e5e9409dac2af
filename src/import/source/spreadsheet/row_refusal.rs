//! Why a row of a spreadsheet cannot be taken.

/// Why a row of a spreadsheet cannot be taken, as the end of a sentence about the row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// It has no address and begins with a word for a total.
    #[error("has no address: `{0}` makes it a row of totals")]
    Total(String),
    /// It has several addresses in one cell.
    #[error("has {} addresses in one cell: {}", .0.len(), .0.join(" and "))]
    TwoAddresses(Vec<String>),
    /// A formula came to an error.
    #[error("has the error `{error}` in `{head}`")]
    Error {
        /// The head of the column.
        head: String,
        /// The error as it is shown.
        error: String,
    },
}
