//! Reads the rows of a file, whatever its encoding and format.

mod address_entries;
mod address_lines;
mod address_problem;
mod contact;
mod contact_rows;
mod csv;
mod detection;
mod encoding;
mod format;
mod json;
mod json_rows;
mod ldif;
mod mailbox_name;
mod mailto;
mod record_reader;
mod row;
mod seekable;
mod source_note;
mod spreadsheet;
mod text_lines;
mod unsupported_format;
mod vcard;

pub use address_problem::AddressLineProblem;
pub(super) use detection::{DetectedSource, SourceError, detect_source};
pub use encoding::{Encoding, UnknownEncoding};
pub use format::FileFormat;
pub(super) use record_reader::RecordReader;
pub use row::RowProblem;
pub(super) use row::{ColumnHeader, HeaderScope, MAX_COLUMNS, RawCell, RawCells, RawRow};
pub use seekable::Source;
pub use source_note::{LineNumbers, OtherSheet, SourceNote};
pub use spreadsheet::{LeftOut, RowRefusal, WorkbookError};
pub(super) use spreadsheet::{MappedHead, MappedTo, SheetRequest};
pub use unsupported_format::UnsupportedFormat;
