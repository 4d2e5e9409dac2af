//! Assigns each column a target: from the operator's mapping, else from its name.

use std::collections::BTreeMap;

use super::column_names::{JOINED_AT, STATE, canonical_name, field_name};
use super::dates::{DateFault, DateOrder};
use super::mapping::{ColumnMapping, MappedField};
use super::sample::AddressCount;
use crate::import::address_names::{AddressName, rank_address_name};
use crate::import::errors::Error;
use crate::import::source::{ColumnHeader, HeaderScope, LeftOut};
use crate::model::{ADDRESS_FIELD, FieldKind, RESERVED_FIELDS, closest_match};

/// The maximum length of a field name, in characters.
const LONGEST_NAME: usize = 200;

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name in the file.
    pub header: String,
    /// The target of its cells.
    pub target: ColumnTarget,
    /// An example value.
    pub example: Option<String>,
    /// Notes for the operator.
    pub note: Option<ColumnNote>,
}

/// The target of a column's cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnTarget {
    /// The subscriber's address.
    Address,
    /// The state of the subscription on the list from which it was exported.
    State,
    /// No field: any value but a no marks a person who opted out, as the operator's mapping says.
    OptedOut,
    /// A field.
    Field {
        /// Its name.
        name: String,
        /// The kind of its values; `None` until the values were inspected.
        kind: Option<FieldKind>,
    },
    /// No target; the column is ignored.
    Ignored(IgnoreReason),
}

/// Why a column is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnoreReason {
    /// The operator's mapping excludes it.
    Mapping,
    /// It has no name.
    NoName,
    /// Its name is too long for a field.
    NameTooLong,
    /// The time of joining is in the consent record.
    JoinTimeIsRecorded,
    /// A spreadsheet hides it, or none of its values can be read.
    Sheet(LeftOut),
}

/// A note for the operator about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnNote {
    /// Another column has the same name.
    SameName(String),
    /// Its dates are parsed in this order.
    DateOrder(DateOrder, DateOrderSource),
    /// Most of its values are dates, but not this one.
    NotDates {
        /// The value.
        value: String,
        /// The line on which its row begins.
        line: u64,
    },
    /// Its values look like dates, but this one is none.
    FaultyDate {
        /// The value.
        value: String,
        /// The line on which its row begins.
        line: u64,
        /// What is wrong with it.
        fault: DateFault,
    },
    /// Some of its dates are only valid with the day first, others only with the month first.
    MixedDateOrders {
        /// The line of the first date with the day first.
        day_first: u64,
        /// The line of the first date with the month first.
        month_first: u64,
    },
}

/// How the order of day and month was determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrderSource {
    /// At least one value allows no other order.
    Values,
    /// It is the usual order in the society's language.
    Language,
}

impl Column {
    /// Returns the name of its field.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        if let ColumnTarget::Field { name, .. } = &self.target { Some(name) } else { None }
    }
}

/// The data on which the assignment of columns is based.
pub(crate) struct ColumnAssignment<'a> {
    pub(crate) headers: &'a [ColumnHeader],
    pub(crate) mappings: &'a [ColumnMapping],
    /// The kinds of the fields that exist.
    pub(crate) kinds: &'a BTreeMap<String, FieldKind>,
    /// The addresses in each column of the sample.
    pub(crate) addresses: &'a [AddressCount],
    /// The file's name, for errors.
    pub(crate) file: &'a str,
    /// The column of the addresses, if the file format defines it.
    pub(crate) known_address: Option<usize>,
}

impl ColumnAssignment<'_> {
    pub(crate) fn assign(&self) -> Result<Vec<Column>, Error> {
        let mapped = self.mapped()?;
        let names: Vec<String> = self.headers.iter().map(|header| self.name(header)).collect();
        let address = self.address(&mapped)?;
        let is_free = |column: usize| mapped[column].is_none() && self.headers[column].scope.may_hold_addresses();
        // Our own export begins with this column, whatever its fields are called.
        let is_export = names.get(..3).is_some_and(|first| first == [ADDRESS_FIELD, STATE, JOINED_AT]);
        let is_ours = |column: usize, name: &str| {
            let surely = self.headers[column].scope == HeaderScope::OutsideFields || (is_export && column < 3);
            is_free(column) && names[column] == name && (surely || !self.kinds.contains_key(name))
        };
        let has_state = (0..self.headers.len()).any(|column| is_ours(column, STATE));
        let mut columns: Vec<Column> = Vec::with_capacity(self.headers.len());
        for (index, header) in self.headers.iter().enumerate() {
            let mut note = None;
            let target = match mapped[index].map(|mapping| mapping.to.as_ref()) {
                _ if index == address => ColumnTarget::Address,
                Some(None) => ColumnTarget::Ignored(IgnoreReason::Mapping),
                Some(Some(field)) if field.means_opted_out() => ColumnTarget::OptedOut,
                Some(Some(field)) => self.mapped_target(field, &columns)?,
                None if let HeaderScope::LeftOut(why) = header.scope => ColumnTarget::Ignored(IgnoreReason::Sheet(why)),
                None if names[index].is_empty() => ColumnTarget::Ignored(IgnoreReason::NoName),
                None if names[index].chars().count() > LONGEST_NAME => ColumnTarget::Ignored(IgnoreReason::NameTooLong),
                None if has_state && is_ours(index, JOINED_AT) => {
                    ColumnTarget::Ignored(IgnoreReason::JoinTimeIsRecorded)
                }
                None if is_ours(index, STATE) => ColumnTarget::State,
                None => {
                    let name = self.free_name(&names[index], &columns)?;
                    note = (name != names[index]).then(|| ColumnNote::SameName(header.name.clone()));
                    let kind = self.kinds.get(&name).copied();
                    ColumnTarget::Field { name, kind }
                }
            };
            columns.push(Column { header: header.name.clone(), target, example: None, note });
        }
        Ok(columns)
    }

    /// Returns the mapping of each column.
    fn mapped(&self) -> Result<Vec<Option<&ColumnMapping>>, Error> {
        let mut mapped = vec![None; self.headers.len()];
        for mapping in self.mappings {
            mapped[self.find_column(&mapping.column)?] = Some(mapping);
        }
        Ok(mapped)
    }

    /// Returns the column that the operator named.
    pub(crate) fn find_column(&self, column: &str) -> Result<usize, Error> {
        let names = || self.headers.iter().map(|header| header.name.as_str());
        let exactly = names().position(|name| name.trim() == column);
        let cleaned = field_name(column);
        let roughly = || names().position(|name| !cleaned.is_empty() && field_name(name) == cleaned);
        exactly.or_else(roughly).ok_or_else(|| {
            let closest = closest_match(column, names()).map(str::to_owned);
            Error::UnknownColumn { file: self.file.to_owned(), column: column.to_owned(), closest }
        })
    }

    /// Returns the field name for the header of a column.
    fn name(&self, header: &ColumnHeader) -> String {
        let name = field_name(&header.name);
        if header.scope == HeaderScope::Fields || self.kinds.contains_key(&name) { name } else { canonical_name(name) }
    }

    /// Returns the column with the addresses: the mapped one, else the one with the most likely name of those that
    /// contain addresses, else the only one that contains any. Columns about other people come last.
    fn address(&self, mapped: &[Option<&ColumnMapping>]) -> Result<usize, Error> {
        let is_free = |column: &usize| mapped[*column].is_none() && self.headers[*column].scope.may_hold_addresses();
        if let Some(column) = (0..mapped.len()).find(|column| mapped[*column].is_some_and(ColumnMapping::is_address)) {
            return Ok(column);
        }
        if let Some(column) = self.known_address {
            return Ok(column);
        }
        let free: Vec<usize> = (0..mapped.len()).filter(is_free).collect();
        let count = |column: usize| self.addresses.get(column).copied().unwrap_or_default();
        let found = free.iter().any(|column| count(*column).addresses > 0);
        let fits = |column: usize, rank: AddressName| match rank {
            // If no cell contains an address, only the name can decide.
            _ if !found => true,
            AddressName::Plain | AddressName::Usual | AddressName::Unclear => count(column).addresses > 0,
            _ => count(column).is_mostly_addresses(),
        };
        let rank = |column: usize| rank_address_name(&self.headers[column].name);
        let (others, own): (Vec<usize>, Vec<usize>) =
            free.into_iter().partition(|column| rank(*column) == Some(AddressName::OtherPerson));
        let ranked = || own.iter().filter_map(|column| Some((rank(*column)?, *column)));
        if let Some((_, column)) = ranked().filter(|(rank, column)| fits(*column, *rank)).min() {
            // A column with far more addresses is the one that is kept up to date.
            let is_fuller = |other: &usize| {
                rank(*other).is_some_and(|rank| rank < AddressName::Further)
                    && count(*other).is_mostly_addresses()
                    && count(*other).addresses > 2 * count(column).addresses
            };
            return Ok(own.iter().copied().find(is_fuller).unwrap_or(column));
        }
        let mostly = |columns: Vec<usize>| columns.into_iter().filter(|column| count(*column).is_mostly_addresses());
        let mut by_value: Vec<usize> = mostly(own).collect();
        if by_value.is_empty() {
            by_value = mostly(others).collect();
        }
        by_value.sort_by_key(|column| std::cmp::Reverse(count(*column).addresses));
        match by_value[..] {
            [only] => Ok(only),
            [most, next, ..] if count(most).addresses >= 2 * count(next).addresses => Ok(most),
            _ => Err(Error::NoAddressColumn {
                file: self.file.to_owned(),
                columns: self.headers.iter().map(|header| header.name.clone()).collect(),
                candidates: by_value.iter().map(|column| self.headers[*column].name.clone()).collect(),
            }),
        }
    }

    fn mapped_target(
        &self,
        MappedField { name, kind, .. }: &MappedField,
        columns: &[Column],
    ) -> Result<ColumnTarget, Error> {
        if is_taken(columns, name) {
            return Err(Error::FieldMappedTwice { file: self.file.to_owned(), field: name.clone() });
        }
        if RESERVED_FIELDS.contains(&name.as_str()) {
            return Err(Error::ReservedField { field: name.clone() });
        }
        match (self.kinds.get(name).copied(), *kind) {
            (Some(known), Some(wanted)) if known != wanted => {
                Err(Error::KindConflict { field: name.clone(), known, wanted })
            }
            (known, wanted) => Ok(ColumnTarget::Field { name: name.clone(), kind: known.or(wanted) }),
        }
    }

    /// Returns a field name that no earlier column has.
    fn free_name(&self, name: &str, columns: &[Column]) -> Result<String, Error> {
        if name != ADDRESS_FIELD && RESERVED_FIELDS.contains(&name) {
            return Err(Error::ReservedColumn { file: self.file.to_owned(), field: name.to_owned() });
        }
        let mut free = name.to_owned();
        let mut number = 2;
        // This name is reserved for the address, whatever else a column of this name contains.
        while free == ADDRESS_FIELD || is_taken(columns, &free) {
            free = format!("{name}_{number}");
            number += 1;
        }
        Ok(free)
    }
}

fn is_taken(columns: &[Column], name: &str) -> bool {
    columns.iter().any(|column| column.field() == Some(name))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn of(headers: &[&str], mappings: &[&str]) -> Result<Vec<(String, String)>, String> {
        let headers: Vec<_> =
            headers.iter().map(|name| ColumnHeader { name: (*name).to_owned(), scope: HeaderScope::Any }).collect();
        let mappings: Vec<ColumnMapping> = mappings.iter().map(|map| map.parse().unwrap()).collect();
        let kinds = BTreeMap::from([("joined".to_owned(), FieldKind::Date)]);
        let assignment = ColumnAssignment {
            headers: &headers,
            mappings: &mappings,
            kinds: &kinds,
            addresses: &[],
            file: "m.csv",
            known_address: None,
        };
        let columns = assignment.assign().map_err(|error| error.to_string())?;
        let target = |target| match target {
            ColumnTarget::Address => "address".to_owned(),
            ColumnTarget::State => "state".to_owned(),
            ColumnTarget::OptedOut => "opted_out".to_owned(),
            ColumnTarget::Field { name, kind: None } => name,
            ColumnTarget::Field { name, kind: Some(kind) } => format!("{name}:{kind}"),
            ColumnTarget::Ignored(_) => "-".to_owned(),
        };
        Ok(columns.into_iter().map(|column| (column.header, target(column.target))).collect())
    }

    #[test]
    fn usual_column_names_are_recognised() {
        for (headers, expected) in [
            (vec!["Email", "First name", "2019 dues"], "address first_name _2019_dues"),
            (vec!["E-Mail-Adresse", "Vorname", "Nachname", "Straße"], "address first_name last_name straße"),
            (vec!["Courriel", "Prénom", "Nom", "--"], "address first_name last_name -"),
            (vec!["Surname", "Forename", "E-mail", "Mail"], "last_name first_name address mail"),
            (vec!["email", "Town", "town", "TOWN"], "address town town_2 town_3"),
            (vec!["email", "state", "joined_at", "joined"], "address state - joined:date"),
            (vec!["email", "joined_at"], "address joined_at"),
        ] {
            let found: Vec<_> = of(&headers, &[]).unwrap().into_iter().map(|(_, target)| target).collect();
            assert_eq!(found.join(" "), expected, "{headers:?}");
        }
    }

    #[test]
    fn mapping_overrides_the_column_name() {
        let mappings = ["Post=address", "Joined on=joined:date", "email=other", "Notes=", "since=Member Since:text"];
        let found = of(&["email", "Post", "joined on", "Notes", "Since"], &mappings).unwrap();
        let found: Vec<_> = found.into_iter().map(|(_, target)| target).collect();
        assert_eq!(found, ["other", "address", "joined:date", "-", "member_since:text"]);
    }

    #[test]
    fn invalid_mappings_are_rejected() {
        for (headers, mappings, words) in [
            (vec!["name", "town"], vec![], "no column `email`; its columns are `name`, `town`"),
            (vec!["email", "If"], vec![], "a word that letters use themselves"),
            (vec!["email", "a"], vec!["a=link"], "a word that letters use themselves"),
            (vec!["email", "Notes"], vec!["Note=x"], "no column `Note`: did you mean `Notes`?"),
            (vec!["email", "a", "b"], vec!["a=x", "b=x"], "two columns of `m.csv` go to the field `x`"),
            (vec!["email", "a"], vec!["a=joined:text"], "`joined` holds dates, and cannot hold text as well"),
        ] {
            let error = of(&headers, &mappings).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        for map in ["no sign", "a=b:number", "a=--"] {
            assert!(map.parse::<ColumnMapping>().is_err(), "{map}");
        }
    }
}
