//! Marks in a text where a field of a person would be, so that the words around it can be left out.

/// The private code points that mark a field (Unicode, planes 15 and 16). No letter uses them.
const OTHER_FIELDS: u32 = 0xF_0000;
const NAME_FIELDS: u32 = 0x10_0000;

/// How many fields a text can mark.
const MAX_FIELDS: u32 = 0xFFFD;

/// A marked field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldMarker {
    /// The index of the tag that would print it.
    pub index: usize,
    /// Whether it is a name, which a greeting can do without.
    pub is_name: bool,
}

impl FieldMarker {
    /// Returns the character that marks the field; all fields beyond the first 65,533 share one.
    #[must_use]
    pub fn to_char(self) -> char {
        let base = if self.is_name { NAME_FIELDS } else { OTHER_FIELDS };
        let index = u32::try_from(self.index).unwrap_or(MAX_FIELDS).min(MAX_FIELDS);
        char::from_u32(base + index).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// Returns the field that a character marks.
#[must_use]
pub fn marked_field(c: char) -> Option<FieldMarker> {
    let code = u32::from(c);
    let (base, is_name) = if code >= NAME_FIELDS { (NAME_FIELDS, true) } else { (OTHER_FIELDS, false) };
    let index = code.checked_sub(base).and_then(|index| usize::try_from(index).ok())?;
    Some(FieldMarker { index, is_name })
}

#[cfg(test)]
mod tests {
    use super::{FieldMarker, marked_field};

    #[test]
    fn marker_reads_back() {
        for (index, is_name) in [(0, false), (0, true), (65_533, false), (7, true)] {
            let marker = FieldMarker { index, is_name };
            assert_eq!(marked_field(marker.to_char()), Some(marker));
        }
        assert!("aé東🦆\u{e000}".chars().all(|c| marked_field(c).is_none()));
    }
}
