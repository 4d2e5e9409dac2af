//! Arranges contacts in columns: vCard, LDIF, and lines of addresses.

use std::io::{self, Read};

use super::address_lines::AddressLineReader;
use super::contact::{Contact, ContactFindings};
use super::format::FileFormat;
use super::ldif::LdifReader;
use super::row::{CellValue, ColumnHeader, HeaderScope, RawCells, RawRow};
use super::source_note::SourceNote;
use super::text_lines::LineReader;
use super::vcard::VcardReader;

/// Reads contacts as rows.
pub(crate) struct ContactRows<F> {
    lines: LineReader<F>,
    format: FileFormat,
    found: ContactFindings,
    headers: Vec<ColumnHeader>,
    row: Vec<Option<CellValue>>,
}

impl<F: Read> ContactRows<F> {
    pub(crate) fn new(file: F, format: FileFormat) -> Self {
        let lines = if format == FileFormat::Addresses { LineReader::in_pieces(file) } else { LineReader::new(file) };
        Self { lines, format, found: ContactFindings::default(), headers: Vec::new(), row: Vec::new() }
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        let (lines, found) = (&mut self.lines, &mut self.found);
        let next = match self.format {
            FileFormat::Vcard => VcardReader { lines, found }.next()?,
            FileFormat::Ldif => LdifReader { lines, found }.next()?,
            _ => AddressLineReader { lines, found }.next()?,
        };
        let Some((line, contact)) = next else { return Ok(None) };
        if contact.as_ref().is_ok_and(|contact| contact.addresses.len() > 1) {
            self.found.several.add(u32::try_from(line).unwrap_or(u32::MAX));
        }
        // Also where each contact is rejected, there is a column for the addresses.
        if self.headers.is_empty() {
            self.headers.push(ColumnHeader { name: "email".to_owned(), scope: HeaderScope::Any });
            self.row.push(None);
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
        let ContactFindings { groups, several, incomplete, .. } = &self.found;
        let mut notes = Vec::new();
        if several.count > 0 {
            notes.push(SourceNote::SeveralAddresses { lines: several.clone() });
        }
        if incomplete.count > 0 {
            notes.push(SourceNote::IncompleteCards { lines: incomplete.clone() });
        }
        if *groups > 0 {
            notes.push(SourceNote::Groups { count: *groups });
        }
        notes
    }

    pub(crate) fn into_inner(self) -> F {
        self.lines.into_inner()
    }
}
