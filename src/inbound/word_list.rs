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

/// Returns a text in lower case, as [`str::to_lowercase`] does; quickly where most of it is ASCII.
pub(super) fn to_lower_case(text: &str) -> String {
    // A capital sigma depends on its place in the word.
    if text.is_ascii() || text.contains('\u{3a3}') {
        return if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    }
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(other) = rest.find(|sign: char| !sign.is_ascii() && !is_without_capitals(sign)) {
        let (before, behind) = rest.split_at_checked(other).unwrap_or((rest, ""));
        lower.push_str(before);
        let mut signs = behind.chars();
        lower.extend(signs.next().into_iter().flat_map(char::to_lowercase));
        rest = signs.as_str();
    }
    lower.push_str(rest);
    lower.make_ascii_lowercase();
    lower
}

/// Returns whether a sign is in a range without capital letters: small letters of Western Europe, Greek and Cyrillic ones,
/// Hebrew to Burmese, punctuation, Chinese, Japanese, and what stands for signs that cannot be decoded. Most signs beyond
/// ASCII are.
fn is_without_capitals(sign: char) -> bool {
    matches!(sign, '\u{80}'..='\u{bf}' | '\u{df}'..='\u{ff}' | '\u{3ac}'..='\u{3ce}' | '\u{430}'..='\u{45f}')
        || matches!(sign, '\u{590}'..='\u{109f}' | '\u{2000}'..='\u{20ff}' | '\u{3000}'..='\u{9fff}')
        || matches!(sign, '\u{ff41}'..='\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::{is_without_capitals, to_lower_case};

    #[test]
    fn ranges_without_capitals_have_none() {
        let signs = ('\u{80}'..=char::MAX).filter(|sign| is_without_capitals(*sign));
        assert!(
            signs.map(|sign| (sign, sign.to_lowercase().to_string())).all(|(sign, lower)| lower == sign.to_string())
        );
    }

    #[test]
    fn lower_case_is_that_of_unicode() {
        for text in [
            "",
            "User UNKNOWN",
            "Échec de la Remise",
            "ПОЛЬЗОВАТЕЛЬ не найден",
            "İstanbul ΟΔΟΣ",
            "a\u{2019}B",
            "Kelvin",
        ] {
            assert_eq!(to_lower_case(text), text.to_lowercase(), "{text}");
        }
    }
}
