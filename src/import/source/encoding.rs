//! Detects the encoding of a file and decodes it to UTF-8.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::str::FromStr;

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::dos_encoding::DosEncoding;

/// The number of bytes that are searched for the NUL bytes of UTF-16.
const UTF16_SAMPLE_SIZE: usize = 4_096;
/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;

/// An encoding, by any label of the Encoding Standard (<https://encoding.spec.whatwg.org/#names-and-labels>), or of
/// DOS: `ibm850`, `ibm437`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(Charset);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Standard(&'static encoding_rs::Encoding),
    Dos(&'static DosEncoding),
}

/// An unknown label of an encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no encoding: say utf-8, utf-16le, utf-16be, windows-1252, macintosh or ibm850")]
pub struct UnknownEncoding(String);

impl Encoding {
    pub(super) fn is_windows_1252(self) -> bool {
        self.0 == Charset::Standard(WINDOWS_1252)
    }

    /// Decodes a part of a file.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self.0 {
            Charset::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Charset::Dos(encoding) => encoding.decode(bytes),
        }
    }
}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(label: &str) -> Result<Self, UnknownEncoding> {
        let dos = || DosEncoding::of(label).map(Charset::Dos);
        let found = encoding_rs::Encoding::for_label(label.as_bytes()).map(Charset::Standard).or_else(dos);
        found.map(Self).ok_or_else(|| UnknownEncoding(label.to_owned()))
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Charset::Standard(encoding) if encoding == WINDOWS_1252 => "Windows-1252",
            Charset::Standard(encoding) => encoding.name(),
            Charset::Dos(encoding) => encoding.name,
        })
    }
}

/// Repairs UTF-8 that was read as Windows-1252, as `JÃ¶rg` for `Jörg`; `None` if no word is of that kind.
pub(crate) fn repair_utf8(text: &str) -> Option<String> {
    // Such a letter became two characters or more.
    let others = || text.chars().map(|c| !c.is_ascii());
    if !others().zip(others().skip(1)).any(|(one, next)| one && next) {
        return None;
    }
    let repair = |word: &str| {
        let (bytes, _, is_unmappable) = WINDOWS_1252.encode(word);
        let repaired = String::from_utf8(bytes.into_owned()).ok()?;
        (!word.is_ascii() && !is_unmappable).then_some(repaired)
    };
    let words = text.split(' ').map(|word| repair(word).ok_or(word));
    let words: Vec<Result<String, &str>> = words.collect();
    let is_repaired = words.iter().any(Result::is_ok);
    let words = words.iter().map(|word| word.as_ref().map_or_else(|word| *word, String::as_str));
    is_repaired.then(|| words.collect::<Vec<_>>().join(" "))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DetectedEncoding {
    pub(crate) encoding: Encoding,
    /// The length of its byte order mark, in bytes.
    bom_length: u64,
    /// Whether it was guessed, without a byte order mark or valid UTF-8 as evidence.
    pub(crate) guessed: bool,
}

impl DetectedEncoding {
    /// Returns the encoding of the texts in a binary file.
    pub(super) fn of_container() -> Self {
        Self { encoding: Encoding(Charset::Standard(UTF_8)), bom_length: 0, guessed: false }
    }
}

/// Detects the encoding of a file, unless it is given.
pub(crate) fn detect_encoding(file: &mut (impl Read + Seek), given: Option<Encoding>) -> io::Result<DetectedEncoding> {
    file.rewind()?;
    let mut chunk = vec![0; CHUNK_SIZE];
    let mut filled = fill_buffer(file, &mut chunk, 0)?;
    let detected = |encoding, bom_length, guessed| DetectedEncoding {
        encoding: Encoding(Charset::Standard(encoding)),
        bom_length: bom_length as u64,
        guessed,
    };
    if let Some((encoding, bom_length)) = encoding_rs::Encoding::for_bom(&chunk[..filled]) {
        let found = detected(encoding, bom_length, false);
        return Ok(match given.filter(|given| *given != found.encoding) {
            Some(encoding) => DetectedEncoding { encoding, bom_length: 0, guessed: false },
            None => found,
        });
    }
    if let Some(encoding) = given {
        return Ok(DetectedEncoding { encoding, bom_length: 0, guessed: false });
    }
    if let Some(encoding) = detect_utf16(&chunk[..filled.min(UTF16_SAMPLE_SIZE)]) {
        return Ok(detected(encoding, 0, true));
    }
    // One name in another encoding must not garble all others.
    let (mut good, mut bad) = (0_u64, 0_u64);
    while filled > 0 {
        let mut rest = 0;
        let text = &chunk[..filled];
        if !text.is_ascii() {
            let end = complete_length(text);
            for part in text[..end].utf8_chunks() {
                good += part.valid().bytes().filter(|byte| *byte >= 0xC0).count() as u64;
                bad += u64::from(!part.invalid().is_empty());
            }
            rest = filled - end;
        }
        chunk.copy_within(filled - rest..filled, 0);
        let more = fill_buffer(file, &mut chunk, rest)?;
        if more == 0 {
            bad += u64::from(rest > 0);
            break;
        }
        filled = rest + more;
    }
    Ok(if bad > good { detected(WINDOWS_1252, 0, true) } else { detected(UTF_8, 0, false) })
}

/// Fills a buffer starting at `from`; returns the number of bytes read before the end of the file.
fn fill_buffer(file: &mut impl Read, buffer: &mut [u8], from: usize) -> io::Result<usize> {
    let mut at = from;
    while at < buffer.len() {
        match file.read(&mut buffer[at..])? {
            0 => break,
            read => at += read,
        }
    }
    Ok(at - from)
}

/// Detects UTF-16 without a byte order mark: in Latin text every second byte is NUL.
fn detect_utf16(text: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs = text.len() / 2;
    let empty = |from| text.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (empty(0), empty(1));
    match () {
        () if pairs == 0 => None,
        () if second * 5 > pairs * 2 && first * 20 < pairs => Some(UTF_16LE),
        () if first * 5 > pairs * 2 && second * 20 < pairs => Some(UTF_16BE),
        () => None,
    }
}

/// Returns the end of the last complete character, if the text is UTF-8.
fn complete_length(text: &[u8]) -> usize {
    let tail = text.iter().rev().take(3).position(|byte| *byte >= 0xC0);
    match tail {
        Some(back) => {
            let start = text.len() - 1 - back;
            let length = match text[start] {
                0xF0.. => 4,
                0xE0.. => 3,
                _ => 2,
            };
            if start + length > text.len() { start } else { text.len() }
        }
        None => text.len(),
    }
}

/// Decodes a file to UTF-8. A UTF-8 file is passed through unchanged, so that a row with an invalid byte can be
/// reported.
pub(crate) struct DecodingReader<F> {
    file: F,
    decoding: Option<Decoding>,
}

/// The state of a file that is not in UTF-8.
struct Decoding {
    /// `None` after the end of the file, because a decoder must not be used again then.
    decoder: Option<TextDecoder>,
    encoded: Vec<u8>,
    /// Decoded text that was not read yet. Its length is independent of the reader's buffer, which may be too short
    /// for a single character: a decoder with too little room makes no progress.
    decoded: Vec<u8>,
    position: usize,
}

enum TextDecoder {
    Standard(Decoder),
    Dos(&'static DosEncoding),
}

impl<F: Read + Seek> DecodingReader<F> {
    /// Starts at the file's first character, after a byte order mark.
    pub(crate) fn new(mut file: F, detected: DetectedEncoding) -> io::Result<Self> {
        file.seek(SeekFrom::Start(detected.bom_length))?;
        let decoder = match detected.encoding.0 {
            Charset::Standard(encoding) if encoding == UTF_8 => None,
            Charset::Standard(encoding) => Some(TextDecoder::Standard(encoding.new_decoder_without_bom_handling())),
            Charset::Dos(encoding) => Some(TextDecoder::Dos(encoding)),
        };
        let decoding = decoder.map(|decoder| Decoding {
            decoder: Some(decoder),
            encoded: Vec::new(),
            decoded: Vec::new(),
            position: 0,
        });
        Ok(Self { file, decoding })
    }

    pub(crate) fn into_inner(self) -> F {
        self.file
    }
}

impl<F: Read> Read for DecodingReader<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(decoding) = &mut self.decoding else { return self.file.read(buffer) };
        while decoding.position == decoding.decoded.len() && decoding.decoder.is_some() {
            decoding.refill(&mut self.file)?;
        }
        let rest = &decoding.decoded[decoding.position..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        decoding.position += length;
        Ok(length)
    }
}

impl Decoding {
    /// Decodes the next chunk of the file.
    fn refill(&mut self, file: &mut impl Read) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        self.encoded.resize(CHUNK_SIZE, 0);
        let length = file.read(&mut self.encoded)?;
        let is_end = length == 0;
        match decoder {
            TextDecoder::Standard(decoder) => {
                // The maximum length of the decoded text; `CHUNK_SIZE` is far from the limits of `usize`.
                let room = decoder.max_utf8_buffer_length(length).unwrap_or(4 * CHUNK_SIZE);
                self.decoded.resize(room, 0);
                let (_, _, written, _) = decoder.decode_to_utf8(&self.encoded[..length], &mut self.decoded, is_end);
                self.decoded.truncate(written);
            }
            TextDecoder::Dos(encoding) => self.decoded = encoding.decode(&self.encoded[..length]).into_bytes(),
        }
        self.position = 0;
        if is_end {
            self.decoder = None;
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(bytes: &[u8]) -> (String, bool, String) {
        let mut file = Cursor::new(bytes.to_vec());
        let detected = detect_encoding(&mut file, None).unwrap();
        let mut text = Vec::new();
        DecodingReader::new(file, detected).unwrap().read_to_end(&mut text).unwrap();
        (detected.encoding.to_string(), detected.guessed, String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn encodings_are_distinguished() {
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
        for (bytes, encoding, guessed) in [
            ("email\nAda Köln\n".as_bytes().to_vec(), "UTF-8", false),
            ("\u{feff}email\nAda Köln\n".as_bytes().to_vec(), "UTF-8", false),
            (wide("\u{feff}email\nAda Köln\n", u16::to_le_bytes), "UTF-16LE", false),
            (wide("\u{feff}email\nAda Köln\n", u16::to_be_bytes), "UTF-16BE", false),
            (wide("email\nAda Köln\n", u16::to_le_bytes), "UTF-16LE", true),
            (wide("email\nAda Köln\n", u16::to_be_bytes), "UTF-16BE", true),
            (b"email\nAda K\xf6ln\n".to_vec(), "Windows-1252", true),
        ] {
            let text = "email\nAda Köln\n".to_owned();
            assert_eq!(read(&bytes), (encoding.to_owned(), guessed, text), "{bytes:?}");
        }
        let mixed = ["Zoë, Björn, Köln, ".as_bytes(), b"K\xf6ln"].concat();
        assert_eq!(read(&mixed).0, "UTF-8", "one bad name among good ones");
        assert_eq!(read(b"").0, "UTF-8");
    }

    #[test]
    fn character_across_chunks_is_decoded() {
        for before in CHUNK_SIZE - 4..=CHUNK_SIZE {
            let text = format!("{}€ö😀", "x".repeat(before));
            assert_eq!(read(text.as_bytes()), ("UTF-8".to_owned(), false, text));
        }
    }

    fn standard(encoding: Encoding) -> &'static encoding_rs::Encoding {
        let Charset::Standard(encoding) = encoding.0 else { panic!("an encoding of DOS") };
        encoding
    }

    /// A text with many adjacent non-ASCII characters.
    const LETTERS: &str = "Zoë Müller, 12 Straße; Łódź; Αθήνα; Київ; 東京; 서울; ";

    #[test]
    fn every_encoding_is_decoded_at_every_offset_of_a_chunk() {
        let labels = [
            "windows-1252",
            "iso-8859-2",
            "iso-8859-15",
            "koi8-r",
            "windows-1251",
            "macintosh",
            "shift_jis",
            "euc-jp",
            "iso-2022-jp",
            "euc-kr",
            "gbk",
            "gb18030",
            "big5",
            "utf-16le",
            "utf-16be",
            "windows-874",
            "x-user-defined",
        ];
        for label in labels {
            let encoding: Encoding = label.parse().unwrap();
            let wide = matches!(label, "utf-16le" | "utf-16be");
            let bytes: Vec<u8> = match label {
                "utf-16le" => LETTERS.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "utf-16be" => LETTERS.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => standard(encoding).encode(LETTERS).0.into_owned(),
            };
            let expected = encoding.decode(&bytes);
            for before in CHUNK_SIZE - 40..=CHUNK_SIZE + 2 {
                let pad = if wide { before / 2 } else { before };
                let mut file: Vec<u8> = if wide { Vec::new() } else { vec![b'x'; pad] };
                if wide {
                    let x = if label == "utf-16le" { [b'x', 0] } else { [0, b'x'] };
                    file.extend(x.repeat(pad));
                }
                file.extend(&bytes);
                let detected = DetectedEncoding { encoding, bom_length: 0, guessed: false };
                for buffer in [1, 2, 3, 7, CHUNK_SIZE - 1, CHUNK_SIZE] {
                    if buffer < 7 && before != CHUNK_SIZE - 5 {
                        continue;
                    }
                    let mut reader = DecodingReader::new(Cursor::new(&file), detected).unwrap();
                    let (mut text, mut part) = (Vec::new(), vec![0_u8; buffer]);
                    loop {
                        match reader.read(&mut part).unwrap() {
                            0 => break,
                            length => text.extend_from_slice(&part[..length]),
                        }
                    }
                    assert_eq!(reader.read(&mut part).unwrap(), 0, "{label}: reading after the end");
                    assert_eq!(&text[pad..], expected.as_bytes(), "{label}, {before} bytes before");
                }
            }
        }
    }
}
