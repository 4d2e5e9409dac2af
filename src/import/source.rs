//! Reads the rows of a file, whatever its encoding and format.

mod csv;
mod encoding;
mod format;
mod json;
mod json_rows;
mod record_reader;
mod row;

pub(super) use encoding::{DetectedEncoding, detect_encoding};
pub use encoding::{Encoding, UnknownEncoding};
pub use format::FileFormat;
pub(super) use format::detect_format;
pub(super) use record_reader::RecordReader;
pub use record_reader::Source;
pub use row::RowProblem;
pub(super) use row::{ColumnHeader, HeaderScope, MAX_COLUMNS, RawCell, RawCells, RawRow};
