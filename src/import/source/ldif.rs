//! Reads the entries of address books and directories (LDIF, RFC 2849).

use std::io::{self, Read};

use encodify::base64::STANDARD;

use super::contact::{Contact, ContactFindings, NextContact};
use super::row::{MAX_ROW_SIZE, RowProblem};
use super::text_lines::LineReader;
use crate::model::excerpt;

/// The object classes of entries that are not people.
const OTHER_CLASSES: [&str; 11] = [
    "mozillaablist",
    "groupofurls",
    "locality",
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
pub(super) struct LdifReader<'a, F> {
    pub(super) lines: &'a mut LineReader<F>,
    pub(super) found: &'a mut ContactFindings,
}

impl<F: Read> LdifReader<'_, F> {
    /// Reads the next entry; returns its first line and the contact.
    pub(super) fn next(&mut self) -> NextContact {
        while let Some((line, entry)) = self.entry()? {
            match entry {
                Ok(entry) if entry.is_other || (entry.has_members && entry.addresses.is_empty()) => {
                    self.found.groups += 1;
                }
                Ok(entry) => return Ok(Some((line, entry.contact()))),
                Err(problem) => return Ok(Some((line, Err(problem)))),
            }
        }
        Ok(None)
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
            // The empty line between two entries is missing.
            if !entry.is_empty && is_name(&line.text) {
                self.lines.push_back(line);
                break;
            }
            let number = line.number;
            let text = self.unfolded(line.text)?;
            if text.starts_with('#') {
                continue;
            }
            match () {
                () if line.damaged => problem = Some(RowProblem::NotUtf8),
                () if text.contains('\0') => problem = Some(RowProblem::Nul),
                () => problem = problem.or(entry.add(&text).err()),
            }
            if problem.is_some() || !entry.is_empty {
                first = first.or(Some(number));
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
#[expect(clippy::struct_excessive_bools, reason = "each is a line that an entry can have")]
struct LdifEntry {
    is_empty: bool,
    is_other: bool,
    is_change: bool,
    has_members: bool,
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
        let (attribute, value) = line.split_once(':').ok_or_else(|| RowProblem::NotLdif(excerpt(line)))?;
        let attribute = attribute.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if attribute.is_empty() {
            return Err(RowProblem::NotLdif(excerpt(line)));
        }
        if attribute == "version" && self.is_empty {
            return Ok(());
        }
        // The end of the answer of `ldapsearch`.
        if self.is_empty && matches!(attribute.as_str(), "search" | "result") {
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
            "member",
            "uniquemember",
            "memberuid",
            "changetype",
            "mozillasecondemail",
            "rfc822mailbox",
        ];
        if !wanted.contains(&attribute.as_str()) {
            return Ok(());
        }
        let value = decoded(value).map_err(|problem| problem.unwrap_or_else(|| RowProblem::NotLdif(excerpt(line))))?;
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
            "member" | "uniquemember" | "memberuid" => self.has_members = true,
            "changetype" => self.is_change |= !value.eq_ignore_ascii_case("add"),
            _ => {}
        }
        Ok(())
    }

    fn contact(self) -> Result<Contact, RowProblem> {
        if self.is_change {
            return Err(RowProblem::LdifChange);
        }
        if self.addresses.is_empty() && self.second_address.is_none() {
            return Err(RowProblem::NoAddress);
        }
        let name = if self.common_name.is_empty() { self.display_name } else { self.common_name };
        let addresses = self.addresses.into_iter().chain(self.second_address).collect();
        let (first_name, last_name, organization) = (self.first_name, self.last_name, self.organization);
        Ok(Contact { addresses, first_name, last_name, name, organization, tags: Vec::new() })
    }
}

/// Parses a value: literal, or in Base64 after a second colon. A file URL has no value.
///
/// The error is empty if the Base64 is invalid.
fn decoded(value: &str) -> Result<String, Option<RowProblem>> {
    match value.as_bytes().first() {
        Some(b':') => {
            let compact: String = value[1..].split_whitespace().collect();
            let bytes = STANDARD.decode(compact.as_bytes()).map_err(|_| None)?;
            let text = String::from_utf8(bytes)
                .unwrap_or_else(|error| encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned());
            if text.contains('\0') { Err(Some(RowProblem::Nul)) } else { Ok(text) }
        }
        Some(b'<') => Ok(String::new()),
        _ => Ok(value.to_owned()),
    }
}

/// Returns whether a line is the distinguished name with which an entry begins.
fn is_name(line: &str) -> bool {
    line.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("dn:"))
}

/// Returns whether a text begins with an LDIF entry.
pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').split(['\r', '\n']).peekable();
    while lines.next_if(|line| line.trim().is_empty() || line.starts_with('#')).is_some() {
        // A comment may be folded.
        while lines.next_if(|line| line.starts_with(' ')).is_some() {}
    }
    let first = lines.next().unwrap_or_default();
    let version = first.get(..8).filter(|name| name.eq_ignore_ascii_case("version:")).map(|_| first[8..].trim());
    is_name(first) || version.is_some_and(|version| version.parse::<u32>().is_ok())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(u64, Result<String, RowProblem>)> {
        let (mut lines, mut found) = (LineReader::new(text.as_bytes()), ContactFindings::default());
        let mut all = Vec::new();
        while let Some((line, contact)) = (LdifReader { lines: &mut lines, found: &mut found }).next().unwrap() {
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
        let text = "dn: cn=Ann\nchangetype: delete\n\ndn: cn=Ben\nmail:: %%%\n\nno colon\n\ndn: cn=Cy\ncn: Cy\n";
        let not_ldif = |line: &str| RowProblem::NotLdif(line.to_owned());
        let expected = [
            (1, RowProblem::LdifChange),
            (4, not_ldif("mail:: %%%")),
            (7, not_ldif("no colon")),
            (9, RowProblem::NoAddress),
        ];
        assert_eq!(entries(text), expected.map(|(line, problem)| (line, Err(problem))));
    }

    #[test]
    fn entries_without_an_empty_line_between_them_are_separate() {
        let text = "version: 1\ndn: cn=Ann\nmail: ann@example.org\nDN: cn=Choir\nmember: cn=Ann\n\
                    dn:: Y249QmVu\nchangetype: add\ncn;lang-de:: QmVu\nmail: ben@example.org\n\nsearch: 2\nresult: 0\n";
        let expected = [(2, "email=ann@example.org"), (6, "email=ben@example.org; name=Ben")];
        assert_eq!(entries(text), expected.map(|(line, fields)| (line, Ok(fields.to_owned()))));
    }

    #[test]
    fn other_texts_are_not_ldif() {
        for text in ["version: 1\ndn: cn=x", "# c\n c\n\ndn: cn=x", "dn:: Y249eA==", "dn:\n cn=x"] {
            assert!(begins(text), "{text}");
        }
        for text in ["email,name", "dn,email", "version,email", "BEGIN:VCARD"] {
            assert!(!begins(text), "{text}");
        }
    }
}
