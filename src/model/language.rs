//! The language of letters and pages: its tag, the direction of its script, and how it writes dates.

use std::fmt;
use std::str::FromStr;

use icu_locale_core::LanguageIdentifier;
use jiff::civil::{Date, Weekday};
use pure_rust_locales::{Locale, locale_match};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The languages of two letters (ISO 639-1). Codes of countries, such as `gb` or `dk`, are not among them.
const TWO_LETTER_CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is \
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd \
    ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv \
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Languages whose usual script runs from right to left.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Where a language is at home, if its country does not have the same two letters.
const HOME_REGIONS: [(&str, &str); 19] = [
    ("ar", "EG"),
    ("ca", "ES"),
    ("cs", "CZ"),
    ("cy", "GB"),
    ("da", "DK"),
    ("el", "GR"),
    ("en", "GB"),
    ("et", "EE"),
    ("eu", "ES"),
    ("fa", "IR"),
    ("ga", "IE"),
    ("gl", "ES"),
    ("he", "IL"),
    ("hi", "IN"),
    ("nb", "NO"),
    ("sl", "SI"),
    ("sv", "SE"),
    ("uk", "UA"),
    ("ur", "PK"),
];

/// Why a text is not a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag: write one such as `en-GB`, `de` or `fr-CA`")]
pub struct ParseLanguageError(String);

/// A language (RFC 5646), with the region whose customs dates follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    tag: String,
    primary: String,
    region: Option<String>,
    /// The nearest locale of the GNU C Library; `None` if it has none.
    locale: Option<Locale>,
}

impl Language {
    /// Returns the tag in its usual form, such as `en-GB`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// Returns the language without script and region, such as `en`.
    #[must_use]
    pub fn primary(&self) -> &str {
        &self.primary
    }

    pub(super) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Returns whether its script runs from right to left.
    #[must_use]
    pub fn is_right_to_left(&self) -> bool {
        RIGHT_TO_LEFT.contains(&self.primary.as_str())
    }

    /// Returns the direction of its script, as HTML names it: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.is_right_to_left() { "rtl" } else { "ltr" }
    }

    /// Formats a date, as in `17 May 2027`.
    #[must_use]
    pub fn format_date(&self, date: Date) -> String {
        self.fill(self.date_patterns().0, date)
    }

    /// Formats a date without its year, as in `17 May`.
    #[must_use]
    pub fn format_day(&self, date: Date) -> String {
        let pattern = self.date_patterns().0;
        let pattern = pattern.split_once("{year}").map_or(pattern, |(before, behind)| {
            if before.is_empty() { behind.trim_start_matches(['.', '年', '년', ' ']) } else { before }
        });
        self.fill(pattern.trim_end_matches([' ', ',']).trim_end_matches(" de"), date)
    }

    /// Formats a date with its weekday, as in `Monday 17 May 2027`.
    #[must_use]
    pub fn format_long_date(&self, date: Date) -> String {
        self.fill(self.date_patterns().1, date)
    }

    /// Returns the short name of a date's month, as in `May`. Arabic does not shorten names (CLDR 46).
    #[must_use]
    pub fn short_month(&self, date: Date) -> String {
        if self.primary == "ar" {
            return self.full_month(date);
        }
        let names = self.locale.map(|locale| locale_match!(locale => LC_TIME::ABMON));
        name_or_english(names, usize::from(date.month().unsigned_abs()) - 1, date, "%b")
    }

    /// Returns the short name of a date's weekday, as in `Mon`.
    #[must_use]
    pub fn short_weekday(&self, date: Date) -> String {
        if self.primary == "ar" {
            return self.full_weekday(date);
        }
        let names = self.locale.map(|locale| locale_match!(locale => LC_TIME::ABDAY));
        name_or_english(names, sunday_offset(date.weekday()), date, "%a")
    }

    /// Returns the names of the months, in full and short, without full stops.
    #[must_use]
    pub fn month_names(&self) -> Vec<String> {
        let dates = (1..=12).filter_map(|month| Date::new(2_000, month, 1).ok());
        let names = dates.flat_map(|date| [self.full_month(date), self.short_month(date)]);
        names.map(|name| name.trim_end_matches('.').to_owned()).collect()
    }

    /// Returns the day of the month; in French the first is an ordinal number.
    fn day_number(&self, date: Date) -> String {
        match (self.primary.as_str(), date.day()) {
            ("fr", 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        }
    }

    /// Returns the full name of a date's month, as it is with a day: in Polish and Ukrainian in the genitive.
    #[must_use]
    pub fn full_month(&self, date: Date) -> String {
        let names = self.locale.map(|locale| locale_match!(locale => LC_TIME::MON));
        name_or_english(names, usize::from(date.month().unsigned_abs()) - 1, date, "%B")
    }

    /// Returns the full name of a date's weekday.
    #[must_use]
    pub fn full_weekday(&self, date: Date) -> String {
        let names = self.locale.map(|locale| locale_match!(locale => LC_TIME::DAY));
        name_or_english(names, sunday_offset(date.weekday()), date, "%A")
    }

    /// Returns the order of a date's parts, without and with the weekday (CLDR 46, formats `long` and `full`).
    fn date_patterns(&self) -> (&'static str, &'static str) {
        match (self.primary.as_str(), self.region.as_deref()) {
            ("en", Some("US" | "PH")) => ("{month} {day}, {year}", "{weekday}, {month} {day}, {year}"),
            ("de" | "et" | "is" | "sl", _) => ("{day}. {month} {year}", "{weekday}, {day}. {month} {year}"),
            ("cs" | "fi" | "nb" | "nn" | "no" | "sk", _) => {
                ("{day}. {month} {year}", "{weekday} {day}. {month} {year}")
            }
            ("da", _) => ("{day}. {month} {year}", "{weekday} den {day}. {month} {year}"),
            ("es" | "gl" | "pt", _) => ("{day} de {month} de {year}", "{weekday}, {day} de {month} de {year}"),
            ("pl" | "ro", _) => ("{day} {month} {year}", "{weekday}, {day} {month} {year}"),
            ("uk", _) => ("{day} {month} {year} р.", "{weekday}, {day} {month} {year} р."),
            ("ru", _) => ("{day} {month} {year} г.", "{weekday}, {day} {month} {year} г."),
            ("ar", _) => ("{day} {month} {year}", "{weekday}، {day} {month} {year}"),
            ("tr", _) => ("{day} {month} {year}", "{day} {month} {year} {weekday}"),
            ("hu", _) => ("{year}. {month} {day}.", "{year}. {month} {day}., {weekday}"),
            ("ja" | "zh", _) => ("{year}年{number}月{day}日", "{year}年{number}月{day}日{weekday}"),
            ("ko", _) => ("{year}년 {number}월 {day}일", "{year}년 {number}월 {day}일 {weekday}"),
            _ => ("{day} {month} {year}", "{weekday} {day} {month} {year}"),
        }
    }

    fn fill(&self, pattern: &str, date: Date) -> String {
        pattern
            .replace("{weekday}", &self.full_weekday(date))
            .replace("{day}", &self.day_number(date))
            .replace("{number}", &date.month().to_string())
            .replace("{month}", &self.full_month(date))
            .replace("{year}", &date.year().to_string())
    }
}

/// Returns a name of the locale, or the English one.
fn name_or_english(names: Option<&[&str]>, at: usize, date: Date, english: &str) -> String {
    match names.and_then(|names| names.get(at)) {
        Some(name) => name.trim().to_owned(),
        None => date.strftime(english).to_string(),
    }
}

/// Returns the days since Sunday: the C library begins its weeks there.
fn sunday_offset(day: Weekday) -> usize {
    usize::from(day.to_sunday_zero_offset().unsigned_abs())
}

impl Default for Language {
    fn default() -> Self {
        Self {
            tag: "en-GB".to_owned(),
            primary: "en".to_owned(),
            region: Some("GB".to_owned()),
            locale: Some(Locale::en_GB),
        }
    }
}

impl FromStr for Language {
    type Err = ParseLanguageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseLanguageError(text.to_owned());
        let parsed = text.trim().replace('_', "-").parse::<LanguageIdentifier>().map_err(|_| error())?;
        let language = parsed.language.to_string();
        let known = match language.len() {
            2 => TWO_LETTER_CODES.split(' ').any(|code| code == language),
            length => length == 3 && language != "und",
        };
        if !known {
            return Err(error());
        }
        let region = parsed.region.map(|region| region.to_string());
        let home = HOME_REGIONS.iter().find(|(code, _)| *code == language).map(|(_, home)| *home);
        let home = home.map_or_else(|| language.to_uppercase(), str::to_owned);
        let named = |region: &str| Locale::try_from(format!("{language}_{region}").as_str()).ok();
        let locale = region.as_deref().and_then(named).or_else(|| named(&home));
        Ok(Self { tag: parsed.to_string(), primary: language, region, locale })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.tag)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_language() {
        let date = Date::constant(2027, 5, 17);
        for (tag, plain, long, month, weekday) in [
            ("en-GB", "17 May 2027", "Monday 17 May 2027", "May", "Mon"),
            ("en-US", "May 17, 2027", "Monday, May 17, 2027", "May", "Mon"),
            ("de", "17. Mai 2027", "Montag, 17. Mai 2027", "Mai", "Mo"),
            ("de-AT", "17. Mai 2027", "Montag, 17. Mai 2027", "Mai", "Mo"),
            ("fr-CA", "17 mai 2027", "lundi 17 mai 2027", "mai", "lun"),
            ("es", "17 de mayo de 2027", "lunes, 17 de mayo de 2027", "may", "lun"),
            ("it", "17 maggio 2027", "lunedì 17 maggio 2027", "mag", "lun"),
            ("nl", "17 mei 2027", "maandag 17 mei 2027", "mei", "ma"),
            ("pl", "17 maja 2027", "poniedziałek, 17 maja 2027", "maj", "pon"),
            ("uk", "17 травня 2027 р.", "понеділок, 17 травня 2027 р.", "тра", "пн"),
            ("ar", "17 مايو 2027", "الاثنين، 17 مايو 2027", "مايو", "الاثنين"),
            ("tlh", "17 May 2027", "Monday 17 May 2027", "May", "Mon"),
        ] {
            let language: Language = tag.parse().unwrap();
            assert_eq!(language.format_date(date), plain, "{tag}");
            assert_eq!(language.format_long_date(date), long, "{tag}");
            assert_eq!((language.short_month(date).as_str(), language.short_weekday(date).as_str()), (month, weekday));
        }
    }

    #[test]
    fn days_without_a_year_follow_the_language() {
        for (tag, day, first) in [
            ("en", "17 May", "1 May"),
            ("en-US", "May 17", "May 1"),
            ("de", "17. Mai", "1. Mai"),
            ("fr", "17 mai", "1er mai"),
            ("es", "17 de mayo", "1 de mayo"),
            ("it", "17 maggio", "1 maggio"),
            ("nl", "17 mei", "1 mei"),
            ("pl", "17 maja", "1 maja"),
            ("uk", "17 травня", "1 травня"),
            ("ar", "17 مايو", "1 مايو"),
            ("hu", "május 17.", "május 1."),
            ("ja", "5月17日", "5月1日"),
        ] {
            let language: Language = tag.parse().unwrap();
            let days = [17, 1].map(|day| language.format_day(Date::constant(2027, 5, day)));
            assert_eq!(days, [day, first], "{tag}");
        }
    }

    #[test]
    fn only_language_tags_are_languages() {
        for (text, tag) in [("en-gb", "en-GB"), ("de_DE", "de-DE"), ("zh-hant-TW", "zh-Hant-TW"), ("nds", "nds")] {
            assert_eq!(text.parse::<Language>().unwrap().as_str(), tag);
        }
        for text in ["English", "gb", "dk", "en-", "", "deutsch", "und", "en GB", "de-Deutschland"] {
            assert!(text.parse::<Language>().is_err(), "{text}");
        }
        for (tag, right_to_left) in [("ar", true), ("he-IL", true), ("ur", true), ("fa", true), ("de", false)] {
            assert_eq!(tag.parse::<Language>().unwrap().is_right_to_left(), right_to_left, "{tag}");
        }
    }
}
