//! A field of which the end was not read yet.

use super::field_code::FieldCode;

/// A field that is open; it may go over several paragraphs.
#[derive(Debug, Clone)]
pub(super) struct OpenField {
    pub(super) code: String,
    /// What it does; `None` while its code is read.
    pub(super) action: Option<FieldCode>,
}
