//! Keeps together what a line must not part: a day and its month, a number and its unit, "Room" and its number.

use std::borrow::Cow;

use super::Language;

/// A space at which no line ends.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// What belongs to the number before it.
const UNITS: &[&str] = &[
    "%", "‰", "€", "£", "$", "°C", "EUR", "GBP", "USD", "CHF", "am", "pm", "a.m", "p.m", "h", "min", "Uhr", "km", "m",
    "cm", "mm", "kg", "g", "t", "l", "ml", "ha", "kB", "MB", "GB",
];

/// What belongs to the number behind it.
const LABELS: &[&str] = &[
    "Room", "room", "Rooms", "Hall", "No.", "Nos.", "p.", "pp.", "Raum", "Saal", "Zimmer", "Nr.", "Seite", "§",
    "Salle", "salle", "n°", "Sala", "sala", "Zaal", "zaal",
];

/// The last day of a month.
const MAX_DAY: u8 = 31;

/// Decides by the language of a text which words stay together.
#[derive(Debug, Clone)]
pub struct SpaceBinder {
    months: Vec<String>,
}

impl SpaceBinder {
    /// Creates a binder for a language.
    #[must_use]
    pub fn new(language: &Language) -> Self {
        Self { months: language.month_names() }
    }

    /// Replaces the spaces of a text at which no line may end.
    #[must_use]
    pub fn bind<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut from = 0;
        for (at, _) in text.match_indices(' ') {
            if self.stay_together(&text[..at], &text[at + 1..]) {
                out.push_str(&text[from..at]);
                out.push(NO_BREAK_SPACE);
                from = at + 1;
            }
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }

    /// Returns whether the last word of a text and the first one of the next stay together.
    #[must_use]
    pub fn stay_together(&self, before: &str, behind: &str) -> bool {
        let before = before.rsplit([' ', NO_BREAK_SPACE, '\n']).next().unwrap_or_default();
        let before = before.trim_start_matches(['(', '“', '"', '‘', '„', '«']);
        let behind = behind.split([' ', NO_BREAK_SPACE, '\n']).next().unwrap_or_default();
        let behind = behind.trim_end_matches([',', '.', ';', ':', '!', '?', ')', '”', '"', '’']);
        let digit_first = behind.starts_with(|c: char| c.is_ascii_digit());
        (is_day(before) && self.is_month(behind))
            || (self.is_month(before) && is_day(behind))
            || (is_number(before) && UNITS.contains(&behind))
            || (digit_first && LABELS.contains(&before))
    }

    fn is_month(&self, word: &str) -> bool {
        let word = word.strip_suffix('.').unwrap_or(word);
        self.months.iter().any(|month| month == word)
    }
}

/// Recognises `16`, `16.` and `16th`.
fn is_day(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let is_ending = matches!(&word[digits..], "" | "." | "st" | "nd" | "rd" | "th" | "er");
    is_ending && word[..digits].parse::<u8>().is_ok_and(|day| (1..=MAX_DAY).contains(&day))
}

fn is_number(word: &str) -> bool {
    let word = word.trim_start_matches(['+', '-', '−', '£', '€', '$']);
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || ".,:/’'".contains(c))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_their_words() {
        for (language, text, bound) in [
            ("en-GB", "by Wednesday 16 December 2026, please", "by Wednesday 16_December 2026, please"),
            ("en-GB", "(16 Dec), 1st May. On 32 May", "(16_Dec), 1st_May. On 32 May"),
            ("en-US", "on May 17, 2027", "on May_17, 2027"),
            ("de", "am 16. Dezember im Saal 3, 5 km, 12,50 €", "am 16._Dezember im Saal_3, 5_km, 12,50_€"),
            ("fr", "le 1er mai à 14 h", "le 1er_mai à 14_h"),
            ("en-GB", "Room 9 at 6 pm; room for 20 people", "Room_9 at 6_pm; room for 20 people"),
            ("en-GB", "10,000 km and 5 % of 3 m", "10,000_km and 5_% of 3_m"),
            ("en-GB", "no digits, so nothing in May", "no digits, so nothing in May"),
            ("en-GB", "Ann may come on the 3rd, may she not?", "Ann may come on the 3rd, may she not?"),
        ] {
            let binder = SpaceBinder::new(&language.parse().unwrap());
            assert_eq!(binder.bind(text).replace(NO_BREAK_SPACE, "_"), bound, "{text}");
        }
    }
}
