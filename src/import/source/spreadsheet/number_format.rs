//! Number formats of Excel (ECMA-376 part 1, 18.8.31): the displayed text of a number.

use super::date_format::{self, DatePart};
use super::format_section::{FormatToken, Section};
use super::serial_date::Epoch;
use super::shown::{Shown, ShownAs, plain};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

impl NumberFormat {
    pub(super) fn parse(code: &str) -> Self {
        let mut characters = code.chars().peekable();
        let mut sections = vec![Section::default()];
        while let Some(character) = characters.next() {
            let Some(section) = sections.last_mut() else { break };
            let literal = |section: &mut Section, text: &str| section.literal(text);
            match character {
                ';' => sections.push(Section::default()),
                '"' => {
                    let quoted: String = characters.by_ref().take_while(|next| *next != '"').collect();
                    literal(section, &quoted);
                }
                '\\' => section.literal(&characters.next().map(String::from).unwrap_or_default()),
                // A space of the next character's width, or a fill character: neither is part of the text.
                '_' | '*' => drop(characters.next()),
                '[' => {
                    let inner: String = characters.by_ref().take_while(|next| *next != ']').collect();
                    section.bracket(&inner);
                }
                '0' | '#' | '?' => section.tokens.push(FormatToken::Digit(character)),
                '.' => section.tokens.push(FormatToken::Point),
                ',' => section.tokens.push(FormatToken::Comma),
                '%' => section.tokens.push(FormatToken::Percent),
                '@' => section.tokens.push(FormatToken::Words),
                'E' | 'e' if matches!(characters.peek(), Some('+' | '-')) => {
                    characters.next();
                    section.tokens.push(FormatToken::Exponent);
                }
                'G' | 'g'
                    if "eneral"
                        .chars()
                        .all(|next| characters.next_if(|at| at.eq_ignore_ascii_case(&next)).is_some()) =>
                {
                    section.tokens.push(FormatToken::General);
                }
                'A' | 'a' => {
                    let rest: String =
                        std::iter::from_fn(|| characters.next_if(|next| "mMpP/".contains(*next))).collect();
                    match rest.to_ascii_lowercase().as_str() {
                        "m/pm" | "/p" => section.tokens.push(FormatToken::Date(DatePart::AmPm)),
                        _ => section.literal(&format!("{character}{rest}")),
                    }
                }
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'b' | 'B' => {
                    let mut count = 1;
                    while characters.next_if(|next| next.eq_ignore_ascii_case(&character)).is_some() {
                        count += 1;
                    }
                    section.tokens.push(FormatToken::Date(DatePart::new(character, count)));
                }
                '/' => section.tokens.push(FormatToken::Fraction),
                other => literal(section, other.encode_utf8(&mut [0; 4])),
            }
        }
        sections.truncate(4);
        Self { sections }
    }

    /// Returns a built-in format by its number (ECMA-376 part 1, 18.8.30).
    pub(super) fn built_in(id: u32) -> Self {
        Self::parse(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4..=8 | 37..=44 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 | 48 => "0.00E+00",
            12 | 13 => "# ?/?",
            14 | 27..=31 | 36 | 50..=54 | 57 | 58 => "yyyy-mm-dd",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 | 32 | 34 | 55 => "h:mm",
            21 | 33 | 35 | 56 => "h:mm:ss",
            22 => "yyyy-mm-dd h:mm",
            45 | 47 => "mm:ss",
            46 => "[h]:mm:ss",
            49 => "@",
            _ => "General",
        })
    }

    /// Returns the displayed text of a text value.
    pub(super) fn words(&self, text: &str) -> String {
        let [_, _, _, section] = self.sections.as_slice() else { return text.to_owned() };
        let token = |token: &FormatToken| match token {
            FormatToken::Literal(literal) => literal.clone(),
            FormatToken::Words => text.to_owned(),
            _ => String::new(),
        };
        section.tokens.iter().map(token).collect()
    }

    /// Returns the displayed text of a number.
    pub(super) fn show(&self, value: f64, epoch: Epoch) -> Shown {
        let number = |text: String| Shown { text, what: ShownAs::Number };
        let Some((index, section)) = self.section(value) else { return number(plain(value)) };
        if section.tokens.is_empty() && self.sections.len() > 1 {
            return number(String::new());
        }
        if let Some(parts) = section.date_parts()
            && let Some(shown) = date_format::show(&parts, value, epoch, section.language)
        {
            return shown;
        }
        number(section.number(value, index))
    }

    /// Returns the displayed text of a point in time; `None` if this is not a date and time format.
    pub(super) fn moment(&self, moment: jiff::civil::DateTime) -> Option<Shown> {
        let section = self.sections.first()?;
        Some(date_format::show_moment(&section.date_parts()?, moment, section.language))
    }

    /// Returns the section for a number, with its index.
    fn section(&self, value: f64) -> Option<(usize, &Section)> {
        let numeric = &self.sections[..self.sections.len().min(3)];
        if numeric.iter().any(|section| section.condition.is_some()) {
            let fits =
                |section: &&Section| section.condition.is_none_or(|(comparison, other)| comparison.holds(value, other));
            return numeric.iter().position(|section| fits(&section)).map(|at| (at, &numeric[at]));
        }
        let at = match numeric.len() {
            2.. if value < 0.0 => 1,
            3 if value == 0.0 => 2,
            _ => 0,
        };
        numeric.get(at).map(|section| (at, section))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_formatted_as_displayed() {
        for (code, value, shown) in [
            ("General", 447_700_900_203.0, "447700900203"),
            ("General", 0.1 + 0.2, "0.3"),
            ("General", -12.5, "-12.5"),
            ("00000", 1234.0, "01234"),
            ("0000\\-0000", 12_345_678.0, "1234-5678"),
            ("\"M-\"0000", 42.0, "M-0042"),
            ("\"+\"0", 33_639_980_001.0, "+33639980001"),
            ("+0", 44.0, "+44"),
            ("(000) 000-0000", 5_550_100_199.0, "(555) 010-0199"),
            ("00 00 00 00 00", 639_980_001.0, "06 39 98 00 01"),
            ("0%", 0.19, "19%"),
            ("0 \"days\"", 30.0, "30 days"),
            ("#,##0 \"km\"", 12_345.0, "12,345 km"),
            (";;;", 5.0, ""),
            ("0;-0;;@", 0.0, ""),
            ("#,##0.00\\ \"€\"", 1_020.5, "1020.50"),
            ("[$€-407]#,##0.00", 20.0, "20.00"),
            ("#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", -20.0, "-20.00"),
            ("_-* #,##0.00 \"kr\"_-;-* #,##0.00 \"kr\"_-;_-* \"-\"?? \"kr\"_-;_-@_-", 100.0, "100.00"),
            ("$#,##0_);($#,##0)", -5.0, "-5"),
            ("#,##0_);(#,##0)", -5.0, "-5"),
            ("0.##", 12.5, "12.5"),
            ("0.00E+00", 447_700_900_203.0, "447700900203"),
            ("# ?/?", 0.5, "0.5"),
            ("[>=1000]0000;000", 7.0, "007"),
            ("[Red]0", 7.0, "7"),
            ("@", 7.0, "7"),
        ] {
            assert_eq!(NumberFormat::parse(code).show(value, Epoch::Excel1900).text, shown, "{code}");
        }
    }

    #[test]
    fn text_may_be_hidden_or_surrounded_by_literals() {
        assert_eq!(NumberFormat::parse("0;0;0;\"Mr \"@").words("Lee"), "Mr Lee");
        assert_eq!(NumberFormat::parse(";;;").words("Lee"), "");
        assert_eq!(NumberFormat::parse("00000").words("Lee"), "Lee");
    }

    #[test]
    fn literals_colours_and_currencies_are_not_dates() {
        for code in ["0 \"days\"", "[Magenta]0", "[$Mdh-407] 0", "\\d0", "0 \"Std.\"", "General\" m\""] {
            assert_eq!(NumberFormat::parse(code).show(43_617.0, Epoch::Excel1900).what, ShownAs::Number, "{code}");
        }
    }
    #[test]
    fn complete_date_is_iso_and_others_are_as_displayed() {
        let evening = 43_617.770_833_333_3;
        for (code, value, text, what) in [
            ("yyyy-mm-dd", 43_617.0, "2019-06-01", ShownAs::Day),
            ("dd.mm.yyyy", evening, "2019-06-01", ShownAs::Day),
            ("dddd, d. mmmm yyyy", 43_617.0, "2019-06-01", ShownAs::Day),
            ("[$-409]m/d/yy h:mm AM/PM;@", evening, "2019-06-01 18:30", ShownAs::Day),
            ("m/d/yy h:mm", 43_617.0, "2019-06-01", ShownAs::Day),
            ("yyyy", 43_617.0, "2019", ShownAs::Year),
            ("mmm yyyy", 43_617.0, "Jun 2019", ShownAs::PartOfDay),
            ("[$-407]mmmm yyyy", 43_617.0, "Juni 2019", ShownAs::PartOfDay),
            ("mm/yy", 43_617.0, "06/19", ShownAs::PartOfDay),
            ("d. mmmm", 43_617.0, "1. June", ShownAs::PartOfDay),
            ("hh:mm", 0.770_833_333_3, "18:30", ShownAs::Time),
            ("h:mm AM/PM", 0.770_833_333_3, "6:30 PM", ShownAs::Time),
            ("[h]:mm", 26.5 / 24.0, "26:30", ShownAs::Time),
            ("mm:ss", 90.0 / 86_400.0, "01:30", ShownAs::Time),
        ] {
            let shown = NumberFormat::parse(code).show(value, Epoch::Excel1900);
            assert_eq!(shown, Shown { text: text.to_owned(), what }, "{code}");
        }
        let beyond = NumberFormat::parse("yyyy-mm-dd").show(-5.0, Epoch::Excel1900);
        assert_eq!((beyond.text.as_str(), beyond.what), ("-5", ShownAs::Number));
    }
}
