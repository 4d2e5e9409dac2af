//! Reads the dates that stand in a text.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// A day that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) range: Range<usize>,
    pub(super) weekday: Option<Weekday>,
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) of_month: i8,
}

/// What a text is made of, as far as dates go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign<'t> {
    Word(&'t str),
    /// A number and how many digits it has; with an ending such as `th` it has none.
    Number(i16, usize),
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    sign: Sign<'t>,
    start: usize,
    end: usize,
}

/// The months in full; three letters of each are enough.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The days of the week in full, from Monday.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Day {
    /// Returns the day; without a year, the one that is nearest to `near`. `None` where the month has no such day.
    pub(super) fn date(&self, near: Date) -> Option<Date> {
        let of = |year| Date::new(year, self.month, self.of_month).ok();
        if let Some(year) = self.year {
            return of(year);
        }
        let years = [near.year() - 1, near.year(), near.year() + 1];
        let away = |date: &Date| near.until(*date).map_or(i32::MAX, |span| span.get_days().abs());
        years.into_iter().filter_map(of).min_by_key(away)
    }

    /// Tells whether its month ever has such a day.
    pub(super) fn exists(&self) -> bool {
        Date::new(self.year.unwrap_or(2024), self.month, self.of_month).is_ok()
    }

    /// Says it in words: `17 May`, `17 May 2017`.
    pub(super) fn words(&self) -> String {
        let month = usize::try_from(self.month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or("");
        let month = capital(month);
        match self.year {
            Some(year) => format!("{} {month} {year}", self.of_month),
            None => format!("{} {month}", self.of_month),
        }
    }
}

/// Returns the name of a weekday.
pub(super) fn weekday_name(day: Weekday) -> String {
    let at = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
    capital(WEEKDAYS[at])
}

/// Returns the day nearest to a date that is this weekday, within three days.
pub(super) fn nearest(date: Date, weekday: Weekday) -> Option<Date> {
    (-3..=3).filter_map(|days| date.checked_add(days.days()).ok()).find(|date| date.weekday() == weekday)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Lists the days of a text, in its order. `month_first` says how `05/06/2017` is meant.
pub(super) fn days(text: &str, month_first: bool) -> Vec<Day> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match (Reader { tokens: &tokens, at }).day(month_first) {
            Some((days, next)) => {
                found.extend(days);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, c)) = letters.next() {
        let mut end = start + c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        if c.is_alphanumeric() {
            while let Some((at, next)) = letters.next_if(|(_, next)| next.is_alphanumeric()) {
                end = at + next.len_utf8();
            }
        }
        let piece = &text[start..end];
        let digits = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let sign = match (digits, &piece[digits..]) {
            (1..=4, "") => Sign::Number(piece.parse().unwrap_or(0), digits),
            (1..=2, "st" | "nd" | "rd" | "th") => Sign::Number(piece[..digits].parse().unwrap_or(0), 0),
            _ if c.is_alphanumeric() => Sign::Word(piece),
            _ => Sign::Mark(c),
        };
        tokens.push(Token { sign, start, end });
    }
    tokens
}

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
}

impl Reader<'_> {
    /// Reads a date, or a range of two, that begins here; returns what comes behind it, too.
    fn day(mut self, month_first: bool) -> Option<(Vec<Day>, usize)> {
        let start = self.tokens.get(self.at)?.start;
        let weekday = self.weekday();
        if let Some((year, month, day)) = self.in_numbers(month_first) {
            return Some((vec![self.made(start, weekday, Some(year), month, day)], self.at));
        }
        let begun = self.at;
        if let Some(day) = self.day_number() {
            if self.is_word("of") {
                self.at += 1;
            }
            if let Some(month) = self.month() {
                let year = self.year();
                let weekday = weekday.or_else(|| self.weekday_behind());
                return Some((vec![self.made(start, weekday, year, month, day)], self.at));
            }
            // `17–19 May`, `Monday 1 to Wednesday 3 May 2017`
            if self.joins() {
                self.at += 1;
                let second = self.tokens.get(self.at)?.start;
                let other = self.weekday();
                let last = self.day_number()?;
                let month = self.month()?;
                let year = self.year();
                let first_end = self.tokens.get(second_before(self.tokens, second))?.end;
                let first = Day { range: start..first_end, weekday, year, month, of_month: day };
                return Some((vec![first, self.made(second, other, year, month, last)], self.at));
            }
            return None;
        }
        self.at = begun;
        let month = self.month()?;
        let day = self.day_number()?;
        let year = self.year();
        // `May 17 people came`: without a year or a weekday it must end there.
        let ends = self.tokens.get(self.at).is_none_or(|token| matches!(token.sign, Sign::Mark(_)));
        (year.is_some() || weekday.is_some() || ends)
            .then(|| (vec![self.made(start, weekday, year, month, day)], self.at))
    }

    fn made(&self, start: usize, weekday: Option<Weekday>, year: Option<i16>, month: i8, day: i8) -> Day {
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(start, |token| token.end);
        Day { range: start..end.max(start), weekday, year, month, of_month: day }
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let Sign::Word(word) = self.tokens.get(self.at)?.sign else { return None };
        let day = as_weekday(word)?;
        self.at += 1;
        while matches!(self.sign(), Some(Sign::Mark(',' | '.'))) || self.is_word("the") {
            self.at += 1;
        }
        Some(day)
    }

    /// Reads `(Wednesday)` behind a date.
    fn weekday_behind(&mut self) -> Option<Weekday> {
        let [open, word, close] = self.tokens.get(self.at..self.at + 3)? else { return None };
        let (Sign::Mark('('), Sign::Word(word), Sign::Mark(')')) = (open.sign, word.sign, close.sign) else {
            return None;
        };
        let day = as_weekday(word)?;
        self.at += 3;
        Some(day)
    }

    fn day_number(&mut self) -> Option<i8> {
        let Some(Sign::Number(day @ 1..=31, 0..=2)) = self.sign() else { return None };
        self.at += 1;
        i8::try_from(day).ok()
    }

    fn month(&mut self) -> Option<i8> {
        let Some(Sign::Word(word)) = self.sign() else { return None };
        let month = name_among(&MONTHS, word)?;
        self.at += 1;
        i8::try_from(month + 1).ok()
    }

    fn year(&mut self) -> Option<i16> {
        let comma = usize::from(matches!(self.sign(), Some(Sign::Mark(','))));
        let Sign::Number(year @ 1800..=2200, 4) = self.tokens.get(self.at + comma)?.sign else { return None };
        self.at += comma + 1;
        Some(year)
    }

    /// Reads `17/05/2017`, `17.5.17` or `2017-05-17`, without white space.
    fn in_numbers(&mut self, month_first: bool) -> Option<(i16, i8, i8)> {
        let pieces = self.tokens.get(self.at..self.at + 5)?;
        let &[a, b, c, d, ref end] = pieces else { return None };
        let (Sign::Number(first, digits), Sign::Mark(one), Sign::Number(second, 1..=2), Sign::Mark(two)) =
            (a.sign, b.sign, c.sign, d.sign)
        else {
            return None;
        };
        let Sign::Number(third, last) = end.sign else { return None };
        let tight = pieces.windows(2).all(|pair| pair[0].end == pair[1].start);
        let next = |steps: usize| self.tokens.get(self.at + 4 + steps);
        let goes_on = next(1).is_some_and(|token| {
            let number =
                next(2).is_some_and(|after| after.start == token.end && matches!(after.sign, Sign::Number(..)));
            token.start == end.end && (!matches!(token.sign, Sign::Mark(_)) || number)
        });
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let begun = before.is_some_and(|token| {
            token.end == pieces[0].start && matches!(token.sign, Sign::Mark('/' | '.' | '-') | Sign::Number(..))
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
        self.at += 5;
        Some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
    }

    fn joins(&self) -> bool {
        matches!(self.sign(), Some(Sign::Mark('-' | '–' | '—' | '&'))) || self.is_word("to") || self.is_word("and")
    }

    fn is_word(&self, word: &str) -> bool {
        self.sign() == Some(Sign::Word(word))
    }

    fn sign(&self) -> Option<Sign<'_>> {
        self.tokens.get(self.at).map(|token| token.sign)
    }
}

/// Returns the token before the joining one that stands before a place.
fn second_before(tokens: &[Token<'_>], place: usize) -> usize {
    tokens.partition_point(|token| token.start < place).saturating_sub(2)
}

fn as_weekday(word: &str) -> Option<Weekday> {
    Weekday::from_monday_zero_offset(i8::try_from(name_among(&WEEKDAYS, word)?).ok()?).ok()
}

/// Finds a name that begins with a capital, in full or by its first three or four letters.
fn name_among(names: &[&str], word: &str) -> Option<usize> {
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let word = word.to_lowercase();
    let short = (3..=5).contains(&word.len());
    names.iter().position(|name| *name == word || (short && name.starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<String> {
        let near = jiff::civil::date(2017, 4, 24);
        let word = |day: Day| {
            let weekday = day.weekday.map(|day| weekday_name(day) + " ").unwrap_or_default();
            let date = day.date(near).map_or("none".to_owned(), |date| date.to_string());
            format!("{}={weekday}{date}", &text[day.range])
        };
        days(text, false).into_iter().map(word).collect()
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
