//! Reads contacts in vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350).

use std::borrow::Cow;
use std::io::{self, Read};

use encodify::base64::STANDARD;
use encodify::qp;

use super::contact::{Contact, ContactFindings, NextContact};
use super::row::{MAX_ROW_SIZE, RowProblem};
use super::text_lines::LineReader;
use crate::model::single_line;

/// A property of a card, unfolded.
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

/// Reads the cards of a file, one in memory at a time.
pub(super) struct VcardReader<'a, F> {
    pub(super) lines: &'a mut LineReader<F>,
    pub(super) found: &'a mut ContactFindings,
}

impl<F: Read> VcardReader<'_, F> {
    /// Reads the next card; returns its first line and the contact.
    pub(super) fn next(&mut self) -> NextContact {
        while let Some(line) = self.lines.next()? {
            let has_begin = is_begin(&line.text);
            if !has_begin && property(&line.text).is_none() {
                continue;
            }
            let number = line.number;
            if !has_begin {
                self.lines.push_back(line);
            }
            match self.card(number, has_begin)? {
                Ok(Some(contact)) => return Ok(Some((number, Ok(contact)))),
                // Other lines between the cards are not a person.
                Err(RowProblem::NoAddress) if !has_begin => {}
                Ok(None) => self.found.groups += 1,
                Err(problem) => return Ok(Some((number, Err(problem)))),
            }
        }
        Ok(None)
    }

    /// Reads a card up to its end, the beginning of the next one, or the end of the file; `None` if it is a group.
    fn card(&mut self, number: u64, has_begin: bool) -> io::Result<Result<Option<Contact>, RowProblem>> {
        let mut card = Card::default();
        let (mut depth, mut problem, mut last) = (0_usize, None, None);
        let mut has_end = false;
        while let Some(line) = self.lines.next()? {
            if is_begin(&line.text) {
                // In vCard 2.1 a card may be nested in the property AGENT: it belongs to another person.
                if depth == 0 && last.as_deref() != Some("AGENT") {
                    self.lines.push_back(line);
                    break;
                }
                depth += 1;
                continue;
            }
            if is_end(&line.text) {
                has_end = depth == 0;
                if has_end {
                    break;
                }
                depth -= 1;
                continue;
            }
            let (damaged, mut cut_off) = (line.damaged, line.is_open);
            let text = self.unfolded(line.text, card.is_old, &mut cut_off)?;
            match () {
                () if damaged => problem = problem.or(Some(RowProblem::NotUtf8)),
                () if text.contains('\0') => problem = problem.or(Some(RowProblem::Nul)),
                () => {}
            }
            if let Some(property) = property(&text).filter(|_| depth == 0) {
                if cut_off && property.name == "EMAIL" {
                    problem = problem.or(Some(RowProblem::IncompleteVcard));
                }
                card.add(&property);
                last = Some(property.name);
            }
        }
        if let Some(problem) = problem {
            return Ok(Err(problem));
        }
        let contact = card.contact();
        if contact.as_ref().is_some_and(|contact| contact.addresses.is_empty()) {
            return Ok(Err(RowProblem::NoAddress));
        }
        if !(has_begin && has_end) {
            self.found.incomplete.add(u32::try_from(number).unwrap_or(u32::MAX));
        }
        Ok(Ok(contact))
    }

    /// Joins continuation lines; content beyond the maximum row size is dropped, because it is a picture.
    fn unfolded(&mut self, first: String, old: bool, cut_off: &mut bool) -> io::Result<String> {
        let mut text = first;
        let quoted_printable = {
            let head = text.split(':').next().unwrap_or_default().to_ascii_uppercase();
            head.contains("QUOTED-PRINTABLE")
        };
        while let Some(next) = self.lines.next()? {
            let soft = quoted_printable && text.ends_with('=') && !is_begin(&next.text) && !is_end(&next.text);
            let folded = next.text.starts_with([' ', '\t']);
            if !soft && !folded {
                self.lines.push_back(next);
                break;
            }
            *cut_off = next.is_open;
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

fn is_begin(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("BEGIN:VCARD")
}

fn is_end(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("END:VCARD")
}

/// A card while it is read.
#[derive(Default)]
struct Card {
    is_group: bool,
    /// Whether its version is 2.1.
    is_old: bool,
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
            "N" if self.names.is_empty() => self.names = name_parts(&property.value),
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
                // Outlook writes internal addresses of Exchange, too.
                let is_internal =
                    property.parameters.iter().any(|(_, kind)| matches!(&*kind.to_ascii_uppercase(), "EX" | "X400"));
                if !address.is_empty() && (!is_internal || address.contains('@')) {
                    self.addresses.push((property.preference(), address.to_owned()));
                }
            }
            "VERSION" => self.is_old |= property.value.trim() == "2.1",
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.is_group |= value().trim().eq_ignore_ascii_case("group"),
            _ => {}
        }
    }

    fn contact(mut self) -> Option<Contact> {
        if self.is_group {
            return None;
        }
        self.addresses.sort_by_key(|(preference, _)| *preference);
        let mut addresses: Vec<String> = Vec::new();
        for (_, address) in self.addresses {
            if !addresses.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
                addresses.push(address);
            }
        }
        let name = |at: usize| self.names.get(at).map(String::as_str).unwrap_or_default();
        // A comma in a last name belongs to it, as in `Lee, Jr.`; several first names are one.
        let first_name = single_line(&name(1).replace(',', " ")).into_owned();
        let mut last_name = single_line(name(0)).into_owned();
        // Some programs write whole names into the first part.
        if first_name.is_empty() && (!self.full_name.trim().is_empty() || last_name.contains(' ')) {
            let whole = std::mem::take(&mut last_name);
            if self.full_name.trim().is_empty() {
                self.full_name = whole;
            } else if self.full_name.trim() == whole && !whole.contains(' ') {
                last_name = whole;
            }
        }
        let (name, organization, tags) = (self.full_name, self.organization, self.categories);
        Some(Contact { addresses, first_name, last_name, name, organization, tags })
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
    let has = |encoding: &str| parameters.iter().any(|(_, value)| value.eq_ignore_ascii_case(encoding));
    let charset = parameters.iter().find(|(name, _)| name == "CHARSET").map(|(_, value)| value.as_str());
    let octets = match () {
        () if has("quoted-printable") => qp::BODY.decode(value).ok().map(Cow::into_owned),
        () if has("b") || has("base64") => STANDARD.decode(value.trim()).ok(),
        () => None,
    };
    let value = octets.map_or_else(|| value.to_owned(), |octets| decoded(octets, charset));
    Some(Property { name, parameters, value })
}

/// Decodes a text in a charset; without one as UTF-8, or as Windows-1252 if that is invalid.
fn decoded(octets: Vec<u8>, charset: Option<&str>) -> String {
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

/// Splits a name into its parts; several values of a part, as in `Ann,Maria`, are put together (RFC 6350 §6.2.2).
fn name_parts(value: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(value.len());
    let mut is_escaped = false;
    for character in value.chars() {
        spaced.push(if character == ',' && !is_escaped { ' ' } else { character });
        is_escaped = character == '\\' && !is_escaped;
    }
    parts(&spaced, ';')
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

/// Returns whether a text has a vCard.
pub(super) fn begins(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').split(['\r', '\n']).any(is_begin)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn cards(text: &str) -> Vec<(u64, Result<String, RowProblem>)> {
        let (mut lines, mut found) = (LineReader::new(text.as_bytes()), ContactFindings::default());
        let mut all = Vec::new();
        while let Some((line, contact)) = (VcardReader { lines: &mut lines, found: &mut found }).next().unwrap() {
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
        assert_eq!(cards(text), [(6, Err(RowProblem::NoAddress)), (13, Err(RowProblem::NoAddress))]);
    }

    #[test]
    fn card_without_its_end_or_beginning_is_read() {
        let card = |name: &str| format!("FN:{name}\nEMAIL:{name}@example.org\n");
        let (ann, ben, cy) = (card("Ann"), card("Ben"), card("Cy"));
        let person = |name: &str| Ok(format!("email={name}@example.org; name={name}"));
        let text = format!("BEGIN:VCARD\n{ann}BEGIN:VCARD\n{ben}END:VCARD\n\n{cy}END:VCARD\nBEGIN:VCARD\n{ann}");
        assert_eq!(cards(&text), [(1, person("Ann")), (4, person("Ben")), (9, person("Cy")), (12, person("Ann"))]);
        let cut = format!("BEGIN:VCARD\n{ann}END:VCARD\nBEGIN:VCARD\nFN:Ben\nEMAIL:ben@example.o");
        assert_eq!(cards(&cut), [(1, person("Ann")), (5, Err(RowProblem::IncompleteVcard))]);
        let soft = "BEGIN:VCARD\nEMAIL:ann@example.org\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\nEND:VCARD\n";
        assert_eq!(cards(soft), [(1, Ok("email=ann@example.org".to_owned()))]);
    }

    #[test]
    fn unusual_properties_are_read() {
        for (lines, fields) in [
            ("EMAIL;EX:/o=Club/cn=ann\nEMAIL;INTERNET:ann@example.org", "email=ann@example.org"),
            ("EMAIL:ann@example.org\nitem2.EMAIL;TYPE=HOME:ANN@example.org", "email=ann@example.org"),
            (
                "N:Lee\\; Ray;Ann\\, Eve\nEMAIL:a@example.org",
                "email=a@example.org; first_name=Ann Eve; last_name=Lee, Ray",
            ),
            ("FN:Lee;Ann\nEMAIL:a@example.org", "email=a@example.org; name=Lee, Ann"),
            ("N:Ann Lee\nEMAIL:a@example.org", "email=a@example.org; name=Ann Lee"),
            ("N:Lee;;;;\nFN:Ann Lee\nEMAIL:a@example.org", "email=a@example.org; name=Ann Lee"),
            ("N:Lee\nEMAIL:a@example.org", "email=a@example.org; last_name=Lee"),
            ("FN;ENCODING=B;CHARSET=iso-8859-1:Wm/r\nEMAIL:a@example.org", "email=a@example.org; name=Zoë"),
            (
                "FN;CHARSET=UTF-8;QUOTED-PRINTABLE:Zo=C3=\n=AB\nEMAIL;QUOTED-PRINTABLE:a=40example.org",
                "email=a@example.org; name=Zoë",
            ),
        ] {
            let card = format!("BEGIN:VCARD\n{lines}\nEND:VCARD\n");
            assert_eq!(cards(&card), [(1, Ok(fields.to_owned()))]);
        }
        let internal = "BEGIN:VCARD\nEMAIL;X400:c=GB;a= ;p=Club;s=Lee\nEND:VCARD\n";
        assert_eq!(cards(internal), [(1, Err(RowProblem::NoAddress))]);
    }
}
