//! Reads contacts in vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350).

use std::io::{self, Read};

use super::contact::{Contact, NextContact};
use super::row::{MAX_ROW_SIZE, RowProblem};
use super::text_lines::LineReader;

/// A property of a card, unfolded.
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

/// Reads the cards of a file, one in memory at a time.
pub(crate) struct VcardReader<F> {
    lines: LineReader<F>,
    /// The number of skipped groups, which are not people.
    pub(super) groups: u64,
}

impl<F: Read> VcardReader<F> {
    pub(crate) fn new(file: F) -> Self {
        Self { lines: LineReader::new(file), groups: 0 }
    }

    pub(crate) fn into_inner(self) -> F {
        self.lines.into_inner()
    }

    /// Reads the next card; returns its first line and the contact.
    pub(crate) fn next(&mut self) -> NextContact {
        loop {
            let Some(line) = self.lines.next()? else { return Ok(None) };
            if line.text.trim().eq_ignore_ascii_case("BEGIN:VCARD") {
                let card = self.card()?;
                match card {
                    Ok(Some(contact)) => return Ok(Some((line.number, Ok(contact)))),
                    Ok(None) => self.groups += 1,
                    Err(problem) => return Ok(Some((line.number, Err(problem)))),
                }
            }
        }
    }

    /// Reads a card up to its end; `None` if it is a group.
    fn card(&mut self) -> io::Result<Result<Option<Contact>, RowProblem>> {
        let mut card = Card::default();
        let mut depth = 0_usize;
        let mut old = false;
        let mut damaged = false;
        loop {
            let Some(line) = self.lines.next()? else { return Ok(Err(RowProblem::IncompleteVcard)) };
            if line.text.trim().eq_ignore_ascii_case("BEGIN:VCARD") {
                // A nested card belongs to another person.
                depth += 1;
            } else if line.text.trim().eq_ignore_ascii_case("END:VCARD") {
                let Some(outer) = depth.checked_sub(1) else {
                    return Ok(if damaged { Err(RowProblem::NotUtf8) } else { Ok(card.contact()) });
                };
                depth = outer;
                continue;
            }
            damaged |= line.damaged;
            let text = self.unfolded(line.text, old)?;
            if text.contains('\0') {
                return Ok(Err(RowProblem::Nul));
            }
            if let Some(property) = property(&text).filter(|_| depth == 0) {
                old |= property.name == "VERSION" && property.value.trim() == "2.1";
                card.add(&property);
            }
        }
    }

    /// Joins continuation lines; content beyond the maximum row size is dropped, because it is a picture.
    fn unfolded(&mut self, first: String, old: bool) -> io::Result<String> {
        let mut text = first;
        let quoted_printable = {
            let head = text.split(':').next().unwrap_or_default().to_ascii_uppercase();
            head.contains("QUOTED-PRINTABLE")
        };
        while let Some(next) = self.lines.next()? {
            let soft = quoted_printable && text.ends_with('=');
            let folded = next.text.starts_with([' ', '\t']);
            if !soft && !folded {
                self.lines.push_back(next);
                break;
            }
            if soft {
                text.pop();
            }
            let part = if folded && !soft && !old { &next.text[1..] } else { next.text.as_str() };
            if text.len() + part.len() <= MAX_ROW_SIZE {
                text.push_str(part);
            }
        }
        Ok(text)
    }
}

/// A card while it is read.
#[derive(Default)]
struct Card {
    is_group: bool,
    full_name: String,
    names: Vec<String>,
    organization: String,
    categories: Vec<String>,
    /// Addresses with their preference, the lowest value first.
    addresses: Vec<(u32, String)>,
}

impl Card {
    fn add(&mut self, property: &Property) {
        let value = || unescaped(&property.value);
        match property.name.as_str() {
            "FN" if self.full_name.is_empty() => self.full_name = value(),
            "N" if self.names.is_empty() => self.names = parts(&property.value, ';'),
            "ORG" if self.organization.is_empty() => {
                let units: Vec<String> =
                    parts(&property.value, ';').into_iter().filter(|unit| !unit.trim().is_empty()).collect();
                self.organization = units.join(", ");
            }
            "CATEGORIES" => self.categories.extend(parts(&property.value, ',')),
            "EMAIL" => {
                let value = value();
                let address = value.trim();
                let address = address
                    .get(7..)
                    .filter(|_| address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")))
                    .unwrap_or(address);
                if !address.is_empty() {
                    self.addresses.push((property.preference(), address.to_owned()));
                }
            }
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.is_group |= value().trim().eq_ignore_ascii_case("group"),
            _ => {}
        }
    }

    fn contact(mut self) -> Option<Contact> {
        if self.is_group {
            return None;
        }
        self.addresses.sort_by_key(|(preference, _)| *preference);
        let name = |at: usize| self.names.get(at).map(|name| name.replace(',', " ")).unwrap_or_default();
        Some(Contact {
            addresses: self.addresses.into_iter().map(|(_, address)| address).collect(),
            first_name: name(1),
            last_name: name(0),
            name: self.full_name,
            organization: self.organization,
            tags: self.categories,
        })
    }
}

impl Property {
    /// Returns the preference of an address, from 1; 101 if it has none.
    fn preference(&self) -> u32 {
        let preference = |(name, value): &(String, String)| match name.as_str() {
            "PREF" => Some(value.trim().parse().unwrap_or(1)),
            "TYPE" | "" => value.split(',').any(|kind| kind.trim().eq_ignore_ascii_case("pref")).then_some(1),
            _ => None,
        };
        self.parameters.iter().find_map(preference).unwrap_or(101)
    }
}

/// Parses `group.NAME;PARAMETER=value:value`.
fn property(text: &str) -> Option<Property> {
    let mut quoted = false;
    let colon = text.find(|c: char| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = (&text[..colon], &text[colon + 1..]);
    let mut words = head.split(';');
    let name = words.next()?.rsplit('.').next()?.trim().to_ascii_uppercase();
    let parameters: Vec<(String, String)> = words
        .map(|word| {
            let (name, value) = word.split_once('=').unwrap_or(("", word));
            (name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned())
        })
        .collect();
    let parameter = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let encoded = parameters.iter().any(|(_, value)| value.eq_ignore_ascii_case("quoted-printable"));
    let value = if encoded { quoted_printable(value, parameter("CHARSET")) } else { value.to_owned() };
    Some(Property { name, parameters, value })
}

/// Decodes quoted-printable (RFC 2045 §6.7) in a charset; without one as UTF-8, or as Windows-1252 if that is
/// invalid.
fn quoted_printable(text: &str, charset: Option<&str>) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let octet = code.filter(|_| *first == b'=').and_then(|code| u8::from_str_radix(code, 16).ok());
        octets.push(octet.unwrap_or(*first));
        rest = if octet.is_some() { &tail[2..] } else { tail };
    }
    match charset.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        Some(encoding) => encoding.decode(&octets).0.into_owned(),
        None => String::from_utf8(octets)
            .unwrap_or_else(|error| encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned()),
    }
}

/// Splits a value at a character that is not escaped.
fn parts(value: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        let Some(part) = parts.last_mut() else { break };
        match character {
            '\\' => part.push(escaped(characters.next())),
            character if character == sign => parts.push(String::new()),
            character => part.push(character),
        }
    }
    parts
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        text.push(if character == '\\' { escaped(characters.next()) } else { character });
    }
    text
}

fn escaped(character: Option<char>) -> char {
    match character {
        Some('n' | 'N') | None => ' ',
        Some(character) => character,
    }
}

/// Returns whether a text begins with a vCard.
pub(super) fn begins(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').trim_start();
    first.get(..11).is_some_and(|first| first.eq_ignore_ascii_case("BEGIN:VCARD"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn cards(text: &str) -> Vec<(u64, Result<String, RowProblem>)> {
        let mut reader = VcardReader::new(text.as_bytes());
        let mut all = Vec::new();
        while let Some((line, contact)) = reader.next().unwrap() {
            all.push((line, contact.map(Contact::summary)));
        }
        all
    }

    #[test]
    fn three_vcard_versions_are_parsed() {
        for (card, fields) in [
            (
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;Dr.;\r\nFN:Dr. Ann Lee\r\nitem1.EMAIL;type=INTERNET;type=pref:ann@exam\r\n \
                 ple.org\r\nORG:Harbour Choir;Altos\r\nCATEGORIES:choir,helps at\\, fairs\r\nEND:VCARD\r\n",
                "email=ann@example.org; first_name=Ann; last_name=Lee; organization=Harbour Choir, Altos; \
                 tags=choir, helps at, fairs",
            ),
            (
                "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6=\nrg\n\
                 EMAIL;HOME:old@example.org\nEMAIL;PREF;INTERNET:joerg@example.org\nPHOTO;ENCODING=BASE64;JPEG:\n \
                 /9j/4AAQ\n\nEND:VCARD\n",
                "email=joerg@example.org; first_name=Jörg; last_name=Müller; email_2=old@example.org",
            ),
            (
                "begin:vcard\nVERSION:4.0\nFN:Ben Ray\nEMAIL;PREF=2:b@example.org\n\
                 EMAIL;PREF=1;TYPE=\"home,x:y\":mailto:ben@example.org\nend:vcard\n",
                "email=ben@example.org; name=Ben Ray; email_2=b@example.org",
            ),
        ] {
            assert_eq!(cards(card), [(1, Ok(fields.to_owned()))]);
        }
    }

    #[test]
    fn groups_are_skipped_and_invalid_cards_are_reported() {
        let text = "BEGIN:VCARD\nKIND:group\nFN:Choir\nEND:VCARD\n\nBEGIN:VCARD\nFN:Ann\nAGENT:\nBEGIN:VCARD\n\
                    EMAIL:x@example.org\nEND:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:Ben\n";
        assert_eq!(cards(text), [(6, Ok("name=Ann".to_owned())), (13, Err(RowProblem::IncompleteVcard))]);
    }
}
