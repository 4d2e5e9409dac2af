//! Characters that nobody sees, that came from another encoding, or that only one font shows.

use std::collections::BTreeMap;

use encoding_rs::WINDOWS_1252;

use crate::documents::blocks::{Inline, InlineKind, SourceDocument};
use crate::documents::{ChangeKind, DocumentChange};

/// Signs of Wingdings and Symbol that stand for others, by their private code.
const PRIVATE_SIGNS: [(char, &str); 22] = [
    ('\u{f0e0}', "→"),
    ('\u{f0df}', "←"),
    ('\u{f0ae}', "→"),
    ('\u{f0de}', "⇒"),
    ('\u{f04a}', "☺"),
    ('\u{f04b}', "😐"),
    ('\u{f04c}', "☹"),
    ('\u{f0fb}', "✗"),
    ('\u{f0fe}', "☑"),
    ('\u{f0fd}', "☒"),
    ('\u{f06f}', "☐"),
    ('\u{f028}', "☎"),
    ('\u{f02a}', "✉"),
    ('\u{f0b0}', "°"),
    ('\u{f0b1}', "±"),
    ('\u{f0a3}', "≤"),
    ('\u{f0b3}', "≥"),
    ('\u{f0b4}', "×"),
    ('\u{f0b9}', "≠"),
    ('\u{f0bb}', "≈"),
    ('\u{f0a5}', "∞"),
    ('\u{f0d6}', "√"),
];

/// Bullets of Wingdings and Symbol.
pub(super) const PRIVATE_BULLETS: [char; 14] = [
    '\u{f0b7}', '\u{f0a7}', '\u{f0d8}', '\u{f0fc}', '\u{f0a8}', '\u{f076}', '\u{f02d}', '\u{f06e}', '\u{f071}',
    '\u{f0b2}', '\u{f075}', '\u{f09f}', '\u{f09e}', '\u{f06c}',
];

/// What was found in a paragraph.
#[derive(Debug, Default)]
struct FoundCharacters {
    invisible: usize,
    unknown: usize,
    replaced: usize,
    lost: usize,
}

/// Cleans the characters of all texts, and says where some were removed or replaced.
pub(super) fn clean_characters(document: &mut SourceDocument) {
    let mut found: BTreeMap<usize, FoundCharacters> = BTreeMap::new();
    document.edit_texts(&mut |place, text| {
        let mut seen = FoundCharacters::default();
        *text = std::mem::take(text).into_iter().flat_map(|inline| clean_inline(inline, &mut seen)).collect();
        let all = found.entry(place).or_default();
        all.invisible += seen.invisible;
        all.unknown += seen.unknown;
        all.replaced += seen.replaced;
        all.lost += seen.lost;
    });
    for (place, seen) in found {
        let mut tell = |count: usize, one: &str, many: &str| {
            if count > 0 {
                let message = if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
                document.changes.push(DocumentChange::new(ChangeKind::Character, place, message));
            }
        };
        tell(seen.invisible, "invisible character was removed", "invisible characters were removed");
        tell(seen.replaced, "sign of one font was replaced", "signs of one font were replaced");
        tell(seen.unknown, "sign that only one font shows was removed", "signs that only one font shows were removed");
        tell(
            seen.lost,
            "letter was lost before: the document has a � for it",
            "letters were lost before: the document has � for them",
        );
    }
}

fn clean_inline(inline: Inline, found: &mut FoundCharacters) -> Vec<Inline> {
    let InlineKind::Text(text) = &inline.kind else { return vec![inline] };
    if text.chars().all(|c| c == '\t' || (' '..'\u{7f}').contains(&c)) {
        return vec![inline];
    }
    let mut pieces = Vec::new();
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => clean.push(c),
            '\u{b}' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                pieces.push(Inline::text(std::mem::take(&mut clean), inline.format.clone()));
                let line_break = Inline { kind: InlineKind::Break, format: inline.format.clone() };
                if c == '\u{2029}' {
                    pieces.push(line_break.clone());
                }
                pieces.push(line_break);
            }
            // From Windows-1252, where a program took each byte for a character.
            '\u{80}'..='\u{9f}' => {
                let byte = [u8::try_from(u32::from(c)).unwrap_or(b'?')];
                let (sign, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
                match sign.chars().next().filter(|sign| !sign.is_control()) {
                    Some(sign) => clean.push(sign),
                    None => found.invisible += 1,
                }
            }
            c if is_invisible(c) => found.invisible += 1,
            '\u{fffd}' => {
                found.lost += 1;
                clean.push(c);
            }
            '\u{e000}'..='\u{f8ff}' => clean_private(c, &mut clean, found),
            c => clean.push(c),
        }
    }
    pieces.push(Inline::text(clean, inline.format));
    pieces
}

/// Replaces a private-use character; a bullet stays until lists are looked for.
fn clean_private(c: char, clean: &mut String, found: &mut FoundCharacters) {
    if let Some((_, sign)) = PRIVATE_SIGNS.iter().find(|(private, _)| *private == c) {
        found.replaced += 1;
        clean.push_str(sign);
    } else if PRIVATE_BULLETS.contains(&c) {
        clean.push(c);
    } else {
        // Of these fonts, figures and letters may be plain ones.
        match u32::from(c).checked_sub(0xf000).and_then(char::from_u32) {
            Some(plain) if plain.is_ascii_digit() || matches!(plain, ' ' | '.' | ',' | '(' | ')') => clean.push(plain),
            _ => found.unknown += 1,
        }
    }
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffc}' | '\u{180e}' | '\u{61c}'
            | '\u{202a}'..='\u{202e}' | '\u{2061}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    ) || c.is_control()
}
