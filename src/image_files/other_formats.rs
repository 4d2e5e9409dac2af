//! Names the formats of pictures that mail programs do not show.

/// The first octets of the formats, at which place they are, and how a chair knows them.
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (8, b"WEBP", "a WebP picture"),
    (0, b"BM", "a BMP picture"),
    (0, b"II*\0", "a TIFF picture"),
    (0, b"MM\0*", "a TIFF picture"),
    (4, b"ftypheic", "a HEIC photograph"),
    (4, b"ftypheix", "a HEIC photograph"),
    (4, b"ftypmif1", "a HEIC photograph"),
    (4, b"ftypavif", "an AVIF picture"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (0, b"\0\0\x01\0", "an icon (ICO)"),
    (0, b"\xd7\xcd\xc6\x9a", "a drawing (WMF)"),
    (0, b"\x01\0\x09\0\0\x03", "a drawing (WMF)"),
    (40, b" EMF", "a drawing (EMF)"),
    (0, b"%PDF", "a PDF"),
    (0, b"%!PS", "a PostScript drawing"),
    (0, b"\x1f\x8b", "a compressed drawing"),
    (0, b"VCLMTF", "a drawing (SVM)"),
];

/// How far into a file a drawing as text says so, in octets.
const MAX_PREAMBLE: usize = 1_024;

/// Returns what a file is, with its article.
pub(super) fn format_name(bytes: &[u8]) -> Option<&'static str> {
    let matches = |(at, start, _): &&(usize, &[u8], &str)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(start));
    let known = SIGNATURES.iter().find(matches).map(|(_, _, name)| *name);
    let preamble = bytes.get(..MAX_PREAMBLE).unwrap_or(bytes);
    known.or_else(|| memchr::memmem::find(preamble, b"<svg").map(|_| "a drawing (SVG)"))
}
