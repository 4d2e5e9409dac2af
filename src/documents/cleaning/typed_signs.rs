//! Bullets and numbers that somebody typed before a line.

use super::characters::PRIVATE_BULLETS;
use crate::documents::blocks::{Inline, InlineKind};

/// The width of a tab and of a space before a line, in twentieths of a point.
const TAB_WIDTH: i32 = 720;
const SPACE_WIDTH: i32 = TAB_WIDTH / 4;

/// Bullets that begin nothing but items.
const STRONG_BULLETS: &[char] = &[
    '•', '▪', '■', '◦', '○', '●', '‣', '➢', '►', '▸', '▫', '□', '◆', '◇', '⁃', '∙', '➔', '➤', '✓', '✔', '❖', '►', '⮚',
];

/// Signs that begin other lines, too.
const WEAK_BULLETS: &[char] = &['·', '–', '—', '-', '*', 'o', '−', '+', '>'];

/// How a sign counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberStyle {
    Figure,
    Letter,
    Roman,
}

/// A number that a sign may mean: `i` is 1 in Roman numbers and the ninth letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberReading {
    pub(super) style: NumberStyle,
    pub(super) value: u32,
}

/// What kind of sign it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SignKind {
    Bullet(char),
    Number { is_opened: bool, close: char, is_upper: bool, readings: Vec<NumberReading> },
}

/// A bullet or number at the beginning of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedSign {
    pub(super) kind: SignKind,
    /// How far white space before it moves it to the right, in twentieths of a point.
    pub(super) indent: i32,
    /// The sign as typed.
    pub(super) shown: String,
    /// How many characters it has with the white space around it.
    pub(super) length: usize,
    /// Whether a tab is behind it, as a word processor writes it.
    pub(super) has_tab: bool,
}

impl TypedSign {
    /// Reads the sign of a line.
    pub(super) fn read(line: &[Inline]) -> Option<Self> {
        let mut start = String::new();
        for inline in line {
            match &inline.kind {
                InlineKind::Text(text) => start.push_str(text),
                _ => break,
            }
            if start.trim_start().chars().count() > 16 {
                break;
            }
        }
        let words = start.trim_start_matches([' ', '\t', '\u{a0}', '\n']);
        let space: Vec<char> = start[..start.len() - words.len()].chars().collect();
        let indent = space.iter().map(|c| if *c == '\t' { TAB_WIDTH } else { SPACE_WIDTH }).sum();
        let (kind, sign) = read_kind(words)?;
        let behind = &words[sign.len()..];
        let gap = behind.chars().take_while(|c| matches!(c, ' ' | '\t' | '\u{a0}' | '\n')).count();
        let is_strong = matches!(kind, SignKind::Bullet(sign) if is_strong(sign));
        let has_words = behind.chars().nth(gap).is_some() || line.len() > 1;
        let is_letter = matches!(kind, SignKind::Bullet('o'));
        // `o` begins an item before a tab or several spaces; one space is a word's.
        let is_apart = if is_letter { gap > 1 || behind.starts_with(['\t', '\u{a0}']) } else { gap > 0 || is_strong };
        let length = space.len() + sign.chars().count() + gap;
        (is_apart && has_words).then(|| Self {
            kind,
            indent,
            shown: sign.to_owned(),
            length,
            has_tab: behind.starts_with('\t'),
        })
    }

    /// Returns whether the sign begins nothing but items.
    pub(super) fn is_strong_bullet(&self) -> bool {
        matches!(self.kind, SignKind::Bullet(sign) if is_strong(sign))
    }

    /// Returns whether it is Word's `o` with a tab, which is a bullet below another.
    pub(super) fn is_letter_bullet(&self) -> bool {
        self.has_tab && self.kind == SignKind::Bullet('o')
    }

    /// Takes the sign and the white space around it off a line.
    pub(super) fn strip(&self, line: &mut Vec<Inline>) {
        let mut left = self.length;
        for inline in line.iter_mut() {
            let InlineKind::Text(text) = &mut inline.kind else { break };
            let count = text.chars().count().min(left);
            *text = text.chars().skip(count).collect();
            left -= count;
            if left == 0 {
                break;
            }
        }
        line.retain(|inline| !matches!(&inline.kind, InlineKind::Text(text) if text.is_empty()));
    }
}

fn is_strong(sign: char) -> bool {
    STRONG_BULLETS.contains(&sign) || PRIVATE_BULLETS.contains(&sign)
}

/// Reads the kind of sign with which words begin, and the sign itself.
fn read_kind(words: &str) -> Option<(SignKind, &str)> {
    let first = words.chars().next()?;
    if is_strong(first) || WEAK_BULLETS.contains(&first) {
        return Some((SignKind::Bullet(first), &words[..first.len_utf8()]));
    }
    let inner = words.strip_prefix('(');
    let is_opened = inner.is_some();
    let inner = inner.unwrap_or(words);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
    let close = inner[end..].chars().next().filter(|c| *c == ')' || (*c == '.' && !is_opened))?;
    let token = &inner[..end];
    let is_upper = token.bytes().all(|byte| byte.is_ascii_uppercase());
    // `A. Lee` is a person.
    let is_initial = is_upper && close == '.' && token.len() == 1;
    let mut readings = read_number(token);
    if is_initial {
        readings.retain(|reading| reading.style == NumberStyle::Roman);
    }
    let length = usize::from(is_opened) + end + 1;
    let kind = SignKind::Number { is_opened, close, is_upper, readings };
    let has_reading = matches!(&kind, SignKind::Number { readings, .. } if !readings.is_empty());
    has_reading.then(|| (kind, &words[..length]))
}

fn read_number(token: &str) -> Vec<NumberReading> {
    let mut readings = Vec::new();
    if token.bytes().all(|byte| byte.is_ascii_digit()) {
        let value = token.parse::<u32>().ok().filter(|_| token.len() <= 3);
        readings.extend(value.map(|value| NumberReading { style: NumberStyle::Figure, value }));
        return readings;
    }
    let is_one_case =
        token.bytes().all(|byte| byte.is_ascii_lowercase()) || token.bytes().all(|byte| byte.is_ascii_uppercase());
    let lower = token.to_ascii_lowercase();
    if !is_one_case {
        return readings;
    }
    readings.extend(roman_value(&lower).map(|value| NumberReading { style: NumberStyle::Roman, value }));
    if let [letter] = lower.as_bytes() {
        readings.push(NumberReading { style: NumberStyle::Letter, value: u32::from(letter - b'a') + 1 });
    }
    readings
}

/// Reads a Roman number up to 39; others are words.
fn roman_value(token: &str) -> Option<u32> {
    let tens = token.bytes().take_while(|byte| *byte == b'x').count();
    let ones = match token.get(tens..)? {
        "" => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    let value = u32::try_from(tens).ok()? * 10 + ones;
    (tens <= 3 && value > 0).then_some(value)
}

/// Returns whether a line may be an item.
pub(in crate::documents) fn is_typed_item(line: &[Inline]) -> bool {
    TypedSign::read(line).is_some()
}

/// Returns the numbers that a displayed sign may mean, such as `(a)` or `1.2.`; none for a bullet.
pub(in crate::documents) fn sign_numbers(sign: &str) -> Vec<u32> {
    let token = sign.trim().trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let token = token.rsplit('.').next().unwrap_or(token);
    // Word's bullet of the second level.
    if token == "o" && sign.trim() == "o" {
        return Vec::new();
    }
    read_number(token).into_iter().map(|reading| reading.value).collect()
}

/// Returns the readings of the second sign with which it goes on from the first; `None` if it does not.
pub(super) fn next_readings(one: &SignKind, two: &SignKind) -> Option<Vec<NumberReading>> {
    match (one, two) {
        (SignKind::Bullet(one), SignKind::Bullet(two)) => (one == two).then(Vec::new),
        (
            SignKind::Number { is_opened, close, is_upper, readings },
            SignKind::Number { is_opened: opened, close: closed, is_upper: upper, readings: next },
        ) if is_opened == opened && close == closed => {
            let follows = |two: &&NumberReading| {
                let is_case = is_upper == upper || two.style == NumberStyle::Figure;
                is_case && readings.iter().any(|one| one.style == two.style && one.value + 1 == two.value)
            };
            let found: Vec<NumberReading> = next.iter().filter(follows).copied().collect();
            (!found.is_empty()).then_some(found)
        }
        _ => None,
    }
}

/// Tells whether two lines are items of one list.
pub(super) fn continues(one: &TypedSign, two: &TypedSign) -> bool {
    next_readings(&one.kind, &two.kind).is_some()
}
