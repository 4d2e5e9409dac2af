//! Parses the names next to copied addresses: in quotation marks, encoded, or with the last name first.

use encodify::rfc2047;

use super::contact::Contact;
use crate::model::single_line;

/// Words of names that are written in lower case.
const PARTICLES: [&str; 32] = [
    "von", "van", "vom", "zu", "zum", "zur", "de", "der", "den", "del", "della", "dei", "di", "da", "dos", "das", "do",
    "du", "des", "la", "le", "el", "al", "bin", "ibn", "ten", "ter", "te", "af", "and", "und", "et",
];
/// The maximum length of a name, in bytes.
pub(super) const MAX_NAME: usize = 1_000;
/// The maximum number of quotation marks within a name.
const MAX_MARKS: usize = 6;
/// The maximum number of words next to an address without angle brackets; more are prose.
const MAX_WORDS: usize = 6;

/// A name in quotation marks.
pub(super) struct Quoted {
    pub(super) text: String,
    /// Its length with the quotation marks, in bytes.
    pub(super) length: usize,
}

impl Quoted {
    /// Reads a name in quotation marks, if an address, a separator or the end follows them.
    pub(super) fn at(text: &str) -> Option<Self> {
        const PAIRS: [(char, &[char]); 6] =
            [('"', &['"']), ('\'', &['\'']), ('“', &['”']), ('„', &['“', '”']), ('«', &['»']), ('‘', &['’'])];
        let text = &text[..text.floor_char_boundary(MAX_NAME)];
        let mut characters = text.char_indices();
        let (_, open) = characters.next()?;
        let (_, close) = PAIRS.iter().find(|(pair, _)| *pair == open)?;
        let mut inner = String::new();
        let mut marks = 0;
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' if open == '"' => inner.extend(characters.next().map(|(_, escaped)| escaped)),
                character if close.contains(&character) => {
                    let length = at + character.len_utf8();
                    let behind = text[length..].trim_start();
                    let ends = behind.is_empty() || behind.starts_with(['<', ',', ';', '(', '[']);
                    if ends || behind.split_whitespace().next().is_some_and(|word| word.contains('@')) {
                        return Some(Self { text: inner, length });
                    }
                    marks += 1;
                    // The closing mark of an earlier name is missing.
                    if marks > MAX_MARKS || inner.contains('<') {
                        return None;
                    }
                    inner.push(character);
                }
                character => inner.push(character),
            }
        }
        None
    }
}

/// Sets the name: `Lee, Ann` has two parts, other names are whole.
pub(super) fn set_name(contact: &mut Contact, name: &str) {
    let name = rfc2047::decode_text(name.as_bytes(), |charset, bytes, text| {
        let encoding = encoding_rs::Encoding::for_label(charset).unwrap_or(encoding_rs::UTF_8);
        text.push_str(&encoding.decode_without_bom_handling(bytes).0);
    });
    let name = single_line(&name).into_owned();
    let quoted = Quoted::at(&name).filter(|quoted| quoted.length == name.len());
    let whole = quoted.map_or_else(|| name.trim_matches('"').to_owned(), |quoted| quoted.text);
    match whole.split_once(',') {
        Some((last, first)) if !first.contains(',') && !first.trim().is_empty() && !is_title(first) => {
            first.trim().clone_into(&mut contact.first_name);
            last.trim().clone_into(&mut contact.last_name);
        }
        _ => whole.trim().clone_into(&mut contact.name),
    }
}

/// Returns whether words after a comma are a title: `MBE`, `Jr.`, `PhD`.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    let is_short = text.chars().count() <= 12 && text.chars().any(char::is_alphabetic);
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    is_short
        && (text.ends_with('.')
            || matches!(text, "Jr" | "Sr" | "PhD" | "Esq")
            || (capitals > 1 && !text.chars().any(char::is_lowercase)))
}

/// Returns whether a name with commas seems to be those of several people.
pub(super) fn has_two_names(name: &str) -> bool {
    let parts: Vec<&str> = name.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let words = |part: &str| part.split_whitespace().count();
    match parts.as_slice() {
        [last, first] => words(last) > 1 && words(first) > 1 && !last.starts_with(char::is_lowercase),
        [_, _, titles @ ..] => !titles.iter().all(|title| is_title(title)),
        _ => false,
    }
}

/// Returns whether words next to an address are a name, not a sentence.
pub(super) fn is_name(words: &str) -> bool {
    let is_part =
        |word: &str| !word.starts_with(char::is_lowercase) || PARTICLES.contains(&word) || word.starts_with("d'");
    let words: Vec<&str> = words.split_whitespace().collect();
    words.len() <= MAX_WORDS
        && words.iter().all(|word| is_part(word))
        && words.iter().any(|word| word.chars().any(char::is_alphabetic))
        && !words.iter().any(|word| word.ends_with([':', '!', '?']) || word.contains("://"))
}
