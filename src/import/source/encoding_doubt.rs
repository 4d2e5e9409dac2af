//! Finds out whether a file that is not UTF-8 can be Windows-1252: its signs do not stand inside words.

use std::fmt;
use std::io::{self, Read, Seek};

use super::encoding::Encoding;
use super::encoding_quality::reading_quality;

/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;
/// The maximum length of a word that is examined, in bytes.
const MAX_WORD: usize = 60;
/// The maximum number of words by which the other encodings are compared.
const MAX_WORDS: usize = 200;
/// The encodings that are read as Windows-1252 by mistake, the usual ones first.
#[rustfmt::skip]
const OTHERS: [&str; 14] = [
    "macintosh", "ibm850", "windows-1251", "windows-1250", "windows-1254", "iso-8859-2", "windows-1253", "koi8-r",
    "windows-1255", "iso-8859-5", "gb18030", "shift_jis", "euc-kr", "big5",
];
/// The maximum number of them that are shown.
const MOST_READINGS: usize = 3;
/// The weight of a letter of another alphabet, as most letters of such a text are the same in Windows-1252.
const FOREIGN_WEIGHT: u64 = 3;
const USUAL: &str = "windows-1252";

/// A word that Windows-1252 makes no sense of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingDoubt {
    /// The line with the word, counted from 1.
    pub line: u64,
    /// How encodings read the word, the most likely one first.
    pub readings: Vec<EncodingReading>,
}

/// A word as an encoding reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingReading {
    /// The label of the encoding.
    pub encoding: &'static str,
    /// The word.
    pub word: String,
}

impl fmt::Display for EncodingDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} reads", self.line)?;
        for (at, EncodingReading { encoding, word }) in self.readings.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma} `{word}` with `--encoding {encoding}`")?;
        }
        Ok(())
    }
}

/// The bytes of a file that speak for and against Windows-1252.
#[derive(Default)]
struct Evidence {
    plausible: u64,
    against: u64,
    /// Words that speak against it, each with its line.
    words: Vec<(u64, Vec<u8>)>,
}

/// Returns the first doubtful word if Windows-1252 is unlikely.
pub(super) fn find_doubt(file: &mut (impl Read + Seek)) -> io::Result<Option<EncodingDoubt>> {
    file.rewind()?;
    let mut evidence = Evidence::default();
    let mut chunk = vec![0; CHUNK_SIZE];
    let (mut word, mut line, mut before) = (Vec::new(), 1, 0);
    loop {
        let read = file.read(&mut chunk)?;
        for byte in &chunk[..read] {
            if byte.is_ascii_alphabetic() || *byte >= 0x80 {
                if word.len() < MAX_WORD {
                    word.push(*byte);
                }
                before = *byte;
                continue;
            }
            evidence.add(&word, line);
            word.clear();
            line += u64::from(*byte == b'\r' || (*byte == b'\n' && before != b'\r'));
            before = *byte;
        }
        if read == 0 {
            break;
        }
    }
    evidence.add(&word, line);
    Ok(evidence.doubt())
}

impl Evidence {
    fn add(&mut self, word: &[u8], line: u64) {
        if word.is_ascii() {
            return;
        }
        let (mut against, mut run, mut longest) = (0, 0, 0);
        for (at, byte) in word.iter().enumerate() {
            run = if *byte >= 0xC0 { run + 1 } else { 0 };
            longest = run.max(longest);
            let before = at.checked_sub(1).and_then(|at| word.get(at)).copied();
            match fits(*byte, before, word.get(at + 1).copied()) {
                _ if is_foreign_letter(word, at) => against += FOREIGN_WEIGHT,
                Some(true) => self.plausible += 1,
                Some(false) => against += 1,
                None => {}
            }
        }
        // No word of a Western language has no plain letter at all.
        let is_high = word.len() >= 4 && word.iter().all(|byte| *byte >= 0xA1);
        if is_high && word.iter().filter(|byte| **byte >= 0xC0).count() * 2 >= word.len() {
            longest = word.len() as u64;
        }
        // No word of a Western language has so many accented letters in a row.
        if longest >= 4 {
            self.plausible = self.plausible.saturating_sub(longest);
            against += longest;
        }
        self.against += against;
        if against > 0 && self.words.len() < MAX_WORDS {
            self.words.push((line, word.to_owned()));
        }
    }

    fn doubt(self) -> Option<EncodingDoubt> {
        let (line, word) = self.words.first().filter(|_| self.against >= self.plausible)?;
        let read = |label: &str, word: &[u8]| label.parse::<Encoding>().map(|encoding| encoding.decode(word));
        let quality = |label: &str| -> u64 {
            let words = self.words.iter().filter_map(|(_, word)| Some((word, read(label, word).ok()?)));
            words.map(|(bytes, word)| reading_quality(label, bytes, &word)).sum()
        };
        let mut rated: Vec<(u64, &'static str)> = OTHERS.map(|label| (quality(label), label)).to_vec();
        rated.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
        let is_shown = |(at, (quality, _)): &(usize, (u64, &str))| *at < 2 || *quality > 0;
        let shown = rated.into_iter().take(MOST_READINGS).enumerate().filter(is_shown);
        let mut labels: Vec<&'static str> = shown.map(|(_, (_, label))| label).collect();
        labels.push(USUAL);
        let reading = |label: &'static str| {
            let word = read(label, word).unwrap_or_default();
            EncodingReading { encoding: label, word: word.chars().filter(|c| !c.is_control()).collect() }
        };
        Some(EncodingDoubt { line: *line, readings: labels.into_iter().map(reading).collect() })
    }
}

/// Returns whether a byte fits to its neighbours in Windows-1252; `None` if that says nothing.
fn fits(byte: u8, before: Option<u8>, after: Option<u8>) -> Option<bool> {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0xC0 || (0x80..=0x9F).contains(&byte);
    let (has_before, has_after) = (before.is_some_and(is_letter), after.is_some_and(is_letter));
    let is_lower = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase());
    let is_consonant =
        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() && !b"aeiouyAEIOUY".contains(&byte));
    let inside = || if has_before && has_after { Some(false) } else { None };
    match byte {
        // No characters.
        0x81 | 0x8D | 0x8F | 0x90 | 0x9D => Some(false),
        // Opening quotation marks, `ˆ`, `‰`, `˜`, and `™`.
        0x82 | 0x84 | 0x88 | 0x89 | 0x98 if has_before => Some(false),
        0x99 if has_after => Some(false),
        // `‘`, `–` and `—` may join names, which begin with capitals.
        0x91 | 0x96 | 0x97 => {
            if is_lower(before) && is_lower(after) {
                Some(false)
            } else {
                None
            }
        }
        // `’`, no-break spaces, `´`, `·` and the like.
        0x92 | 0xA0 | 0xAA | 0xAB | 0xAD | 0xB4 | 0xB7 | 0xBA | 0xBB => None,
        // `Š`, `Œ`, `Ž`, `Ÿ` and other capitals.
        0x8A | 0x8C | 0x8E | 0x9F => Some(!(is_lower(before) || (has_before && is_lower(after)))),
        0xC0..=0xD6 | 0xD8..=0xDE => Some(!(is_lower(before) && is_lower(after))),
        // `š`, `œ`, `ž`.
        0x9A | 0x9C | 0x9E => {
            let is_syllabic = matches!(before, Some(b'r' | b'l'));
            Some(!(is_consonant(before) && is_consonant(after) && !is_syllabic))
        }
        0x80..=0xBF | 0xD7 | 0xF7 => inside(),
        0xDF..=0xFF => Some(true),
        _ => None,
    }
}

/// Returns whether a byte is surely a letter of Windows-1250, ISO 8859-2 or Windows-1254: `£` in `£ukasz` for `Łukasz`.
fn is_foreign_letter(word: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| word.get(at)).copied();
    let after = word.get(at + 1).copied();
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0xC0;
    let is_inside = before.is_some_and(is_letter) && after.is_some_and(is_letter);
    let is_vowel = |byte: u8| b"aeiouyAEIOUY".contains(&byte);
    let has = |bytes: &[u8]| word.iter().any(|byte| bytes.contains(byte));
    let is_beside = |bytes: &[u8]| {
        before.is_some_and(|byte| bytes.contains(&byte)) || after.is_some_and(|byte| bytes.contains(&byte))
    };
    match word.get(at) {
        // `Ł`, `Ą`, `Ś`, `Š`, `Ź`, `Ž`, `Ż`.
        Some(0xA3 | 0xA5 | 0xA6 | 0xA9 | 0xAC | 0xAE | 0xAF) => {
            let is_small = |byte: u8| byte.is_ascii_lowercase() || byte >= 0xE0;
            is_inside || (before.is_none() && word.len() > 2 && after.is_some_and(is_small))
        }
        // `ą`, `ł`, `ś`, `š`, `ź`, `ľ`, `ž`, `ż`.
        Some(0xB1 | 0xB3 | 0xB6 | 0xB9 | 0xBC | 0xBE | 0xBF) => is_inside,
        // `ś`, which is `œ` in Windows-1252: it follows no vowel.
        Some(0x9C) => before.is_some_and(is_vowel),
        // `ń`, which is `ñ`: a vowel follows it.
        Some(0xF1) => after.is_some_and(|byte| byte.is_ascii_lowercase() && !is_vowel(byte)),
        // `ć` in `-ić`, which is `æ`.
        Some(0xE6) => before == Some(b'i') && after.is_none(),
        // `ř`, which is `ø`, in `Dvořák` and `Jiří`.
        Some(0xF8) => is_beside(&[0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xFD]),
        // `İ`, `ı`, `Ş`, `ş`, `Ğ`, `ğ`, which are the Icelandic `Ý`, `ý`, `Þ`, `þ`, `Ð`, `ð`; Icelandic has no `ü`.
        Some(0xD0 | 0xDD | 0xDE | 0xF0 | 0xFD | 0xFE) if has(&[0xC7, 0xDC, 0xE7, 0xFC]) => true,
        // In Icelandic, `þ` begins a syllable.
        Some(0xFE) => after.is_none() || before.is_some_and(is_vowel) || is_beside(&[0xFD]),
        Some(0xFD) => before.is_some_and(|byte| matches!(byte, b'y' | b'Y' | 0xFE)),
        _ => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn doubt(text: &str, label: &str) -> Option<EncodingDoubt> {
        let bytes: Vec<u8> = match label {
            "ibm850" => {
                let all: Vec<u8> = (0..=255).collect();
                let table: Vec<char> = label.parse::<Encoding>().unwrap().decode(&all).chars().collect();
                text.chars()
                    .map(|c| u8::try_from(table.iter().position(|known| *known == c).unwrap()).unwrap())
                    .collect()
            }
            label => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned(),
        };
        find_doubt(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn other_encodings_are_doubted() {
        for label in ["macintosh", "ibm850"] {
            for text in ["Müller", "Jörg", "René", "García Muñoz", "Jäger, Åse", "Zoë", "Böhm", "François"] {
                if label == "macintosh" && text == "Zoë" {
                    continue;
                }
                let doubt = doubt(&format!("email,name\nann@example.org,{text}\n"), label);
                let doubt = doubt.unwrap_or_else(|| panic!("{text} in {label}"));
                assert_eq!(doubt.line, 2);
                assert!((3..=4).contains(&doubt.readings.len()), "{doubt}");
                let right = doubt.readings.iter().find(|reading| reading.encoding == label).unwrap();
                assert!(text.contains(&right.word), "{doubt}");
            }
        }
        let doubt = doubt("имя\n", "windows-1251").or(doubt("Иван Петров\n", "windows-1251")).unwrap();
        assert_eq!(doubt.readings[0].word, "Иван");
    }

    #[test]
    fn other_alphabets_are_doubted() {
        for (label, text) in [
            ("windows-1250", "Łukasz Żółć"),
            ("windows-1250", "Łódź"),
            ("windows-1250", "Wiśniewska"),
            ("windows-1250", "Zieliński"),
            ("windows-1250", "Dvořák"),
            ("windows-1250", "Kovačić"),
            ("iso-8859-2", "Šimůnek"),
            ("iso-8859-2", "Wałęsa, Dušan"),
            ("windows-1254", "Şükrü Işık"),
            ("windows-1254", "Ayşe Yıldız"),
            ("windows-1255", "שלום"),
            ("windows-1253", "Αθήνα"),
            ("gb18030", "王小明"),
            ("euc-kr", "김민수"),
            ("shift_jis", "山田太郎"),
        ] {
            let doubt = doubt(&format!("email,name\nann@example.org,{text}\n"), label);
            let doubt = doubt.unwrap_or_else(|| panic!("{text} in {label}"));
            let right = doubt.readings.iter().find(|reading| reading.encoding == label);
            assert!(right.is_some_and(|right| text.contains(&right.word)), "{text} in {label}: {doubt}");
        }
    }

    #[test]
    fn windows_1252_is_not_doubted() {
        for text in [
            "Müller, Jörg, René, Zoë, Åse, Straße, ÉMILE, Čapek".replace('Č', "C").as_str(),
            "O’Neil, D´Angelo, “Ann”, ‘Ben’, Lee–Müller, 20 €, Uroš Krško, Žiga, Œuvre, cœur, Ÿ, n°5, l·l, „Köln“",
            "Þórður, Guðrún, Alþingi, Ýmir, Björk, Sigþór, Býleifur, Þ",
            "Søren Bjørnsø, Færøerne, Æbeltoft, Bøe, Miljø, Åsa Öberg",
            "Muñoz, España, Ñandú, créée, sœur, Noël, Conceição, João, Sìne, Forlì, Hùng, Größe",
            "20 m³, Ann¹, £5, ¥500, 3 µm, Ann® Ben©",
            "5 £ — ½ ¿Qué? ¡Hola! ©Ann Ann™ 1ª Ann…",
        ] {
            assert_eq!(doubt(text, "windows-1252"), None, "{text}");
        }
    }
}
