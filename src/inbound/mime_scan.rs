//! Finds the headers and the parts of a message and decodes nothing. Where a message does not follow the rules, it gives up.

use std::borrow::Cow;

use memchr::memchr;
use memchr::memmem::Finder;

use super::part_fields::PartFields;
use super::raw_header::RawHeader;

/// A message with more multiparts whose parts cannot be found is left to the parser.
const MAX_LOST_BOUNDARIES: usize = 50;

/// A part that is no multipart.
#[derive(Debug, Clone)]
pub(super) struct ScannedPart<'a> {
    pub(super) fields: PartFields<'a>,
    /// Its content, as it is encoded.
    pub(super) body: &'a [u8],
    /// The content and the boundary behind it.
    pub(super) bounded: &'a [u8],
    /// The boundary of the multipart that it is in; empty if it is in none.
    pub(super) boundary: Cow<'a, [u8]>,
    /// Whether the boundary behind it is missing.
    pub(super) is_cut_off: bool,
}

/// A message whose parts were found.
#[derive(Debug)]
pub(super) struct ScannedMail<'a> {
    pub(super) headers: Vec<RawHeader<'a>>,
    /// What its own headers say of its content.
    pub(super) fields: PartFields<'a>,
    pub(super) parts: Vec<ScannedPart<'a>>,
}

/// Takes a message apart (RFC 2046 §5.1). Messages within it stay whole. `None` if it does not follow the rules closely
/// enough, or contains a digest.
pub(super) fn scan_mail(mail: &[u8]) -> Option<ScannedMail<'_>> {
    let mut headers = Vec::with_capacity(32);
    let body = scan_headers(mail, 0, |header| headers.push(header))?;
    let mut fields = PartFields::default();
    for header in &headers {
        fields.take(header);
    }
    let mut walk = PartWalk { mail, parts: Vec::with_capacity(4), outer: Vec::new(), lost_count: 0 };
    let mut step = walk.enter(fields.clone(), body)?;
    while let AfterPart::Next(start) = step {
        let mut part = PartFields::default();
        let body = scan_headers(mail, start, |header| part.take(&header))?;
        step = walk.enter(part, body)?;
    }
    Some(ScannedMail { headers, fields, parts: walk.parts })
}

/// Gives each header from a place on, and returns where the body begins.
fn scan_headers<'a>(mail: &'a [u8], start: usize, mut give: impl FnMut(RawHeader<'a>)) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = mail.get(at..)?;
        match rest {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            [first, ..] if first.is_ascii_whitespace() => return None,
            _ => {}
        }
        let mut end = memchr(b'\n', rest)? + 1;
        // Names are short.
        let colon = rest.get(..end)?.iter().position(|byte| *byte == b':').filter(|colon| *colon > 0)?;
        while let Some(b' ' | b'\t') = rest.get(end) {
            end += memchr(b'\n', rest.get(end..)?)? + 1;
        }
        let name = rest.get(..colon)?.trim_ascii_end();
        // The parser takes blanks out of the names of MIME headers.
        if matches!(name, [b'c' | b'C', ..]) && name.iter().any(u8::is_ascii_whitespace) {
            return None;
        }
        give(RawHeader { name, value: rest.get(colon + 1..end)? });
        at += end;
    }
}

/// What follows behind a part.
enum AfterPart {
    /// The headers of the next one, which begin here.
    Next(usize),
    /// Nothing.
    End,
}

/// The way through the parts, in their order.
struct PartWalk<'a> {
    mail: &'a [u8],
    parts: Vec<ScannedPart<'a>>,
    /// The boundaries of the multiparts around the place, the innermost last.
    outer: Vec<BoundaryFinder<'a>>,
    lost_count: usize,
}

impl<'a> PartWalk<'a> {
    /// Takes a part whose body begins at a place.
    fn enter(&mut self, mut fields: PartFields<'a>, body: usize) -> Option<AfterPart> {
        if let Some(boundary) = fields.boundary.take().filter(|_| fields.is_multipart()) {
            let finder = BoundaryFinder::new(boundary);
            if let Some(place) = finder.find(self.mail.get(body..)?) {
                if fields.media_type == "multipart/digest" {
                    return None;
                }
                self.outer.push(finder);
                return line_end(self.mail, body + place.end).map(AfterPart::Next);
            }
            self.lost_count += 1;
            if self.lost_count > MAX_LOST_BOUNDARIES {
                return None;
            }
        }
        let rest = self.mail.get(body..)?;
        let finder = self.outer.last();
        let place = finder.and_then(|finder| finder.find(rest));
        let (content, bounded) = place.as_ref().map_or((rest.len(), rest.len()), |place| (place.content, place.end));
        self.parts.push(ScannedPart {
            fields,
            body: rest.get(..content)?,
            bounded: rest.get(..bounded)?,
            is_cut_off: place.is_none() && finder.is_some(),
            boundary: finder.map(|finder| finder.boundary.clone()).unwrap_or_default(),
        });
        let Some(place) = place else { return Some(AfterPart::End) };
        self.leave(body + place.end)
    }

    /// Goes on behind a boundary.
    fn leave(&mut self, mut at: usize) -> Option<AfterPart> {
        loop {
            match self.mail.get(at..)? {
                [] => return Some(AfterPart::End),
                [b'-', b'-', ..] => {}
                _ => {
                    let next = line_end(self.mail, at)?;
                    return Some(if next < self.mail.len() { AfterPart::Next(next) } else { AfterPart::End });
                }
            }
            at += 2;
            self.outer.pop();
            let Some(finder) = self.outer.last() else { return Some(AfterPart::End) };
            let Some(place) = finder.find(self.mail.get(at..)?) else { return Some(AfterPart::End) };
            at += place.end;
        }
    }
}

/// Where a boundary is in a text.
struct BoundaryPlace {
    /// Where the content before it ends: at the line end before it, which belongs to it.
    content: usize,
    /// Where it ends itself.
    end: usize,
}

/// The length of the beginning of a boundary that is searched, in octets: preparing the search for more takes much longer.
const SEARCHED_LENGTH: usize = 32;
/// The maximum length of a boundary (RFC 2046 §5.1.1), in octets. A longer one is searched as a whole, so that a text of
/// beginnings takes no longer than others.
const MAX_BOUNDARY_LENGTH: usize = 70;

/// A boundary, whose search is prepared once.
struct BoundaryFinder<'a> {
    boundary: Cow<'a, [u8]>,
    /// Finds its beginning.
    finder: Finder<'static>,
}

impl<'a> BoundaryFinder<'a> {
    fn new(boundary: Cow<'a, [u8]>) -> Self {
        let searched = boundary.get(..SEARCHED_LENGTH).filter(|_| boundary.len() <= MAX_BOUNDARY_LENGTH);
        Self { finder: Finder::new(searched.unwrap_or(&boundary)).into_owned(), boundary }
    }

    /// Finds the boundary behind two dashes, wherever in a line: the parser also does.
    fn find(&self, text: &[u8]) -> Option<BoundaryPlace> {
        if self.boundary.is_empty() {
            return None;
        }
        let mut from = 0;
        let dashes = loop {
            let at = from + self.finder.find(text.get(from..)?)?;
            let is_whole = text.get(at..).is_some_and(|found| found.starts_with(&self.boundary));
            match at.checked_sub(2).filter(|dashes| is_whole && text.get(*dashes..at) == Some(b"--")) {
                Some(dashes) => break dashes,
                None => from = at + 1,
            }
        };
        let before = text.get(..dashes)?;
        let shorter = before.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        Some(BoundaryPlace { content: shorter.unwrap_or(before).len(), end: dashes + 2 + self.boundary.len() })
    }
}

/// Returns the beginning of the next line if there are only blanks before it.
fn line_end(mail: &[u8], start: usize) -> Option<usize> {
    let rest = mail.get(start..)?;
    let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r'))?;
    (rest.get(blanks) == Some(&b'\n')).then_some(start + blanks + 1)
}
