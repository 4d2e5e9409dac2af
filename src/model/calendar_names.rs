//! The names of months and weekdays.

use jiff::civil::Weekday;

/// The names of the months in English, German and French, in lower case; the full English name comes first.
pub const MONTH_NAMES: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier"],
    &["february", "feb", "februar", "février", "fevrier"],
    &["march", "mar", "märz", "mars"],
    &["april", "apr", "avril"],
    &["may", "mai"],
    &["june", "jun", "juni", "juin"],
    &["july", "jul", "juli", "juillet"],
    &["august", "aug", "août", "aout"],
    &["september", "sep", "sept", "septembre"],
    &["october", "oct", "oktober", "okt", "octobre"],
    &["november", "nov", "novembre"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre"],
];

const WEEKDAY_NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Returns the English name of a month from 1 to 12, or an empty string for other numbers.
#[must_use]
pub fn month_name(month: i8) -> String {
    let at = usize::try_from(month).ok().and_then(|month| month.checked_sub(1));
    capitalize(at.and_then(|at| MONTH_NAMES.get(at)).map_or("", |names| names[0]))
}

/// Returns the English name of a weekday.
#[must_use]
pub fn weekday_name(day: Weekday) -> String {
    let at = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
    capitalize(WEEKDAY_NAMES[at])
}

/// Parses the English name of a month, in full or abbreviated to at least three letters, and returns its number from 1.
/// The word must begin with a capital letter.
#[must_use]
pub fn month_from_name(word: &str) -> Option<i8> {
    let at = position_of(MONTH_NAMES.iter().map(|names| names[0]), word)?;
    i8::try_from(at + 1).ok()
}

/// Parses the English name of a weekday by the same rules as [`month_from_name`].
#[must_use]
pub fn weekday_from_name(word: &str) -> Option<Weekday> {
    let at = position_of(WEEKDAY_NAMES.into_iter(), word)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// Returns whether a word is the full English name of a month or a weekday. `May` is excluded because it is also a
/// first name.
#[must_use]
pub fn is_calendar_name(word: &str) -> bool {
    let word = word.to_lowercase();
    let months = MONTH_NAMES.iter().map(|names| names[0]).filter(|name| *name != "may");
    months.chain(WEEKDAY_NAMES).any(|name| name == word)
}

fn position_of<'n>(mut names: impl Iterator<Item = &'n str>, word: &str) -> Option<usize> {
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let word = word.to_lowercase();
    let short = (3..=5).contains(&word.len());
    names.position(|name| name == word || (short && name.starts_with(&word)))
}

/// Writes the first letter of a phrase as a capital.
#[must_use]
pub fn capitalize(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_or_abbreviation_is_recognised() {
        assert_eq!(
            ["Sept", "Sep", "September", "may", "Mayor", "Ja"].map(month_from_name),
            [Some(9), Some(9), Some(9), None, None, None]
        );
        assert_eq!(weekday_from_name("Thurs").map(weekday_name).as_deref(), Some("Thursday"));
        assert_eq!((month_name(5), month_name(0), month_name(13)), ("May".to_owned(), String::new(), String::new()));
        assert!(is_calendar_name("June") && is_calendar_name("Sunday") && !is_calendar_name("May"));
    }
}
