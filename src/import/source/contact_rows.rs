//! Arranges contacts in columns: vCard, LDIF, and lines of addresses.

use std::io::{self, Read};

use super::address_lines::AddressLineReader;
use super::contact::Contact;
use super::format::FileFormat;
use super::ldif::LdifReader;
use super::row::{CellValue, ColumnHeader, HeaderScope, RawCells, RawRow};
use super::source_note::{LineNumbers, SourceNote};
use super::vcard::VcardReader;

/// Reads contacts as rows.
pub(crate) struct ContactRows<F> {
    reader: ContactReader<F>,
    headers: Vec<ColumnHeader>,
    row: Vec<Option<CellValue>>,
    several: LineNumbers,
}

enum ContactReader<F> {
    Vcard(VcardReader<F>),
    Ldif(LdifReader<F>),
    Addresses(AddressLineReader<F>),
}

impl<F: Read> ContactRows<F> {
    pub(crate) fn new(file: F, format: FileFormat) -> Self {
        let reader = match format {
            FileFormat::Vcard => ContactReader::Vcard(VcardReader::new(file)),
            FileFormat::Ldif => ContactReader::Ldif(LdifReader::new(file)),
            _ => ContactReader::Addresses(AddressLineReader::new(file)),
        };
        Self { reader, headers: Vec::new(), row: Vec::new(), several: LineNumbers::default() }
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        let next = match &mut self.reader {
            ContactReader::Vcard(reader) => reader.next()?,
            ContactReader::Ldif(reader) => reader.next()?,
            ContactReader::Addresses(reader) => reader.next()?,
        };
        let Some((line, contact)) = next else { return Ok(None) };
        if contact.as_ref().is_ok_and(|contact| contact.addresses.len() > 1) {
            self.several.add(u32::try_from(line).unwrap_or(u32::MAX));
        }
        self.row.fill(None);
        let cells = match contact {
            Ok(contact) => {
                self.lay_out(contact);
                Ok(RawCells::Owned(&self.row))
            }
            Err(problem) => Err(problem),
        };
        Ok(Some(RawRow { line, last: line, cells }))
    }

    fn lay_out(&mut self, contact: Contact) {
        for (name, value) in contact.into_fields() {
            let column = self.headers.iter().position(|header| header.name == name).unwrap_or_else(|| {
                self.headers.push(ColumnHeader { name, scope: HeaderScope::Any });
                self.row.push(None);
                self.headers.len() - 1
            });
            self.row[column] = Some(value);
        }
    }

    /// Returns the columns found so far.
    pub(crate) fn headers(&self) -> &[ColumnHeader] {
        &self.headers
    }

    /// Returns the notes about the contacts read so far.
    pub(crate) fn notes(&self) -> Vec<SourceNote> {
        let groups = match &self.reader {
            ContactReader::Vcard(reader) => reader.groups,
            ContactReader::Ldif(reader) => reader.groups,
            ContactReader::Addresses(_) => 0,
        };
        let several = (self.several.count > 0).then(|| SourceNote::SeveralAddresses { lines: self.several.clone() });
        several.into_iter().chain((groups > 0).then_some(SourceNote::Groups { count: groups })).collect()
    }

    pub(crate) fn into_inner(self) -> F {
        match self.reader {
            ContactReader::Vcard(reader) => reader.into_inner(),
            ContactReader::Ldif(reader) => reader.into_inner(),
            ContactReader::Addresses(reader) => reader.into_inner(),
        }
    }
}
