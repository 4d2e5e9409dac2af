//! The DNS record with a public key (RFC 6376 §3.6.1).

use std::fmt;

/// The maximum length of one string of a TXT record, in octets (RFC 1035 §3.3).
const MAX_STRING_OCTETS: usize = 255;

/// A TXT record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimRecord {
    /// The full name, without a dot at the end.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl DkimRecord {
    /// Returns the text as the strings of the record, each of at most 255 octets; receivers join them without anything in
    /// between.
    #[must_use]
    pub fn strings(&self) -> Vec<&str> {
        let mut strings = Vec::new();
        let mut rest = self.text.as_str();
        while let Some((first, more)) = rest.split_at_checked(MAX_STRING_OCTETS) {
            strings.push(first);
            rest = more;
        }
        strings.push(rest);
        strings.retain(|string| !string.is_empty());
        strings
    }
}

impl fmt::Display for DkimRecord {
    /// Writes the line of a zone file (RFC 1035 §5.1).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. IN TXT (", self.name)?;
        for string in self.strings() {
            write!(f, " \"{string}\"")?;
        }
        f.write_str(" )")
    }
}
