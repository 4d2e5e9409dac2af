//! One section of a number format, and the text it displays for a number.

use super::date_format::DatePart;
use super::shown::plain;

/// The abbreviations of currencies in a format.
const CURRENCIES: [&str; 22] = [
    "eur", "usd", "gbp", "chf", "fr", "fr.", "sek", "nok", "dkk", "kr", "kr.", "pln", "zł", "czk", "kč", "huf", "ft",
    "ron", "lei", "rub", "euro", "dm",
];
const CURRENCY_SIGNS: [char; 10] = ['€', '$', '£', '¥', '₤', '₽', '₹', '₺', '₩', '₪'];

#[derive(Debug, Clone, PartialEq)]
pub(super) enum FormatToken {
    Literal(String),
    Currency,
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    Exponent,
    Fraction,
    General,
    Words,
    Date(DatePart),
}

/// One of up to four sections of a format.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    pub(super) tokens: Vec<FormatToken>,
    pub(super) condition: Option<(Comparison, f64)>,
    pub(super) language: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn holds(self, one: f64, other: f64) -> bool {
        match self {
            Self::Less => one < other,
            Self::LessOrEqual => one <= other,
            Self::Equal => (one - other).abs() < f64::EPSILON,
            Self::NotEqual => (one - other).abs() >= f64::EPSILON,
            Self::Greater => one > other,
            Self::GreaterOrEqual => one >= other,
        }
    }
}

impl Section {
    pub(super) fn literal(&mut self, text: &str) {
        match self.tokens.last_mut() {
            Some(FormatToken::Literal(before)) => before.push_str(text),
            _ => self.tokens.push(FormatToken::Literal(text.to_owned())),
        }
    }

    /// Parses a group in square brackets: a colour, a condition, a language with a currency, or hours beyond one day.
    pub(super) fn bracket(&mut self, inner: &str) {
        if let Some(locale) = inner.strip_prefix('$') {
            let (sign, language) = locale.split_once('-').unwrap_or((locale, ""));
            if !sign.is_empty() {
                self.tokens.push(FormatToken::Currency);
            }
            self.language = u32::from_str_radix(language, 16).ok().map(|code| code & 0xFFFF).or(self.language);
            return;
        }
        let letters = inner.to_ascii_lowercase();
        if let Some(letter) = letters.chars().next().filter(|letter| "hms".contains(*letter))
            && letters.chars().all(|other| other == letter)
        {
            self.tokens.push(FormatToken::Date(DatePart::Elapsed(letter, letters.len())));
            return;
        }
        for (sign, comparison) in [
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<>", Comparison::NotEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
            ("=", Comparison::Equal),
        ] {
            if let Some(number) = inner.strip_prefix(sign) {
                self.condition = number.trim().parse().ok().map(|number| (comparison, number));
                return;
            }
        }
    }

    /// Returns the format as date and time tokens; `None` if it is a different format.
    pub(super) fn date_parts(&self) -> Option<Vec<DatePart>> {
        let is_date = self.tokens.iter().any(|token| matches!(token, FormatToken::Date(part) if part.is_time()));
        let has_digits =
            self.tokens.iter().any(|token| matches!(token, FormatToken::Digit('#' | '?') | FormatToken::General));
        if !is_date || has_digits {
            return None;
        }
        let literal = |text: &str| DatePart::Literal(text.to_owned());
        let part = |token: &FormatToken| match token {
            FormatToken::Date(part) => part.clone(),
            FormatToken::Literal(text) => DatePart::Literal(text.clone()),
            FormatToken::Fraction => literal("/"),
            FormatToken::Point => literal("."),
            FormatToken::Comma => literal(","),
            FormatToken::Digit(_) => DatePart::Fraction,
            FormatToken::Percent
            | FormatToken::Exponent
            | FormatToken::General
            | FormatToken::Words
            | FormatToken::Currency => literal(""),
        };
        Some(self.tokens.iter().map(part).collect())
    }

    pub(super) fn number(&self, value: f64, index: usize) -> String {
        let has = |wanted: &FormatToken| self.tokens.contains(wanted);
        let end = self.tokens.iter().position(|token| *token == FormatToken::Point);
        let end = end
            .or_else(|| self.tokens.iter().rposition(|token| matches!(token, FormatToken::Digit(_))).map(|at| at + 1));
        let (whole, rest) = self.tokens.split_at(end.unwrap_or(self.tokens.len()));
        let digits =
            |tokens: &[FormatToken]| tokens.iter().filter(|token| matches!(token, FormatToken::Digit(_))).count();
        if has(&FormatToken::Fraction)
            || has(&FormatToken::Exponent)
            || has(&FormatToken::General)
            || digits(&self.tokens) == 0
        {
            return self.around_general(value);
        }
        let zeros = |tokens: &[FormatToken]| tokens.iter().filter(|token| **token == FormatToken::Digit('0')).count();
        let places = digits(rest);
        let value = if has(&FormatToken::Percent) { value * 100.0 } else { value };
        let rounded = format!("{:.*}", places, value.abs());
        let (integer, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
        let kept = zeros(rest).max(fraction.trim_end_matches('0').len());
        let fraction = &fraction[..kept.min(fraction.len())];
        let money = self.is_money();
        if zeros(whole) <= 1 && !has(&FormatToken::Percent) && (money || self.says_nothing_more(index)) {
            let sign = if value < 0.0 && rounded.bytes().any(|digit| digit.is_ascii_digit() && digit != b'0') {
                "-"
            } else {
                ""
            };
            let point = if fraction.is_empty() { "" } else { "." };
            return format!("{sign}{integer}{point}{fraction}");
        }
        let sign = if value < 0.0 && index == 0 { "-" } else { "" };
        let grouped = whole
            .iter()
            .skip_while(|token| !matches!(token, FormatToken::Digit(_)))
            .any(|token| *token == FormatToken::Comma);
        let point = if fraction.is_empty() { "" } else { "." };
        let tail = rest.iter().map(FormatToken::shown).collect::<String>();
        format!("{sign}{}{point}{fraction}{tail}", fill(whole, integer, grouped)).trim().to_owned()
    }

    /// Formats a number in full between the literals of a format without digit placeholders.
    fn around_general(&self, value: f64) -> String {
        if self.is_money() || !self.tokens.contains(&FormatToken::General) {
            return plain(value);
        }
        let token =
            |token: &FormatToken| if *token == FormatToken::General { plain(value) } else { token.shown().to_owned() };
        self.tokens.iter().map(token).collect::<String>().trim().to_owned()
    }

    fn is_money(&self) -> bool {
        self.tokens.iter().any(|token| match token {
            FormatToken::Currency => true,
            FormatToken::Literal(text) => {
                text.contains(CURRENCY_SIGNS) || CURRENCIES.contains(&text.trim().to_lowercase().as_str())
            }
            _ => false,
        })
    }

    /// Returns whether only digits are displayed, except for a sign or its equivalent.
    fn says_nothing_more(&self, index: usize) -> bool {
        let signs: &[char] = if index == 1 { &['(', ')', '-', ' ', '\u{A0}'] } else { &[' ', '\u{A0}'] };
        let within = self.tokens.iter().skip_while(|token| !matches!(token, FormatToken::Digit(_)));
        let last = within.clone().collect::<Vec<_>>().iter().rposition(|token| matches!(token, FormatToken::Digit(_)));
        let split = within.take(last.unwrap_or(0)).any(|token| matches!(token, FormatToken::Literal(_)));
        let quiet = |token: &FormatToken| !matches!(token, FormatToken::Literal(text) if !text.chars().all(|c| signs.contains(&c)));
        !split && self.tokens.iter().all(quiet)
    }
}

impl FormatToken {
    fn shown(&self) -> &str {
        match self {
            Self::Literal(text) => text,
            Self::Percent => "%",
            _ => "",
        }
    }
}

/// Fills the digits of a whole number into the placeholders of a format, from right to left.
fn fill(places: &[FormatToken], integer: &str, grouped: bool) -> String {
    let integer = integer.trim_start_matches('0');
    let mut digits = integer.bytes().rev().map(char::from);
    let first = places.iter().position(|token| matches!(token, FormatToken::Digit(_)));
    // Written from the end.
    let mut text: Vec<char> = Vec::new();
    let mut count = 0;
    let mut put = |text: &mut Vec<char>, digit: char| {
        if grouped && count > 0 && count % 3 == 0 {
            text.push(',');
        }
        count += 1;
        text.push(digit);
    };
    for (at, token) in places.iter().enumerate().rev() {
        match token {
            FormatToken::Digit(place) => {
                match digits.next() {
                    Some(digit) => put(&mut text, digit),
                    None if *place == '0' => put(&mut text, '0'),
                    None => {}
                }
                if Some(at) == first {
                    for digit in digits.by_ref() {
                        put(&mut text, digit);
                    }
                }
            }
            FormatToken::Literal(literal) => text.extend(literal.chars().rev()),
            _ => {}
        }
    }
    text.iter().rev().collect()
}
