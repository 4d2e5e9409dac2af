//! Dates in other languages than English: their words are read as the English ones.

use jiff::civil::{Date, Weekday};

use super::date_tokens::{DateToken, DateTokenKind};
use crate::model::{Language, MONTH_NAMES, weekday_name};

/// The names of weekdays as they are behind a preposition, where that is another form: `w środę`, `у п’ятницю`.
/// A name with an apostrophe is split there.
const INFLECTED_WEEKDAYS: [(&str, &str, Weekday); 11] = [
    ("pl", "środę", Weekday::Wednesday),
    ("pl", "sobotę", Weekday::Saturday),
    ("pl", "niedzielę", Weekday::Sunday),
    ("uk", "середу", Weekday::Wednesday),
    ("uk", "ятницю", Weekday::Friday),
    ("uk", "ятниця", Weekday::Friday),
    ("uk", "суботу", Weekday::Saturday),
    ("uk", "неділю", Weekday::Sunday),
    ("ar", "الأحد", Weekday::Sunday),
    ("ar", "الإثنين", Weekday::Monday),
    ("ar", "الأربعاء", Weekday::Wednesday),
];

/// Words between a weekday and its day, as in `Montag, den 17. Mai`.
const ARTICLES: [(&str, &[&str]); 3] = [("de", &["den", "dem", "der"]), ("fr", &["le"]), ("ar", &["يوم"])];

/// Words between a day and its month, or a month and its year, as in `17 de mayo de 2027`.
const PREPOSITIONS: [(&str, &[&str]); 2] = [("es", &["de", "del"]), ("pt", &["de", "do"])];

/// Words between the two ends of a range of days.
const SPANS: [&str; 9] = ["bis", "au", "al", "tot", "do", "до", "по", "إلى", "حتى"];

/// Words between the last two of several days.
const CONJUNCTIONS: [&str; 11] = ["und", "et", "y", "e", "en", "i", "oraz", "та", "і", "й", "و"];

/// What the words of dates are in a language.
#[derive(Debug, Clone, Default)]
pub struct DateWords {
    primary: String,
    /// The full names in lower case, from January and from Sunday; empty in English.
    months: Vec<String>,
    weekdays: Vec<(String, Weekday)>,
}

impl DateWords {
    /// Returns the words of a language; none for English, whose words are always read.
    #[must_use]
    pub fn new(language: &Language) -> Self {
        let primary = language.primary().to_owned();
        if primary == "en" {
            return Self::default();
        }
        let months = (1..=12).filter_map(|month| Date::new(2_000, month, 1).ok());
        let months = months.map(|date| language.full_month(date).to_lowercase()).collect();
        let days = (2..=8).filter_map(|day| Date::new(2_000, 1, day).ok());
        let mut weekdays: Vec<_> =
            days.map(|date| (language.full_weekday(date).to_lowercase(), date.weekday())).collect();
        let inflected = INFLECTED_WEEKDAYS.iter().filter(|(tag, ..)| *tag == primary);
        weekdays.extend(inflected.map(|(_, name, day)| ((*name).to_owned(), *day)));
        Self { primary, months, weekdays }
    }

    /// Reads the words of dates as the English ones.
    pub(super) fn to_english<'t>(&self, tokens: Vec<DateToken<'t>>) -> Vec<DateToken<'t>> {
        if self.months.is_empty() {
            return tokens;
        }
        let mut read: Vec<DateToken<'t>> = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            let next = tokens.get(at + 1);
            let before = read.last();
            let kind = match token.kind {
                DateTokenKind::Word(word) => match self.word(word, before, next) {
                    Some(kind) => kind,
                    None => continue,
                },
                DateTokenKind::Punctuation('،') => DateTokenKind::Punctuation(','),
                // `17. Mai`: the full stop of an ordinal number.
                DateTokenKind::Punctuation('.') if self.is_ordinal(before, token, next) => continue,
                kind => kind,
            };
            read.push(DateToken { kind, ..*token });
        }
        read
    }

    /// Returns what a word is read as; `None` if dates are read without it.
    fn word<'t>(
        &self,
        word: &'t str,
        before: Option<&DateToken<'_>>,
        next: Option<&DateToken<'_>>,
    ) -> Option<DateTokenKind<'t>> {
        let lower = word.to_lowercase();
        let is_number =
            |token: Option<&DateToken<'_>>| matches!(token.map(|token| token.kind), Some(DateTokenKind::Number(..)));
        if let Some(month) = self.month(&lower).filter(|_| is_number(before)) {
            return Some(DateTokenKind::Word(month));
        }
        if let Some(day) = self.weekday(&lower) {
            return Some(DateTokenKind::Word(day));
        }
        let of_language = |words: &[(&str, &[&str])]| {
            words.iter().any(|(tag, words)| *tag == self.primary && words.contains(&lower.as_str()))
        };
        if of_language(&PREPOSITIONS) && (is_number(before) || is_number(next)) {
            return None;
        }
        let follows_date = before.is_some_and(|token| is_english_name(token) || is_number(Some(token)));
        Some(match lower.as_str() {
            "1er" => DateTokenKind::Number(1, 0),
            _ if of_language(&ARTICLES) && is_number(next) => DateTokenKind::Word("the"),
            other if SPANS.contains(&other) && follows_date => DateTokenKind::Word("to"),
            other if CONJUNCTIONS.contains(&other) && follows_date => DateTokenKind::Word("and"),
            _ => DateTokenKind::Word(word),
        })
    }

    /// Returns the English name of a month, with the capital letter that dates are read by.
    fn month(&self, lower: &str) -> Option<&'static str> {
        const ENGLISH: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        ENGLISH.get(self.months.iter().position(|name| name == lower)?).copied()
    }

    fn weekday(&self, lower: &str) -> Option<&'static str> {
        const ENGLISH: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        let (_, day) = self.weekdays.iter().find(|(name, _)| name == lower)?;
        ENGLISH.get(usize::from(day.to_sunday_zero_offset().unsigned_abs())).copied()
    }

    fn is_ordinal(&self, before: Option<&DateToken<'_>>, dot: &DateToken<'_>, next: Option<&DateToken<'_>>) -> bool {
        let (Some(before), Some(next)) = (before, next) else { return false };
        let is_day = matches!(before.kind, DateTokenKind::Number(1..=31, 1..=2)) && before.end == dot.start;
        let goes_on = match next.kind {
            DateTokenKind::Word(word) => {
                let lower = word.to_lowercase();
                self.month(&lower).is_some()
                    || SPANS.contains(&lower.as_str())
                    || CONJUNCTIONS.contains(&lower.as_str())
            }
            DateTokenKind::Punctuation(sign) => matches!(sign, '-' | '–' | '/'),
            DateTokenKind::Number(..) => false,
        };
        is_day && goes_on
    }
}

/// Tells whether a token was read as an English month or weekday.
fn is_english_name(token: &DateToken<'_>) -> bool {
    let DateTokenKind::Word(word) = token.kind else { return false };
    let lower = word.to_lowercase();
    let days = [1, 2, 3, 4, 5, 6, 7].into_iter().filter_map(|day| Weekday::from_monday_one_offset(day).ok());
    MONTH_NAMES.iter().any(|names| names[0] == lower) || days.into_iter().any(|day| weekday_name(day) == word)
}
