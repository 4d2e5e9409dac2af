//! Sentences of a catalogue: what letters and pages say in the language of their reader.

use std::fmt::Debug;

use super::Language;

/// A value that a sentence names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentenceValue<'a> {
    /// The name by which the sentence calls it, without `$`.
    pub name: &'a str,
    /// The number, if it is one: the plural form depends on it. Any other value is put in where the sentence names it.
    pub number: Option<i64>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentencePart {
    /// Words, with the markup of the catalogue.
    Words(String),
    /// The name of a value that stands here.
    Value(String),
}

/// Why there is no such sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SentenceError {
    /// No catalogue has the sentence.
    #[error("there is no sentence `{0}` in `templates/language`")]
    Unknown(String),
    /// The sentence names a value that it does not get.
    #[error("the sentence `{sentence}` needs `{value}`")]
    MissingValue {
        /// The name of the sentence.
        sentence: String,
        /// What the catalogue says of it.
        value: String,
    },
}

/// The sentences of one language.
pub trait SentenceSource: Debug + Send + Sync {
    /// Returns the language.
    fn language(&self) -> &Language;

    /// Returns a sentence in its pieces.
    ///
    /// # Errors
    /// Returns an error if there is no such sentence, or it names a value that is not given.
    fn sentence(&self, name: &str, values: &[SentenceValue<'_>]) -> Result<Vec<SentencePart>, SentenceError>;
}
