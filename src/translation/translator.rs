//! The sentences of one language.

use std::fmt;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};

use super::sentence_bundle::{NUMBER_MARK, SentenceBundle};
use crate::model::{Language, SentenceError, SentencePart, SentenceSource, SentenceValue};

/// What surrounds the name of a value in a formatted sentence. Nobody writes this character: Unicode gives it no meaning.
const VALUE_MARK: char = '\u{fdd1}';

/// Says sentences in one language.
#[derive(Clone)]
pub struct Translator {
    language: Language,
    /// The nearest first, English last.
    bundles: Vec<Arc<SentenceBundle>>,
}

impl Translator {
    pub(super) fn new(language: Language, bundles: Vec<Arc<SentenceBundle>>) -> Self {
        Self { language, bundles }
    }

    /// Returns a sentence without markup, with texts for its values; a sentence that cannot be said is empty.
    #[must_use]
    pub fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        let given: Vec<_> = values.iter().map(|(name, _)| SentenceValue { name, number: None }).collect();
        let written = |part: SentencePart| match part {
            SentencePart::Words(words) => words,
            SentencePart::Value(value) => {
                let text = values.iter().find(|(name, _)| *name == value).map_or("", |(_, text)| *text);
                self.isolate(text)
            }
        };
        self.sentence(name, &given).unwrap_or_default().into_iter().map(written).collect()
    }

    /// Returns whether a language of this chain has a sentence.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.bundles.iter().any(|bundle| bundle.has_message(name))
    }

    /// Keeps the direction of a value in another script from that of the sentence, if the language is written from right
    /// to left (UAX #9 §2.4.2).
    fn isolate(&self, text: &str) -> String {
        let is_foreign = self.language.is_right_to_left() && text.chars().any(runs_to_the_right);
        if is_foreign { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
    }
}

impl SentenceSource for Translator {
    fn language(&self) -> &Language {
        &self.language
    }

    fn sentence(&self, name: &str, values: &[SentenceValue<'_>]) -> Result<Vec<SentencePart>, SentenceError> {
        let found = self.bundles.iter().find_map(|bundle| Some((bundle, bundle.get_message(name)?.value()?)));
        let (bundle, pattern) = found.ok_or_else(|| SentenceError::Unknown(name.to_owned()))?;
        let mut args = FluentArgs::new();
        for value in values {
            let given = match value.number {
                Some(number) => FluentValue::from(number),
                None => FluentValue::from(format!("{VALUE_MARK}{}{VALUE_MARK}", value.name)),
            };
            args.set(value.name, given);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
        if let Some(error) = errors.first() {
            let value = error.to_string().split_once('$').map_or_else(String::new, |(_, name)| name.to_owned());
            return Err(SentenceError::MissingValue { sentence: name.to_owned(), value });
        }
        Ok(split_values(&self.format_numbers(&text)))
    }
}

impl Translator {
    /// Writes the marked numbers of a sentence as the language does.
    fn format_numbers(&self, text: &str) -> String {
        let pieces = text.split(NUMBER_MARK).enumerate();
        let written = |(index, piece): (usize, &str)| match piece.parse() {
            Ok(number) if index % 2 == 1 => self.language.format_integer(number),
            _ => piece.to_owned(),
        };
        pieces.map(written).collect()
    }
}

impl fmt::Debug for Translator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Translator").field("language", &self.language).finish_non_exhaustive()
    }
}

/// Returns whether a character is a letter of a script from left to right; the blocks of the others are together.
fn runs_to_the_right(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

fn split_values(text: &str) -> Vec<SentencePart> {
    let pieces = text.split(VALUE_MARK).enumerate().filter(|(_, piece)| !piece.is_empty());
    let part = |(index, piece): (usize, &str)| {
        let piece = piece.to_owned();
        if index % 2 == 1 { SentencePart::Value(piece) } else { SentencePart::Words(piece) }
    };
    pieces.map(part).collect()
}
