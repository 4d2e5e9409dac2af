//! Weekdays that stand apart from their date: `Sunday (1 May 2027)`, `Sunday morning, 1 May`, `2027-05-01, Sunday`.

use jiff::civil::Weekday;

use super::date_parser::{DateParser, ParsedDates};
use super::date_tokens::DateTokenKind;
use crate::model::weekday_from_name;

/// What may stand between a weekday and its date.
const PARTS_OF_DAY: [&str; 6] = ["morning", "lunchtime", "afternoon", "evening", "night", "noon"];

/// What may follow a date whose weekday stands apart.
const WORDS_BEHIND: [&str; 4] = ["at", "from", "in", "on"];

impl DateParser<'_> {
    /// Passes over a bracket, a colon or a part of the day behind a weekday; tells whether there was one.
    pub(super) fn skip_loose_link(&mut self) -> bool {
        let begun = self.position;
        if matches!(self.peek(), Some(DateTokenKind::Word(word)) if PARTS_OF_DAY.contains(&word)) {
            self.position += 1;
            self.position += usize::from(self.is_comma());
        }
        if matches!(self.peek(), Some(DateTokenKind::Punctuation('(' | ':'))) {
            self.position += 1;
        }
        self.position > begun
    }

    /// Reads one date whose weekday stands apart; it is read without it if it begins a range, or words go on behind it.
    pub(super) fn parse_loose_date(
        mut self,
        start: usize,
        weekday: Option<Weekday>,
        month_first: bool,
    ) -> Option<ParsedDates> {
        let date_start = self.position;
        let (year, month, day) = if let Some((year, month, day)) = self.parse_numeric(month_first) {
            (Some(year), month, day)
        } else if let Some(day) = self.parse_day() {
            self.position += usize::from(self.is_word("of"));
            let month = self.parse_month()?;
            (self.parse_year(), month, day)
        } else {
            let month = self.parse_month()?;
            let day = self.parse_day()?;
            (self.parse_year(), month, day)
        };
        let ends = match self.peek() {
            None => true,
            Some(DateTokenKind::Word(word)) => WORDS_BEHIND.contains(&word),
            Some(DateTokenKind::Punctuation(sign)) => !matches!(sign, '-' | '–' | '—' | '&' | '/'),
            Some(DateTokenKind::Number(..)) => false,
        };
        if !ends {
            self.position = date_start;
            return Some(ParsedDates { dates: Vec::new(), next: date_start });
        }
        Some(self.parsed(vec![self.build_date(start, weekday, year, month, day)]))
    }

    /// Reads the weekday behind a date: `(Wednesday)`, or `, Wednesday` where nothing follows that it could belong to.
    pub(super) fn parse_trailing_weekday(&mut self) -> Option<Weekday> {
        let [open, word] = self.tokens.get(self.position..self.position + 2)? else { return None };
        let DateTokenKind::Word(name) = word.kind else { return None };
        let behind = self.tokens.get(self.position + 2).map(|token| token.kind);
        let (ends, read) = match open.kind {
            DateTokenKind::Punctuation('(') => (matches!(behind, Some(DateTokenKind::Punctuation(')'))), 3),
            DateTokenKind::Punctuation(',') => (
                match behind {
                    None => true,
                    Some(DateTokenKind::Punctuation(sign)) => matches!(sign, '.' | '!' | '?' | ';' | ')'),
                    Some(DateTokenKind::Word(word)) => WORDS_BEHIND.contains(&word),
                    Some(DateTokenKind::Number(..)) => false,
                },
                2,
            ),
            _ => return None,
        };
        let day = weekday_from_name(name).filter(|_| ends)?;
        self.position += read;
        Some(day)
    }
}
