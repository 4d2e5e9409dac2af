//! The largest row that a list may have, in every format.

/// The maximum size of a row, in bytes.
pub(crate) const MAX_ROW_SIZE: usize = 1_024 * 1_024;
/// The maximum number of columns.
pub(crate) const MAX_COLUMNS: usize = 200;
