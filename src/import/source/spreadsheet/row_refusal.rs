//! Why a row of a spreadsheet is rejected.

/// Why a row of a spreadsheet is rejected; the text completes a sentence about the row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// It has no address and begins with a word for totals.
    #[error("has no address: `{0}` makes it a row of totals")]
    Total(String),
    /// It has several addresses in one cell.
    #[error("has {} addresses in one cell: {}", .0.len(), .0.join(" and "))]
    TwoAddresses(Vec<String>),
    /// The formula of its address was never computed.
    #[error(
        "has a formula in place of its address that was never computed: open the file in your spreadsheet program and save it"
    )]
    NotComputed,
    /// It contains the column names again.
    #[error("repeats the names of the columns")]
    Heads,
    /// A formula has an error.
    #[error("has the error `{error}` in `{head}`")]
    Error {
        /// The header of the column.
        head: String,
        /// The displayed error.
        error: String,
    },
}
