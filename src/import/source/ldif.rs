//! Reads the entries of address books and directories (LDIF, RFC 2849).

use std::io::{self, Read};

use encodify::base64::STANDARD;

use super::contact::{Contact, NextContact};
use super::row::{MAX_ROW_SIZE, RowProblem};
use super::text_lines::LineReader;

/// The object classes of entries that are not people.
const OTHER_CLASSES: [&str; 8] = [
    "groupofnames",
    "groupofuniquenames",
    "mailgroup",
    "posixgroup",
    "organizationalunit",
    "organization",
    "dcobject",
    "domain",
];

/// Reads the entries of a file, one in memory at a time.
pub(crate) struct LdifReader<F> {
    lines: LineReader<F>,
    /// The number of groups and other entries that are not people.
    pub(super) groups: u64,
}

impl<F: Read> LdifReader<F> {
    pub(crate) fn new(file: F) -> Self {
        Self { lines: LineReader::new(file), groups: 0 }
    }

    pub(crate) fn into_inner(self) -> F {
        self.lines.into_inner()
    }

    /// Reads the next entry; returns its first line and the contact.
    pub(crate) fn next(&mut self) -> NextContact {
        loop {
            let Some((line, entry)) = self.entry()? else { return Ok(None) };
            match entry {
                Ok(entry) if entry.is_empty => {}
                Ok(entry) if entry.is_other => self.groups += 1,
                Ok(entry) => return Ok(Some((line, entry.contact()))),
                Err(problem) => return Ok(Some((line, Err(problem)))),
            }
        }
    }

    fn entry(&mut self) -> io::Result<Option<(u64, Result<LdifEntry, RowProblem>)>> {
        let mut entry = LdifEntry { is_empty: true, ..LdifEntry::default() };
        let mut first = None;
        let mut problem = None;
        while let Some(line) = self.lines.next()? {
            if line.text.trim().is_empty() {
                if first.is_some() {
                    break;
                }
                continue;
            }
            let number = line.number;
            let text = self.unfolded(line.text)?;
            if text.starts_with('#') {
                continue;
            }
            first = first.or(Some(number));
            match () {
                () if line.damaged => problem = Some(RowProblem::NotUtf8),
                () if text.contains('\0') => problem = Some(RowProblem::Nul),
                () => problem = problem.or(entry.add(&text).err()),
            }
        }
        Ok(first.map(|line| (line, problem.map_or(Ok(entry), Err))))
    }

    /// Joins continuation lines; content beyond the maximum row size is dropped, because it is a picture.
    fn unfolded(&mut self, first: String) -> io::Result<String> {
        let mut text = first;
        while let Some(next) = self.lines.next()? {
            let Some(part) = next.text.strip_prefix(' ') else {
                self.lines.push_back(next);
                break;
            };
            if text.len() + part.len() <= MAX_ROW_SIZE {
                text.push_str(part);
            }
        }
        Ok(text)
    }
}

/// An entry while it is read.
#[derive(Default)]
struct LdifEntry {
    is_empty: bool,
    is_other: bool,
    is_change: bool,
    addresses: Vec<String>,
    second_address: Option<String>,
    first_name: String,
    last_name: String,
    common_name: String,
    display_name: String,
    organization: String,
}

impl LdifEntry {
    fn add(&mut self, line: &str) -> Result<(), RowProblem> {
        let (attribute, value) = line.split_once(':').ok_or(RowProblem::NotLdif)?;
        let attribute = attribute.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if attribute.is_empty() {
            return Err(RowProblem::NotLdif);
        }
        if attribute == "version" && self.is_empty {
            return Ok(());
        }
        self.is_empty = false;
        let wanted = [
            "mail",
            "givenname",
            "gn",
            "sn",
            "surname",
            "cn",
            "commonname",
            "displayname",
            "o",
            "company",
            "objectclass",
            "changetype",
            "mozillasecondemail",
            "rfc822mailbox",
        ];
        if !wanted.contains(&attribute.as_str()) {
            return Ok(());
        }
        let value = decoded(value)?;
        let value = value.trim();
        let put = |field: &mut String| {
            if field.is_empty() {
                value.clone_into(field);
            }
        };
        match attribute.as_str() {
            "mail" | "rfc822mailbox" if !value.is_empty() => self.addresses.push(value.to_owned()),
            "mozillasecondemail" if !value.is_empty() => self.second_address = Some(value.to_owned()),
            "givenname" | "gn" => put(&mut self.first_name),
            "sn" | "surname" => put(&mut self.last_name),
            "cn" | "commonname" => put(&mut self.common_name),
            "displayname" => put(&mut self.display_name),
            "o" | "company" => put(&mut self.organization),
            "objectclass" => self.is_other |= OTHER_CLASSES.contains(&value.to_ascii_lowercase().as_str()),
            "changetype" => self.is_change |= !value.eq_ignore_ascii_case("add"),
            _ => {}
        }
        Ok(())
    }

    fn contact(self) -> Result<Contact, RowProblem> {
        if self.is_change {
            return Err(RowProblem::LdifChange);
        }
        let name = if self.common_name.is_empty() { self.display_name } else { self.common_name };
        let addresses = self.addresses.into_iter().chain(self.second_address).collect();
        let (first_name, last_name, organization) = (self.first_name, self.last_name, self.organization);
        Ok(Contact { addresses, first_name, last_name, name, organization, tags: Vec::new() })
    }
}

/// Parses a value: literal, or in Base64 after a second colon. A file URL has no value.
fn decoded(value: &str) -> Result<String, RowProblem> {
    match value.as_bytes().first() {
        Some(b':') => {
            let compact: String = value[1..].split_whitespace().collect();
            let bytes = STANDARD.decode(compact.as_bytes()).map_err(|_| RowProblem::NotLdif)?;
            let text = String::from_utf8(bytes)
                .unwrap_or_else(|error| encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned());
            if text.contains('\0') { Err(RowProblem::Nul) } else { Ok(text) }
        }
        Some(b'<') => Ok(String::new()),
        _ => Ok(value.to_owned()),
    }
}

/// Returns whether a text begins with an LDIF entry.
pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let first = lines.find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let has = |name: &str| first.get(..name.len()).is_some_and(|first| first.eq_ignore_ascii_case(name));
    let is_version = has("version:") && first["version:".len()..].trim().parse::<u32>().is_ok();
    is_version || ((has("dn:") || has("dn::")) && first.contains('=') || has("dn:: "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(u64, Result<String, RowProblem>)> {
        let mut reader = LdifReader::new(text.as_bytes());
        let mut all = Vec::new();
        while let Some((line, contact)) = reader.next().unwrap() {
            all.push((line, contact.map(Contact::summary)));
        }
        all
    }

    #[test]
    fn ldif_entries_are_parsed() {
        let text = "version: 1\n\n# Thunderbird\ndn: cn=Ann Lee,mail=ann@example.org\nobjectclass: top\n\
                    objectclass: person\ngivenName: Ann\nsn:: TMOpZQ==\ncn: Ann Lé\n e\nmail: ann@exam\n ple.org\n\
                    mozillaSecondEmail: a@example.org\no: Harbour Choir\njpegPhoto:< file:///tmp/x\n\n\
                    dn: cn=Choir\nobjectclass: groupOfNames\ncn: Choir\n\n\
                    dn: cn=Ben\ncn: Ben Ray\nmail: ben@example.org\n";
        let ann =
            "email=ann@example.org; first_name=Ann; last_name=Lée; organization=Harbour Choir; email_2=a@example.org";
        let expected =
            [(4, ann), (21, "email=ben@example.org; name=Ben Ray")].map(|(line, fields)| (line, Ok(fields.to_owned())));
        assert_eq!(entries(text), expected);
    }

    #[test]
    fn ldif_changes_and_invalid_entries_are_reported() {
        let text = "dn: cn=Ann\nchangetype: delete\n\ndn: cn=Ben\nmail:: %%%\n\nno colon\n";
        let expected = [(1, RowProblem::LdifChange), (4, RowProblem::NotLdif), (7, RowProblem::NotLdif)];
        assert_eq!(entries(text), expected.map(|(line, problem)| (line, Err(problem))));
    }

    #[test]
    fn other_texts_are_not_ldif() {
        for text in ["version: 1\ndn: cn=x", "# c\n\ndn: cn=x", "dn:: Y249eA=="] {
            assert!(begins(text), "{text}");
        }
        for text in ["email,name", "dn,email", "version,email", "BEGIN:VCARD"] {
            assert!(!begins(text), "{text}");
        }
    }
}
