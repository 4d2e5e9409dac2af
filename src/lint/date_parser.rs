//! Reads the dates in a text.

use jiff::civil::Weekday;

use super::date_tokens::{DateToken, DateTokenKind, tokenize};
use super::written_date::WrittenDate;
use crate::model::{month_from_name, weekday_from_name};

/// Lists the days of a text, in its order. `month_first` says how `05/06/2017` is meant.
pub(super) fn find_dates(text: &str, month_first: bool) -> Vec<WrittenDate> {
    let tokens = tokenize(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match (DateParser { tokens: &tokens, position: at }).parse_dates(month_first) {
            Some((days, next)) => {
                found.extend(days);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

struct DateParser<'t> {
    tokens: &'t [DateToken<'t>],
    position: usize,
}

impl DateParser<'_> {
    /// Reads a date, or a range of two, that begins here; returns what comes behind it, too.
    fn parse_dates(mut self, month_first: bool) -> Option<(Vec<WrittenDate>, usize)> {
        let start = self.tokens.get(self.position)?.start;
        let weekday = self.parse_weekday();
        if let Some((year, month, day)) = self.parse_numeric(month_first) {
            return Some((vec![self.build_date(start, weekday, Some(year), month, day)], self.position));
        }
        let begun = self.position;
        if let Some(day) = self.parse_day() {
            if self.is_word("of") {
                self.position += 1;
            }
            if let Some(month) = self.parse_month() {
                let year = self.parse_year();
                let weekday = weekday.or_else(|| self.parse_trailing_weekday());
                return Some((vec![self.build_date(start, weekday, year, month, day)], self.position));
            }
            // `17–19 May`, `Monday 1 to Wednesday 3 May 2017`
            if self.is_range_separator() {
                self.position += 1;
                let second = self.tokens.get(self.position)?.start;
                let other = self.parse_weekday();
                let last = self.parse_day()?;
                let month = self.parse_month()?;
                let year = self.parse_year();
                let first_end = self.tokens.get(preceding_token(self.tokens, second))?.end;
                let first = WrittenDate { range: start..first_end, weekday, year, month, day };
                return Some((vec![first, self.build_date(second, other, year, month, last)], self.position));
            }
            return None;
        }
        self.position = begun;
        let month = self.parse_month()?;
        let day = self.parse_day()?;
        let year = self.parse_year();
        // `May 17 people came`: without a year or a weekday it must end there.
        let ends =
            self.tokens.get(self.position).is_none_or(|token| matches!(token.kind, DateTokenKind::Punctuation(_)));
        (year.is_some() || weekday.is_some() || ends)
            .then(|| (vec![self.build_date(start, weekday, year, month, day)], self.position))
    }

    fn build_date(&self, start: usize, weekday: Option<Weekday>, year: Option<i16>, month: i8, day: i8) -> WrittenDate {
        let end = self.tokens.get(self.position.wrapping_sub(1)).map_or(start, |token| token.end);
        WrittenDate { range: start..end.max(start), weekday, year, month, day }
    }

    fn parse_weekday(&mut self) -> Option<Weekday> {
        let DateTokenKind::Word(word) = self.tokens.get(self.position)?.kind else { return None };
        let day = weekday_from_name(word)?;
        self.position += 1;
        while matches!(self.peek(), Some(DateTokenKind::Punctuation(',' | '.'))) || self.is_word("the") {
            self.position += 1;
        }
        Some(day)
    }

    /// Reads `(Wednesday)` behind a date.
    fn parse_trailing_weekday(&mut self) -> Option<Weekday> {
        let [open, word, close] = self.tokens.get(self.position..self.position + 3)? else { return None };
        let (DateTokenKind::Punctuation('('), DateTokenKind::Word(word), DateTokenKind::Punctuation(')')) =
            (open.kind, word.kind, close.kind)
        else {
            return None;
        };
        let day = weekday_from_name(word)?;
        self.position += 3;
        Some(day)
    }

    fn parse_day(&mut self) -> Option<i8> {
        let Some(DateTokenKind::Number(day @ 1..=31, 0..=2)) = self.peek() else { return None };
        self.position += 1;
        i8::try_from(day).ok()
    }

    fn parse_month(&mut self) -> Option<i8> {
        let Some(DateTokenKind::Word(word)) = self.peek() else { return None };
        let month = month_from_name(word)?;
        self.position += 1;
        Some(month)
    }

    fn parse_year(&mut self) -> Option<i16> {
        let comma = usize::from(matches!(self.peek(), Some(DateTokenKind::Punctuation(','))));
        let DateTokenKind::Number(year @ 1800..=2200, 4) = self.tokens.get(self.position + comma)?.kind else {
            return None;
        };
        self.position += comma + 1;
        Some(year)
    }

    /// Reads `17/05/2017`, `17.5.17` or `2017-05-17`, without white space.
    fn parse_numeric(&mut self, month_first: bool) -> Option<(i16, i8, i8)> {
        let pieces = self.tokens.get(self.position..self.position + 5)?;
        let &[a, b, c, d, ref end] = pieces else { return None };
        let (
            DateTokenKind::Number(first, digits),
            DateTokenKind::Punctuation(one),
            DateTokenKind::Number(second, 1..=2),
            DateTokenKind::Punctuation(two),
        ) = (a.kind, b.kind, c.kind, d.kind)
        else {
            return None;
        };
        let DateTokenKind::Number(third, last) = end.kind else { return None };
        let tight = pieces.windows(2).all(|pair| pair[0].end == pair[1].start);
        let next = |steps: usize| self.tokens.get(self.position + 4 + steps);
        let goes_on = next(1).is_some_and(|token| {
            let number = next(2)
                .is_some_and(|after| after.start == token.end && matches!(after.kind, DateTokenKind::Number(..)));
            token.start == end.end && (!matches!(token.kind, DateTokenKind::Punctuation(_)) || number)
        });
        let before = self.position.checked_sub(1).and_then(|at| self.tokens.get(at));
        let begun = before.is_some_and(|token| {
            token.end == pieces[0].start
                && matches!(token.kind, DateTokenKind::Punctuation('/' | '.' | '-') | DateTokenKind::Number(..))
        });
        if !tight || one != two || goes_on || begun {
            return None;
        }
        let (year, month, day) = match (one, digits, last) {
            ('-', 4, 1..=2) => (first, second, third),
            ('/' | '.', 1..=2, 4) if month_first => (third, first, second),
            ('/' | '.', 1..=2, 4) => (third, second, first),
            ('/', 1..=2, 2) if month_first => (2000 + third, first, second),
            ('/', 1..=2, 2) => (2000 + third, second, first),
            _ => return None,
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1800..=2200).contains(&year) {
            return None;
        }
        self.position += 5;
        Some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
    }

    fn is_range_separator(&self) -> bool {
        matches!(self.peek(), Some(DateTokenKind::Punctuation('-' | '–' | '—' | '&')))
            || self.is_word("to")
            || self.is_word("and")
    }

    fn is_word(&self, word: &str) -> bool {
        self.peek() == Some(DateTokenKind::Word(word))
    }

    fn peek(&self) -> Option<DateTokenKind<'_>> {
        self.tokens.get(self.position).map(|token| token.kind)
    }
}

/// Returns the token before the joining one that stands before a place.
fn preceding_token(tokens: &[DateToken<'_>], place: usize) -> usize {
    tokens.partition_point(|token| token.start < place).saturating_sub(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::weekday_name;

    fn seen(text: &str) -> Vec<String> {
        let near = jiff::civil::date(2017, 4, 24);
        let word = |day: WrittenDate| {
            let weekday = day.weekday.map(|day| weekday_name(day) + " ").unwrap_or_default();
            let date = day.resolve(near).map_or("none".to_owned(), |date| date.to_string());
            format!("{}={weekday}{date}", &text[day.range])
        };
        find_dates(text, false).into_iter().map(word).collect()
    }

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("on Thursday 17 May 2017 at 2", "Thursday 17 May 2017=Thursday 2017-05-17"),
            ("Wed., the 17th of May, 2017", "Wed., the 17th of May, 2017=Wednesday 2017-05-17"),
            ("by 17 May we", "17 May=2017-05-17"),
            ("on 17/05/2017.", "17/05/2017=2017-05-17"),
            ("on 1/2/18.", "1/2/18=2018-02-01"),
            ("17.5.2017", "17.5.2017=2017-05-17"),
            ("2017-05-17", "2017-05-17=2017-05-17"),
            ("May 17, 2017", "May 17, 2017=2017-05-17"),
            ("Wednesday May 17 people", "Wednesday May 17=Wednesday 2017-05-17"),
            ("17 May 2017 (Wednesday)", "17 May 2017 (Wednesday)=Wednesday 2017-05-17"),
            ("17–19 May 2017", "17=2017-05-17|19 May 2017=2017-05-19"),
            ("Monday 1 to Wednesday 3 May", "Monday 1=Monday 2017-05-01|Wednesday 3 May=Wednesday 2017-05-03"),
            ("31 June 2019", "31 June 2019=none"),
            ("12 Jan", "12 Jan=2017-01-12"),
            ("20 December", "20 December=2016-12-20"),
        ] {
            assert_eq!(seen(text).join("|"), expected, "{text}");
        }
        for text in [
            "24/7",
            "1/2",
            "3.2.1",
            "In May 17 people came",
            "you may 17",
            "10 may",
            "version 1.2.2017.3",
            "version 3.1.2.2017",
            "Chapter 17",
            "June 2019",
            "on Wednesday",
            "01/02/2017/3",
            "77/88/1999",
            "we sat down",
            "£5 or £10",
            "12 Marchers",
            "",
        ] {
            assert_eq!(seen(text), [""; 0], "{text}");
        }
    }
}
