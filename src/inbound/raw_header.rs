//! A header before anybody has read it.

/// A header as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawHeader<'a> {
    /// Its name, without blanks around it.
    pub(super) name: &'a [u8],
    /// What follows the colon, with all its lines and their ends.
    pub(super) value: &'a [u8],
}

impl RawHeader<'_> {
    pub(super) fn is_named(&self, wanted: &str) -> bool {
        self.name.len() == wanted.len() && self.name.eq_ignore_ascii_case(wanted.as_bytes())
    }
}
