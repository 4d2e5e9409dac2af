//! What mail programs write above a quotation: who wrote when, or the header fields of the letter.

use super::reply_lines::ReplyLine;
use super::sent_letter::SentLetter;

/// A line that introduces a quotation is broken into so many at most.
const MAX_LINES: usize = 4;
/// As many header fields are looked at.
const MAX_FIELDS: usize = 14;
/// So many fields at the end of a block may say anything, such as an importance.
const MAX_LAST_FIELDS: usize = 2;
const MAX_BLANK_LINES: usize = 4;
const MAX_LABEL: usize = 24;

/// Returns where the introduction of a quotation begins that starts at a line; `None` if there is none.
pub(super) fn introduction(letter: &SentLetter, lines: &[ReplyLine<'_>], quotation: usize) -> Option<usize> {
    let above = lines.get(..quotation)?;
    let blank = above.iter().rev().take_while(|line| line.is_blank()).count();
    if blank > MAX_BLANK_LINES {
        return None;
    }
    let end = quotation - blank;
    let paragraph = above.get(..end)?;
    // No introduction is longer than a block of fields.
    let near = paragraph.iter().rev().take(MAX_FIELDS);
    let length = near.take_while(|line| !line.is_blank() && !line.is_quoted()).count();
    let paragraph = paragraph.get(end - length..)?;
    if paragraph.is_empty() {
        return None;
    }
    let taken = header_fields(letter, paragraph).or_else(|| attribution(letter, paragraph));
    let start = end - taken.unwrap_or_default();
    let ruled = above_rule(lines, start);
    (ruled < end).then_some(ruled)
}

/// Returns where a rule above a line begins, or the line itself.
fn above_rule(lines: &[ReplyLine<'_>], start: usize) -> usize {
    let mut above = lines.iter().take(start).enumerate().rev().skip_while(|(_, line)| line.is_blank());
    above.next().filter(|(_, line)| is_rule(line.text)).map_or(start, |(at, _)| at)
}

/// Returns whether a line is a rule, or a title between two.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let is_stroke = |c: char| matches!(c, '-' | '_' | '=' | '*' | '\u{2500}' | '\u{2501}' | '\u{2014}');
    let strokes = line.chars().take_while(|c| is_stroke(*c)).count();
    let last = line.chars().rev().take_while(|c| is_stroke(*c)).count();
    strokes >= 4 && last >= 4
}

/// Returns how many lines at the end of a paragraph say who wrote.
fn attribution(letter: &SentLetter, paragraph: &[ReplyLine<'_>]) -> Option<usize> {
    let last = |count: usize| paragraph.get(paragraph.len().checked_sub(count)?..).map(joined);
    let fits = |count: &usize| last(*count).is_some_and(|text| is_attribution(letter, &text, *count));
    let mut count = (1..=MAX_LINES).find(fits)?;
    while count < MAX_LINES
        && let (Some(text), Some(more)) = (last(count), last(count + 1))
        && let Some(line) = paragraph.get(paragraph.len() - count - 1)
    {
        let is_sentence = line.text.trim_end().ends_with(['.', '!', '?', '\u{2026}']);
        let adds = |has: &dyn Fn(&str) -> bool| has(line.text) && !has(&text);
        let is_more = adds(&|text| letter.is_sender_named(text) || letter.is_sender_hinted(text))
            || adds(&has_date)
            || adds(&has_time)
            || more.matches('<').count() > text.matches('<').count()
                && text.matches('>').count() > text.matches('<').count();
        if is_sentence || !is_more {
            break;
        }
        count += 1;
    }
    Some(count)
}

fn is_attribution(letter: &SentLetter, text: &str, count: usize) -> bool {
    let ends = text.trim_end().ends_with([':', '\u{ff1a}']);
    let has_bracketed_address =
        ["<", "(", "[mailto:"].iter().any(|open| text.split(open).skip(1).any(begins_with_address));
    let is_dated = has_date(text) || has_time(text);
    let is_named = letter.is_sender_named(text);
    let is_known = is_named || letter.is_sender_hinted(text) && is_dated;
    is_known && ends
        || is_named && has_bracketed_address && has_date(text) && has_time(text)
        || count <= 2 && ends && has_date(text) && has_time(text)
}

fn begins_with_address(text: &str) -> bool {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '>' | ')' | ']')).unwrap_or(text.len());
    text.get(..end).is_some_and(|word| word.contains('@'))
}

/// Returns how many lines at the end of a paragraph are the header fields of the letter.
fn header_fields(letter: &SentLetter, paragraph: &[ReplyLine<'_>]) -> Option<usize> {
    let mut fields = 0;
    let (mut taken, mut others, mut is_named) = (None, 0, false);
    for (count, line) in paragraph.iter().rev().enumerate().take(MAX_FIELDS) {
        let Some(value) = field_value(line.text) else {
            // Long fields go on in the next line.
            if line.has_letter_words() || line.text.contains('@') {
                continue;
            }
            break;
        };
        fields += 1;
        let is_sender = letter.is_sender_named(value);
        is_named |= is_sender || letter.is_sender_hinted(value) && value.contains('@');
        let is_theirs = is_sender
            || line.has_letter_words()
            || value.trim().is_empty()
            || value.contains('@')
            || has_date(value)
            || has_time(value);
        if is_theirs {
            taken = Some(count + 1);
        } else if taken.is_none() {
            others += 1;
            if others > MAX_LAST_FIELDS {
                break;
            }
        }
    }
    taken.filter(|_| is_named && fields >= 2)
}

/// Returns the value of a line of the form `Word: …`.
fn field_value(line: &str) -> Option<&str> {
    let (label, value) = line.split_once([':', '\u{ff1a}'])?;
    let label = label.trim().trim_start_matches('*').trim();
    let is_label = label.starts_with(char::is_alphabetic)
        && label.chars().count() <= MAX_LABEL
        && label.split_whitespace().count() <= 3
        && label.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\u{a0}' | '\''));
    (is_label && !value.starts_with("//")).then(|| value.trim_start_matches('*'))
}

fn joined(lines: &[ReplyLine<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}

/// Returns whether a text has a year, or a day, a month and a year in figures.
fn has_date(text: &str) -> bool {
    let numbers = |text: &str| text.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty()).count();
    let mut words = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/' | '-'));
    words.any(|word| {
        let word = word.trim_matches(['.', '/', '-']);
        let years = || word.split(['.', '/', '-']).filter(|part| part.len() == 4);
        years().any(|year| ("1990".."2100").contains(&year))
            || numbers(word) == 3 && word.len() >= 6 && word.len() <= 10
    })
}

/// Returns whether a text has a time of day.
fn has_time(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, ':' | '.' | 'h');
    let mut words = text.split(|c: char| !c.is_ascii_digit() && !is_sign(c)).map(|word| word.trim_matches(is_sign));
    words.any(|word| {
        let parts = word.split(is_sign).map(|part| part.parse::<u8>().ok().filter(|_| part.len() <= 2));
        let parts: Vec<Option<u8>> = parts.take(4).collect();
        let is_time = |hour: u8, minute: u8| hour < 24 && minute < 60 && word.len() >= 4;
        match parts.as_slice() {
            [Some(hour), Some(minute)] => is_time(*hour, *minute),
            [Some(hour), Some(minute), Some(second)] => is_time(*hour, *minute) && *second < 60,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_recognized() {
        for text in ["29/11/2026", "29.11.26", "2026-11-29", "Nov 29, 2026", "11/29/26"] {
            assert!(has_date(text), "{text}");
        }
        for text in ["at 05:37,", "5:37 PM", "05:37:22", "5.37", "05h37"] {
            assert!(has_time(text), "{text}");
        }
        for text in ["2 of us", "room 2027a3", "1.234,50", "12", "call 0301234567"] {
            assert!(!has_time(text), "{text}");
        }
        for text in ["2 of us", "1.5", "12345", "call 030 1234567"] {
            assert!(!has_date(text), "{text}");
        }
    }

    #[test]
    fn rules_and_fields_are_recognized() {
        for line in
            ["-----Original Message-----", "________________________________", "-------- Weitergeleitet --------"]
        {
            assert!(is_rule(line), "{line}");
        }
        for line in ["---", "-- ", "- Zoë", "----- see below", "**** great"] {
            assert!(!is_rule(line), "{line}");
        }
        assert_eq!(field_value("De : Ann"), Some(" Ann"));
        assert_eq!(field_value("*Von:* Ann"), Some(" Ann"));
        for line in ["https://example.org", "we come at the hour agreed: eight", "no field", ": x"] {
            assert_eq!(field_value(line), None, "{line}");
        }
    }
}
