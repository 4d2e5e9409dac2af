//! Decides what a value says about opting out, and splits names into words.

use super::cell::{is_no, parse_flag};
use super::column_names::field_name;
use super::dates::looks_like_time;
use super::opt_out_words::{NEUTRAL, NOTHING, OPTED_OUT, OPTED_OUT_PHRASES, REFUSALS, STATES};

/// The maximum length of a state, in bytes.
const LONGEST_STATE: usize = 60;
/// The maximum length of a remark that is inspected, in bytes.
const LONGEST_REMARK: usize = 200;

pub(super) fn is_neutral(word: &str) -> bool {
    NEUTRAL.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether the words of a name or a state can only be about people who opted out of mail.
pub(crate) fn is_opted_out(words: &[impl AsRef<str>]) -> bool {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let negates = |word: &&str| {
        matches!(
            *word,
            "without" | "ohne" | "sans" | "sauf" | "zonder" | "senza" | "sin" | "minus" | "außer" | "ausser"
        ) || matches!(*word, "except" | "excl" | "excluding" | "nicht" | "pas" | "re")
    };
    let is_negated = |place: usize| {
        place > 0 && matches!(words[place - 1], "not" | "never" | "no" | "non" | "nie" | "kein" | "keine" | "keinen")
    };
    if words.iter().any(negates)
        && !contains(&words, &["ne", "pas", "contacter"])
        && !contains(&words, &["pas", "de", "mail"])
    {
        return false;
    }
    let is_word = |(place, word): (usize, &&str)| OPTED_OUT.contains(word) && !is_negated(place);
    words.iter().enumerate().any(is_word) || OPTED_OUT_PHRASES.iter().any(|phrase| contains(&words, phrase))
}

pub(super) fn contains(words: &[&str], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|window| window == phrase)
}

/// Returns whether a value is one of the states in which a subscription gets no mail: `Cancelled (2019)`.
pub(super) fn is_state(text: &str) -> bool {
    if text.len() > LONGEST_STATE {
        return false;
    }
    let bare = text.split_once('(').map_or(text, |(before, _)| before);
    let name = field_name(bare);
    let words: Vec<&str> = name.split('_').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    STATES.contains(&words.join("_").as_str()) || STATES.contains(&name.as_str())
}

/// Returns whether a value is a state that can only be about mail: `Unsubscribed (admin)`.
pub(super) fn is_clear_state(text: &str) -> bool {
    let is_bounced = |word: &String| matches!(word.as_str(), "bounced" | "bounce" | "complained" | "cleaned");
    text.len() <= LONGEST_STATE && {
        let words = words(text);
        is_opted_out(&words) || words.first().is_some_and(is_bounced) || words.last().is_some_and(is_bounced)
    }
}

/// Returns whether a remark mentions that somebody opted out.
pub(super) fn is_remark(text: &str) -> bool {
    text.len() <= LONGEST_REMARK && is_opted_out(&words(text))
}

pub(super) fn is_refusal(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_no(text) || REFUSALS.contains(&lower.as_str()) || is_state(text) || is_clear_state(text)
}

/// Returns whether a value marks a person: `yes`, `x`, a time, a number, or a state such as `On Hold Bounce`.
pub(super) fn is_mark(text: &str) -> bool {
    parse_flag(text) == Some(true)
        || matches!(
            text.to_lowercase().as_str(),
            "x" | "✓" | "✔" | "☑" | "sí" | "si" | "sì" | "t" | "on" | "sim" | "tak" | "da" | "hard" | "soft"
        )
        || text.parse::<f64>().is_ok()
        || looks_like_time(text)
        || is_state(text)
        || is_clear_state(text)
        || (text.len() <= LONGEST_STATE && words(text).iter().any(|word| word == "bounce" || word == "bounced"))
}

/// Returns whether a value of a column that marks people says that it does not apply.
pub(super) fn says_nothing(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_no(&lower) || NOTHING.contains(&lower.as_str()) || is_null_time(&lower)
}

/// Returns whether a time is the null value of a program: `0000-00-00 00:00:00`, `0001-01-01T00:00:00Z`, `1970-01-01`.
pub(super) fn is_null_time(text: &str) -> bool {
    let zero = |byte: u8| matches!(byte, b'0' | b'-' | b':' | b' ' | b'.' | b'/' | b't' | b'z' | b'+');
    let rest = ["0001-01-01", "1970-01-01", "1900-01-01", "01.01.1970", "01/01/1970", "1/1/1970", "1/0/1900"];
    let rest = rest.iter().find_map(|date| text.strip_prefix(date)).unwrap_or(text);
    rest.bytes().all(zero)
}

/// Splits a name at punctuation, and where an upper-case letter follows a lower-case one: `HasOptedOutOfEmail`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut after_small = false;
    for c in name.chars() {
        if after_small && c.is_uppercase() {
            spaced.push(' ');
        }
        after_small = c.is_lowercase();
        spaced.push(c);
    }
    field_name(&spaced).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Returns whether a cell is empty, or holds what a program writes for an empty one.
pub(super) fn is_blank(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.as_str(), "null" | "(null)" | "\\n" | "nil" | "nan" | "n/a" | "#n/a" | "-" | "–")
        || is_null_time(&lower)
}
