//! Sentences and greetings in the words of one block, and edits of them.

use std::ops::Range;

use super::web_tree::{LINE_BREAK, WebElement, WebNode};
use crate::model::marked_field;

/// The most words and bytes before the name in a greeting, as in `Good evening to you,`.
const MAX_GREETING_WORDS: usize = 4;
const MAX_GREETING_BYTES: usize = 60;

/// A change of a text: a range, in bytes, and what replaces it.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) words: String,
}

/// Changes the text in nodes; the ranges count the text of all of them, and do not overlap.
pub(super) fn apply_edits(nodes: Vec<WebNode>, edits: &[Edit]) -> Vec<WebNode> {
    let mut offset = 0;
    edit_nodes(nodes, edits, &mut offset)
}

fn edit_nodes(nodes: Vec<WebNode>, edits: &[Edit], offset: &mut usize) -> Vec<WebNode> {
    let mut out = Vec::new();
    for node in nodes {
        match node {
            WebNode::Text(text) => {
                let text = edit_text(&text, edits, *offset, offset);
                if !text.is_empty() {
                    out.push(WebNode::Text(text));
                }
            }
            WebNode::Element(element) if element.name == "br" => {
                let at = *offset;
                *offset += LINE_BREAK.len_utf8();
                if !edits.iter().any(|edit| edit.range.contains(&at)) {
                    out.push(WebNode::Element(element));
                }
            }
            WebNode::Element(element) => {
                let was_empty = element.is_empty();
                let children = edit_nodes(element.children, edits, offset);
                let edited = WebElement { children, ..WebElement::new(&element.name, element.attributes, Vec::new()) };
                if was_empty || !edited.is_empty() {
                    out.push(WebNode::Element(edited));
                }
            }
        }
    }
    out
}

/// Changes the text that begins at `start`, and moves `offset` behind it.
fn edit_text(text: &str, edits: &[Edit], start: usize, offset: &mut usize) -> String {
    let end = start + text.len();
    *offset = end;
    let mut out = String::with_capacity(text.len());
    let mut at = start;
    for edit in edits.iter().filter(|edit| edit.range.start < end && edit.range.end > start) {
        let from = edit.range.start.max(start);
        out.push_str(text.get(at - start..from - start).unwrap_or_default());
        if edit.range.start >= start {
            out.push_str(&edit.words);
        }
        at = edit.range.end.min(end);
    }
    out.push_str(text.get(at - start..).unwrap_or_default());
    out
}

/// Returns the place of the names in a greeting at the beginning of a text, such as `Dear …,`.
pub(super) fn greeting_range(text: &str) -> Option<Range<usize>> {
    let name = text.char_indices().find(|(_, c)| marked_field(*c).is_some_and(|marker| marker.is_name))?.0;
    let is_field = |c: char| marked_field(c).is_some();
    let before = text[..name].trim_end_matches(|c: char| is_field(c) || c == ' ' || c == '\u{a0}');
    // A title, such as `{{title}} {{last_name}}`, is part of the name.
    let start = text[before.len()..].find(is_field).map_or(name, |at| before.len() + at);
    if start > MAX_GREETING_BYTES
        || before.split_whitespace().count() > MAX_GREETING_WORDS
        || before.contains(['!', '?', ':', ';', LINE_BREAK])
        || before.contains(is_field)
    {
        return None;
    }
    let mut end = start;
    for (at, c) in text[start..].char_indices() {
        if is_field(c) {
            end = start + at + c.len_utf8();
        } else if c != ' ' && c != '\u{a0}' {
            break;
        }
    }
    let next = text[end..].trim_start_matches([' ', '\u{a0}']).chars().next();
    next.is_none_or(|c| matches!(c, ',' | '،' | '!' | ':' | ';' | '–' | '—' | '-' | '\n' | LINE_BREAK))
        .then_some(start..end)
}

/// Splits a text into sentences, each with the space behind it. Where it is not sure, it does not split: rather more is
/// left out than half a sentence.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_end = match c {
            '.' => !is_abbreviation(&text[start..at]),
            LINE_BREAK | '!' | '?' | '…' | '؟' | '。' => true,
            _ => false,
        };
        if !is_end {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, c)) =
            chars.next_if(|(_, c)| matches!(c, '.' | '!' | '?' | '"' | '”' | '’' | ')' | '»' | '…'))
        {
            end = at + c.len_utf8();
        }
        let is_broken = c == LINE_BREAK || c == '。';
        let mut has_space = is_broken;
        while let Some((at, c)) = chars.next_if(|(_, c)| c.is_whitespace()) {
            has_space = true;
            end = at + c.len_utf8();
        }
        let next = text[end..].chars().next();
        if has_space && (is_broken || next.is_none_or(|c| !c.is_lowercase())) {
            found.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Forms of address and other short words that are written with a full stop, in the languages of the catalogue.
const ABBREVIATIONS: [&str; 23] = [
    "bzw", "ca", "cf", "dott", "dr", "dra", "fr", "hr", "ing", "jr", "mme", "mr", "mrs", "ms", "nr", "no", "prof",
    "sr", "sra", "st", "str", "tel", "vs",
];

/// Returns whether the full stop behind a text belongs to a short form, such as `Dr`, or to a day, as in `17. May`.
fn is_abbreviation(before: &str) -> bool {
    if before.ends_with(|c| marked_field(c).is_some()) {
        return false;
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let length = word.chars().count();
    let is_day = length <= 2 && word.chars().all(|c| c.is_ascii_digit());
    length <= 1 || is_day || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Returns a title without its marked fields, and without the signs that belonged to them.
#[must_use]
pub fn neutral_title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace(LINE_BREAK, " ").chars() {
        if marked_field(c).is_some() {
            continue;
        }
        let after_space = out.is_empty() || out.ends_with(' ');
        if matches!(c, ',' | ';' | ':' | '،') && after_space {
            out.truncate(out.trim_end().len());
            if out.is_empty() || out.ends_with([',', ';', ':', '،']) {
                continue;
            }
        }
        if !(c.is_whitespace() && after_space) {
            out.push(if c.is_whitespace() { ' ' } else { c });
        }
    }
    let title = out.trim_matches([' ', ',', ';', ':', '–', '—', '-', '،']);
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{greeting_range, neutral_title, sentences};
    use crate::model::FieldMarker;

    /// Writes markers for `@` (a name) and `#` (another field).
    fn marked(text: &str) -> String {
        let marker = |is_name| FieldMarker { index: 0, is_name }.to_char().to_string();
        text.replace('@', &marker(true)).replace('#', &marker(false))
    }

    #[test]
    fn a_greeting_has_a_name_near_its_beginning() {
        for (text, expected) in [
            ("Dear @,", Some("Dear ,")),
            ("Dear @ @,\nwe meet", Some("Dear ,\nwe meet")),
            ("Dear # @!", Some("Dear !")),
            ("Good evening @", Some("Good evening ")),
            ("@, come", Some(", come")),
            ("Dear @ and family,", None),
            ("You wrote to us: @, thanks", None),
            ("We thank you for all of it, @, again", None),
            ("Dear friend,", None),
            ("In #, we meet", None),
        ] {
            let text = marked(text);
            let rest = greeting_range(&text).map(|range| format!("{}{}", &text[..range.start], &text[range.end..]));
            assert_eq!(rest.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn sentences_end_at_their_signs_and_not_within_short_forms() {
        for (text, expected) in [
            ("One. Two! Three? Four", vec!["One. ", "Two! ", "Three? ", "Four"]),
            ("Ask Dr. Ann on 17. May. Then go.", vec!["Ask Dr. Ann on 17. May. ", "Then go."]),
            ("See example.org or z. B. that. “Yes.” No.", vec!["See example.org or z. B. that. ", "“Yes.” ", "No."]),
            ("a\u{2028}b", vec!["a\u{2028}", "b"]),
            ("Er kommt. und geht", vec!["Er kommt. und geht"]),
            ("We meet on 3 May. Come.", vec!["We meet on 3 May. ", "Come."]),
            ("Ask Mrs. Ann. Bring St. Paul.", vec!["Ask Mrs. Ann. ", "Bring St. Paul."]),
            ("", vec![]),
        ] {
            let found: Vec<_> = sentences(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_title_does_without_its_fields() {
        for (text, title) in [
            ("@, please come on 17 May", "Please come on 17 May"),
            ("Please come, @", "Please come"),
            ("Please come, @, on 17 May", "Please come, on 17 May"),
            ("News from #: what is new", "News from: what is new"),
            ("@", ""),
        ] {
            assert_eq!(neutral_title(&marked(text)), title, "{text}");
        }
    }
}
