//! The numbers of footnotes, in the order in which the letter comes to them.

/// The labels that the letter came to.
#[derive(Debug, Default)]
pub(super) struct FootnoteNumbers(Vec<String>);

impl FootnoteNumbers {
    /// Returns the number of a footnote, from 1.
    pub(super) fn number(&mut self, label: &str) -> usize {
        if let Some(at) = self.0.iter().position(|known| known == label) {
            return at + 1;
        }
        self.0.push(label.to_owned());
        self.0.len()
    }
}

/// Writes a number in raised digits, for text without raised letters.
pub(super) fn superscript(number: usize) -> String {
    let digits = number.to_string();
    digits.chars().filter_map(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10)? as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_numbered_as_they_come() {
        let mut notes = FootnoteNumbers::default();
        assert_eq!(["b", "a", "b"].map(|label| notes.number(label)), [1, 2, 1]);
        assert_eq!(superscript(120), "¹²⁰");
    }
}
