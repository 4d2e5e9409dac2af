//! Content controls that nobody has filled in.

use super::body_reader::{BodyReader, words_of};
use super::element::Element;
use crate::documents::document_change::first_words;
use crate::documents::{ChangeKind, DocumentChange};

impl BodyReader<'_> {
    /// Leaves out a content control that shows only its prompt (ECMA-376, part 1, §17.5.2.39); returns whether it is one.
    pub(super) fn leave_out_placeholder(&mut self, control: &Element) -> bool {
        let mark = control.descend(&["sdtPr", "showingPlcHdr"]);
        if mark.is_none_or(|mark| matches!(mark.attribute("val"), Some("0" | "false" | "off"))) {
            return false;
        }
        let words = first_words(&words_of(control));
        if words.chars().any(char::is_alphanumeric) {
            let message = format!("a place for words that nobody filled in was left out: “{words}”");
            self.document.changes.push(DocumentChange::new(ChangeKind::OtherField, self.place, message));
        }
        true
    }
}
