//! Rates how likely a word is in an encoding, to find the right one of several.

/// Returns how likely a word is: 2 for a name as it is usually written, 1 for other words, 0 for no word.
pub(super) fn reading_quality(label: &str, bytes: &[u8], word: &str) -> u64 {
    let is_other_script = word.chars().any(|c| c.is_alphabetic() && c >= '\u{370}');
    if !is_word(word) || (is_other_script && word.contains(|c: char| c.is_ascii_alphabetic()) && label != "shift_jis") {
        return 0;
    }
    // The first bytes of the common characters; rare ones are rather another encoding.
    let leads = match label {
        "gb18030" => 0xB0..=0xD7,
        "euc-kr" => 0xB0..=0xC8,
        "big5" => 0xA4..=0xC6,
        "shift_jis" => return if word.chars().all(is_japanese) { 2 } else { 0 },
        _ => return if is_name(word) { 2 } else { 1 },
    };
    let is_common =
        bytes.chunks(2).all(|pair| pair.len() == 2 && pair.first().is_some_and(|lead| leads.contains(lead)));
    if is_common { 2 } else { 0 }
}

/// Returns whether a character is kanji, hiragana or katakana, not of half width.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Returns whether a word begins with a capital, or its script has none.
fn is_name(word: &str) -> bool {
    let is_accented = |c: char| !c.is_ascii() && c < '\u{250}';
    // No name in Latin letters is accented throughout.
    let accented = word.chars().filter(|c| is_accented(*c)).count();
    word.chars().next().is_some_and(|first| !first.is_lowercase())
        && (accented < 4 || accented * 2 < word.chars().count())
}

/// Returns whether a word consists of letters, with capitals only at its beginning or everywhere.
fn is_word(word: &str) -> bool {
    let is_capital_inside =
        word.chars().zip(word.chars().skip(1)).any(|(one, two)| one.is_lowercase() && two.is_uppercase());
    word.chars().all(|c| c.is_alphabetic() || c == '’') && !is_capital_inside
}
