//! Words that are searched in many texts, prepared once.

use memchr::memmem::Finder;

/// Words in their order.
#[derive(Debug)]
pub(super) struct WordList(Vec<Finder<'static>>);

impl WordList {
    /// Prepares the search.
    pub(super) fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        Self(words.into_iter().map(Finder::new).collect())
    }

    /// Returns whether one of the words is in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.first_in(text).is_some()
    }

    /// Returns the place in this list of its first word that is in a text.
    pub(super) fn first_in(&self, text: &str) -> Option<usize> {
        self.0.iter().position(|word| word.find(text.as_bytes()).is_some())
    }
}
