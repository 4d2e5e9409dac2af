//! Finds what may be a token in a text.

/// Returns the pieces of a text that consist of `length` token characters.
pub(super) fn token_places(text: &str, length: usize) -> impl Iterator<Item = &str> {
    token_starts(text.as_bytes(), length).filter_map(move |start| text.get(start..start + length))
}

/// Returns the places at which `length` token characters begin.
pub(super) fn token_starts(text: &[u8], length: usize) -> impl Iterator<Item = usize> {
    // From `start` to `known` there are only token characters.
    let (mut start, mut known) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let piece = text.get(known..start + length)?;
            // Most words are shorter than a token: what follows the last other character is the next place.
            if let Some(other) = piece.iter().rposition(|byte| !is_token_character(*byte)) {
                known += other + 1;
                start = known;
            } else {
                known = start + length;
                start += 1;
                return Some(start - 1);
            }
        }
    })
}

/// Returns the token at the beginning of a text without what mail programs take into a link behind it, such as a full
/// stop, a bracket or `&gt;`.
#[must_use]
pub fn link_token(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

const TOKEN_CHARACTERS: [bool; 256] = {
    let mut known = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        known[byte as usize] = byte.is_ascii_alphabetic() || b'2' <= byte && byte <= b'7';
        byte += 1;
    }
    known
};

/// Returns whether an octet is a letter or digit of base32, in any case.
pub(super) fn is_token_character(byte: u8) -> bool {
    TOKEN_CHARACTERS[usize::from(byte)]
}
