//! Derives a number from its value and its displayed text.

use super::shown::plain;

/// The maximum number of decimal places.
const MAX_PLACES: usize = 8;

/// Returns the number in decimal notation if the displayed text is one; else the text, which contains more.
pub(super) fn read(words: &str, value: f64) -> String {
    if words.is_empty() || is_scientific(words) {
        return plain(value);
    }
    let unsigned = words.trim_start_matches(['-', '−']);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')) || has_leading_zero(unsigned) {
        return if has_currency(words) { money(words, value) } else { words.to_owned() };
    }
    let separators = |c: char| matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}');
    if has_currency(words) {
        return money(words, value);
    }
    if !unsigned.chars().all(|c| c.is_ascii_digit() || separators(c)) {
        return words.to_owned();
    }
    match places(unsigned, value) {
        Some(places) if is_grouped(unsigned, places) => format!("{value:.places$}"),
        _ => words.to_owned(),
    }
}

/// Returns an amount of money as a number, with the displayed decimal places.
pub(super) fn money(words: &str, value: f64) -> String {
    places(words, value).map_or_else(|| plain(value), |places| format!("{value:.places$}"))
}

/// Returns the number of decimal places displayed.
fn places(words: &str, value: f64) -> Option<usize> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let shown = digits(words);
    (0..=MAX_PLACES).find(|places| digits(&format!("{:.*}", *places, value.abs())) == shown)
}

/// Returns whether the characters between the digits are thousands separators.
fn is_grouped(unsigned: &str, places: usize) -> bool {
    let digits = unsigned.chars().filter(char::is_ascii_digit).count();
    let mut behind = digits;
    unsigned.chars().all(|c| {
        if c.is_ascii_digit() {
            behind -= 1;
            return true;
        }
        behind == places || (behind > places && (behind - places).is_multiple_of(3))
    })
}

fn has_leading_zero(unsigned: &str) -> bool {
    let mut characters = unsigned.chars();
    characters.next() == Some('0') && characters.next().is_some_and(|next| !matches!(next, '.' | ','))
}

fn is_scientific(words: &str) -> bool {
    words.split_once(['E', 'e']).is_some_and(|(number, exponent)| {
        let number = number.trim_start_matches('-');
        !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
            && exponent.starts_with(['+', '-'])
    })
}

fn has_currency(words: &str) -> bool {
    words.contains(['€', '$', '£', '¥', '₤', '₽', '₹', '₺', '₩', '₪'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displayed_text_with_more_than_the_value_is_kept() {
        for (words, value, read_as) in [
            ("0003", 3.0, "0003"),
            ("+33639980001", 33_639_980_001.0, "+33639980001"),
            ("M-0042", 42.0, "M-0042"),
            ("1234-5678", 12_345_678.0, "1234-5678"),
            ("12 34 56 78", 12_345_678.0, "12 34 56 78"),
            ("30 days", 30.0, "30 days"),
            ("2019", 2019.0, "2019"),
            ("12,50", 12.5, "12.50"),
            ("0,50", 0.5, "0.50"),
            ("0", 0.0, "0"),
            ("1.020,50", 1_020.5, "1020.50"),
            ("1 020", 1_020.0, "1020"),
            ("-5", -5.0, "-5"),
            ("12.35", 12.346, "12.35"),
            ("20.0", 20.0, "20.0"),
            ("24,00 €", 24.0, "24.00"),
            ("4.48E+11", 447_700_900_203.0, "447700900203"),
            ("", 7.0, "7"),
        ] {
            assert_eq!(read(words, value), read_as, "{words}");
        }
        assert_eq!(money("CHF 24.–", 24.0), "24");
        assert_eq!(money("(24,00 kr)", -24.0), "-24.00");
    }
}
