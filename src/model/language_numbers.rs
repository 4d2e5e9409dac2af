//! Numbers as a language writes them.

use super::Language;

/// Languages that separate thousands only from five digits on (CLDR 46, `minimumGroupingDigits`).
const LONG_GROUPING: [&str; 5] = ["es", "it", "pl", "pt", "bg"];

impl Language {
    /// Formats a whole number with the separator of its language: `12,345`, `12.345` or `12 345`. Digits are 0 to 9 in
    /// every language, so that a number looks as in the addresses, dates and links beside it.
    #[must_use]
    pub fn format_integer(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let least = if LONG_GROUPING.contains(&self.primary()) && self.thousands_separator() != ',' { 5 } else { 4 };
        let mut text = if number < 0 { "-".to_owned() } else { String::new() };
        for (index, digit) in digits.chars().enumerate() {
            if digits.len() >= least && index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(self.thousands_separator());
            }
            text.push(digit);
        }
        text
    }

    /// Returns what separates thousands (CLDR 46). Spaces do not break.
    fn thousands_separator(&self) -> char {
        match (self.primary(), self.region()) {
            ("de", Some("CH" | "LI")) | ("it", Some("CH")) => '’',
            ("de", Some("AT"))
            | ("es", Some("CR"))
            | ("pt", Some("PT" | "AO" | "MZ" | "CV"))
            | ("fr", Some("CA"))
            | (
                "pl" | "uk" | "ru" | "be" | "bg" | "cs" | "sk" | "fi" | "sv" | "nb" | "nn" | "no" | "hu" | "et" | "lv"
                | "lt",
                _,
            ) => '\u{a0}',
            (
                "de" | "it" | "nl" | "es" | "da" | "el" | "id" | "is" | "ro" | "sl" | "tr" | "ca" | "gl" | "eu" | "hr",
                region,
            ) if !matches!(region, Some("MX" | "US" | "GT" | "HN" | "NI" | "SV" | "PA" | "DO" | "PE" | "PR")) => '.',
            ("pt", _) => '.',
            ("fr", _) => '\u{202f}',
            _ => ',',
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        for (tag, short, long) in [
            ("en", "1,204", "-1,234,567"),
            ("de", "1.204", "-1.234.567"),
            ("de-CH", "1’204", "-1’234’567"),
            ("de-AT", "1\u{a0}204", "-1\u{a0}234\u{a0}567"),
            ("fr", "1\u{202f}204", "-1\u{202f}234\u{202f}567"),
            ("es", "1204", "-1.234.567"),
            ("es-MX", "1,204", "-1,234,567"),
            ("it", "1204", "-1.234.567"),
            ("nl", "1.204", "-1.234.567"),
            ("pl", "1204", "-1\u{a0}234\u{a0}567"),
            ("uk", "1\u{a0}204", "-1\u{a0}234\u{a0}567"),
            ("ar", "1,204", "-1,234,567"),
            ("tlh", "1,204", "-1,234,567"),
        ] {
            let language: Language = tag.parse().unwrap();
            assert_eq!(
                (language.format_integer(1_204).as_str(), language.format_integer(-1_234_567).as_str()),
                (short, long),
                "{tag}"
            );
            assert_eq!(language.format_integer(48), "48");
        }
    }
}
