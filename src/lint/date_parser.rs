//! Reads the dates in a text.

use jiff::civil::Weekday;

use super::date_tokens::{DateToken, DateTokenKind, tokenize};
use super::date_words::DateWords;
use super::date_years::share_years;
use super::written_date::WrittenDate;
use crate::model::{month_from_name, weekday_from_name};

/// Lists the days of a text, in its order. `month_first` says how `05/06/2017` is meant.
pub(super) fn find_dates(text: &str, month_first: bool) -> Vec<WrittenDate> {
    parse_all(&tokenize(text), month_first)
}

/// Lists the days of a text in another language than English, too.
pub(super) fn find_dates_in(text: &str, month_first: bool, words: &DateWords) -> Vec<WrittenDate> {
    parse_all(&words.to_english(tokenize(text)), month_first)
}

fn parse_all(tokens: &[DateToken<'_>], month_first: bool) -> Vec<WrittenDate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match (DateParser { tokens, position: at }).parse_dates(month_first) {
            Some(parsed) => {
                found.extend(parsed.dates);
                at = parsed.next.max(at + 1);
            }
            None => at += 1,
        }
    }
    share_years(&mut found, tokens);
    found
}

/// Dates that were read, and the token behind them.
pub(super) struct ParsedDates {
    pub(super) dates: Vec<WrittenDate>,
    pub(super) next: usize,
}

/// Reads dates from tokens.
pub(super) struct DateParser<'t> {
    pub(super) tokens: &'t [DateToken<'t>],
    pub(super) position: usize,
}

impl DateParser<'_> {
    /// Reads a date, or a range of two, that begins here; returns what comes behind it, too.
    fn parse_dates(mut self, month_first: bool) -> Option<ParsedDates> {
        let start = self.tokens.get(self.position)?.start;
        if let Some(listed) = self.parse_weekday_list(month_first) {
            return Some(listed);
        }
        let weekday = self.parse_weekday();
        if weekday.is_some() && self.skip_loose_link() {
            return self.parse_loose_date(start, weekday, month_first);
        }
        if let Some((year, month, day)) = self.parse_numeric(month_first) {
            let weekday = weekday.or_else(|| self.parse_trailing_weekday());
            return Some(self.parsed(vec![self.build_date(start, weekday, Some(year), month, day)]));
        }
        let begun = self.position;
        if let Some(day) = self.parse_day() {
            if self.is_word("of") {
                self.position += 1;
            }
            if let Some(month) = self.parse_month() {
                let year = self.parse_year();
                let weekday = weekday.or_else(|| self.parse_trailing_weekday());
                return Some(self.parsed(vec![self.build_date(start, weekday, year, month, day)]));
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
                return Some(self.parsed(vec![first, self.build_date(second, other, year, month, last)]));
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
        if year.is_none() && weekday.is_none() && !ends {
            return None;
        }
        let weekday = weekday.or_else(|| self.parse_trailing_weekday());
        Some(self.parsed(vec![self.build_date(start, weekday, year, month, day)]))
    }

    pub(super) fn parsed(&self, dates: Vec<WrittenDate>) -> ParsedDates {
        ParsedDates { dates, next: self.position }
    }

    /// Returns where the token begins that is read next.
    pub(super) fn token_start(&self) -> Option<usize> {
        self.tokens.get(self.position).map(|token| token.start)
    }

    /// Returns where the last token that was read ends.
    pub(super) fn end_before(&self, start: usize) -> usize {
        self.tokens.get(self.position.wrapping_sub(1)).map_or(start, |token| token.end).max(start)
    }

    pub(super) fn build_date(
        &self,
        start: usize,
        weekday: Option<Weekday>,
        year: Option<i16>,
        month: i8,
        day: i8,
    ) -> WrittenDate {
        WrittenDate { range: start..self.end_before(start), weekday, year, month, day }
    }

    pub(super) fn parse_weekday(&mut self) -> Option<Weekday> {
        let DateTokenKind::Word(word) = self.tokens.get(self.position)?.kind else { return None };
        let day = weekday_from_name(word)?;
        self.position += 1;
        while matches!(self.peek(), Some(DateTokenKind::Punctuation(',' | '.'))) || self.is_word("the") {
            self.position += 1;
        }
        Some(day)
    }

    pub(super) fn parse_day(&mut self) -> Option<i8> {
        let Some(DateTokenKind::Number(day @ 1..=31, 0..=2)) = self.peek() else { return None };
        self.position += 1;
        i8::try_from(day).ok()
    }

    pub(super) fn parse_month(&mut self) -> Option<i8> {
        let Some(DateTokenKind::Word(word)) = self.peek() else { return None };
        let month = month_from_name(word)?;
        self.position += 1;
        Some(month)
    }

    pub(super) fn parse_year(&mut self) -> Option<i16> {
        let comma = usize::from(matches!(self.peek(), Some(DateTokenKind::Punctuation(','))));
        let DateTokenKind::Number(year @ 1800..=2200, 4) = self.tokens.get(self.position + comma)?.kind else {
            return None;
        };
        self.position += comma + 1;
        Some(year)
    }

    /// Reads `17/05/2017`, `17.5.17` or `2017-05-17`, without white space.
    pub(super) fn parse_numeric(&mut self, month_first: bool) -> Option<(i16, i8, i8)> {
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

    pub(super) fn is_range_separator(&self) -> bool {
        self.is_span_separator()
            || matches!(self.peek(), Some(DateTokenKind::Punctuation('&' | '/')))
            || self.is_word("and")
            || self.is_word("or")
    }

    /// Tells whether the next token stands between the ends of a range.
    pub(super) fn is_span_separator(&self) -> bool {
        self.tokens.get(self.position).is_some_and(DateToken::is_span)
    }

    /// Tells whether a word or a sign of a range stands between two places.
    pub(super) fn has_span_between(&self, from: usize, to: usize) -> bool {
        let first = self.tokens.partition_point(|token| token.start < from);
        self.tokens.iter().skip(first).take_while(|token| token.start < to).any(DateToken::is_span)
    }

    pub(super) fn is_comma(&self) -> bool {
        matches!(self.peek(), Some(DateTokenKind::Punctuation(',')))
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek() == Some(DateTokenKind::Word(word))
    }

    pub(super) fn peek(&self) -> Option<DateTokenKind<'_>> {
        self.tokens.get(self.position).map(|token| token.kind)
    }
}

/// Returns the token before the joining one that stands before a place.
fn preceding_token(tokens: &[DateToken<'_>], place: usize) -> usize {
    tokens.partition_point(|token| token.start < place).saturating_sub(2)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::weekday_name;

    fn seen(text: &str) -> Vec<String> {
        seen_in(text, &DateWords::default())
    }

    fn seen_in(text: &str, words: &DateWords) -> Vec<String> {
        let near = jiff::civil::date(2017, 4, 24);
        let word = |day: WrittenDate| {
            let weekday = day.weekday.map(|day| weekday_name(day) + " ").unwrap_or_default();
            let date = day.resolve(near).map_or("none".to_owned(), |date| date.to_string());
            format!("{}={weekday}{date}", &text[day.range])
        };
        find_dates_in(text, false, words).into_iter().map(word).collect()
    }

    /// English texts, with the words of each date and its day.
    const ENGLISH: [(&str, &str); 40] = [
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
        ("Saturday and Sunday, 1 and 2 May 2027", "1=Saturday 2027-05-01|2 May 2027=Sunday 2027-05-02"),
        ("Friday to Sunday, 5 to 7 March 2027", "5=Friday 2027-03-05|7 March 2027=Sunday 2027-03-07"),
        ("Friday, Saturday and Sunday 5–7 March 2027", "5=Friday 2027-03-05|7 March 2027=Sunday 2027-03-07"),
        ("Sat & Sun, 30 April and 1 May 2022", "30 April=Saturday 2022-04-30|1 May 2022=Sunday 2022-05-01"),
        ("Saturday/Sunday 1/2 May 2027", "1=Saturday 2027-05-01|2 May 2027=Sunday 2027-05-02"),
        ("Saturday and Sunday, May 1 and 2, 2027", "May 1=Saturday 2027-05-01|2, 2027=Sunday 2027-05-02"),
        ("Sat and Sun, 01/05/2027 and 02/05/2027", "01/05/2027=Saturday 2027-05-01|02/05/2027=Sunday 2027-05-02"),
        (
            "Friday 31 December to Saturday 1 January 2028",
            "Friday 31 December=Friday 2027-12-31|Saturday 1 January 2028=Saturday 2028-01-01",
        ),
        ("29 December – 2 January 2028", "29 December=2027-12-29|2 January 2028=2028-01-02"),
        ("24 December 2027 to 3 January", "24 December 2027=2027-12-24|3 January=2028-01-03"),
        ("1 May to 30 June 2028", "1 May=2028-05-01|30 June 2028=2028-06-30"),
        ("17 June and 3 May 2028", "17 June=2017-06-17|3 May 2028=2028-05-03"),
        (
            "Friday to Saturday, 31 December to 1 January 2028",
            "31 December=Friday 2027-12-31|1 January 2028=Saturday 2028-01-01",
        ),
        (
            "Fri and Sat, 31 December and 1 January 2028",
            "31 December=Friday 2027-12-31|1 January 2028=Saturday 2028-01-01",
        ),
        ("Monday to Friday, 1 May to 30 September 2027", "1 May=2027-05-01|30 September 2027=2027-09-30"),
        ("Sunday (1 May 2027)", "Sunday (1 May 2027=Sunday 2027-05-01"),
        ("on Sunday: 1 May 2027 at 2", "Sunday: 1 May 2027=Sunday 2027-05-01"),
        ("2027-05-01, Sunday.", "2027-05-01, Sunday=Sunday 2027-05-01"),
        ("Sunday morning, 1 May 2027", "Sunday morning, 1 May 2027=Sunday 2027-05-01"),
        ("every Sunday (1 May to 30 June 2027)", "1 May=2027-05-01|30 June 2027=2027-06-30"),
        ("1 May 2027, Sunday school", "1 May 2027=2027-05-01"),
        ("1 May 2027, Sunday, 2 May 2027", "1 May 2027=2027-05-01|Sunday, 2 May 2027=Sunday 2027-05-02"),
        ("Monday to Friday, 7 May 2027", "7 May 2027=2027-05-07"),
        ("Saturday and Sunday, 1, 2 and 8 May 2027", "1=2027-05-01|2=2027-05-02|8 May 2027=2027-05-08"),
        ("Monday and Tuesday at noon", ""),
        ("31 June 2019", "31 June 2019=none"),
        ("12 Jan", "12 Jan=2017-01-12"),
        ("20 December", "20 December=2016-12-20"),
    ];

    #[test]
    fn dates_are_read() {
        for (text, expected) in ENGLISH {
            assert_eq!(seen(text).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_read_in_other_languages() {
        for (language, text, expected) in [
            ("de", "am Donnerstag, 17. Mai 2017 um 14 Uhr", "Donnerstag, 17. Mai 2017=Thursday 2017-05-17"),
            ("de", "Mittwoch, den 17. Mai", "Mittwoch, den 17. Mai=Wednesday 2017-05-17"),
            ("de", "Samstag und Sonntag, 1. und 2. Mai 2027", "1=Saturday 2027-05-01|2. Mai 2027=Sunday 2027-05-02"),
            ("de", "17.–19. Mai 2017", "17=2017-05-17|19. Mai 2017=2017-05-19"),
            ("de", "vom 29. Dezember bis 2. Januar 2028", "29. Dezember=2027-12-29|2. Januar 2028=2028-01-02"),
            ("de", "am 17.05.2017", "17.05.2017=2017-05-17"),
            ("fr", "jeudi 17 mai 2017 à 18 h", "jeudi 17 mai 2017=Thursday 2017-05-17"),
            ("fr", "le samedi 1er mai 2027", "samedi 1er mai 2027=Saturday 2027-05-01"),
            ("es", "el jueves, 17 de mayo de 2017", "jueves, 17 de mayo de 2017=Thursday 2017-05-17"),
            ("it", "giovedì 17 maggio 2017", "giovedì 17 maggio 2017=Thursday 2017-05-17"),
            ("nl", "donderdag 17 mei 2017", "donderdag 17 mei 2017=Thursday 2017-05-17"),
            ("pl", "w środę, 17 maja 2017 r.", "środę, 17 maja 2017=Wednesday 2017-05-17"),
            ("uk", "у середу, 17 травня 2017 р.", "середу, 17 травня 2017=Wednesday 2017-05-17"),
            ("uk", "у п’ятницю 19 травня", "ятницю 19 травня=Friday 2017-05-19"),
            ("ar", "يوم الأربعاء، 17 مايو 2017", "الأربعاء، 17 مايو 2017=Wednesday 2017-05-17"),
            ("de", "on Thursday 17 May 2017", "Thursday 17 May 2017=Thursday 2017-05-17"),
            ("fr", "En mars, 17 personnes sont venues", ""),
            ("fr", "Mai 17 personnes", ""),
            ("de", "Kapitel 17. Mai ist schön", "17. Mai=2017-05-17"),
            ("de", "Mein Sonntag war schön. 3. Preis", ""),
            ("es", "17 de cada 20", ""),
            ("en", "Donnerstag, 17. Mai 2017", ""),
        ] {
            let words = DateWords::new(&language.parse().unwrap());
            assert_eq!(seen_in(text, &words).join("|"), expected, "{language}: {text}");
        }
    }

    #[test]
    fn numbers_are_no_dates() {
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
