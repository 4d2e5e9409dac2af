//! Arranges the members of JSON objects in columns.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::{JsonReader, JsonRecord};
use super::json_list::JsonList;
use super::row::{CellValue, ColumnHeader, HeaderScope, MAX_COLUMNS, RawCells, RawRow, RowProblem};
use super::source_note::SourceNote;
use crate::model::{Address, FieldValue, excerpt, single_line};

/// The maximum number of objects nested in an object.
const MAX_NESTED: usize = 8;

/// Reads JSON objects as rows.
pub(crate) struct JsonRows<F> {
    reader: JsonReader<F>,
    headers: Vec<ColumnHeader>,
    by_header: HashMap<ColumnHeader, usize>,
    row: Vec<Option<CellValue>>,
    /// The keys that lead to the list that is read.
    list: Option<String>,
}

impl<F: Read> JsonRows<F> {
    pub(crate) fn new(file: F, list: Option<&JsonList>) -> Self {
        let (headers, by_header, row) = (Vec::new(), HashMap::new(), Vec::new());
        let list_key = list.map(|list| list.key.clone());
        Self { reader: JsonReader::new(file, list), headers, by_header, row, list: list_key }
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        let Self { reader, headers, by_header, row, .. } = self;
        let Some(JsonRecord { line, column, text }) = reader.next()? else { return Ok(None) };
        row.fill(None);
        let members = text.and_then(|text| {
            let text = std::str::from_utf8(text).map_err(|_| RowProblem::NotUtf8)?;
            serde_json::from_str::<Members<'_>>(text).map_err(|error| not_json(&error, line, column))
        });
        let cells = members.and_then(|members| Columns { headers, by_header, row }.lay_out(&members));
        let cells = cells.map(|()| RawCells::Owned(&self.row));
        // An object may go over several lines without a fault.
        Ok(Some(RawRow { line, last: line, cells }))
    }

    /// Returns the columns found so far.
    pub(crate) fn headers(&self) -> &[ColumnHeader] {
        &self.headers
    }

    /// Returns the notes about the file.
    pub(crate) fn notes(&self) -> Vec<SourceNote> {
        self.list.iter().map(|key| SourceNote::ListChosen { key: key.clone() }).collect()
    }

    pub(crate) fn into_inner(self) -> F {
        self.reader.into_inner()
    }
}

/// Describes an error in an object that begins at this place.
fn not_json(error: &serde_json::Error, line: u64, column: u64) -> RowProblem {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let below = error.line().saturating_sub(1) as u64;
    let place = error.column() as u64 + if below == 0 { column.saturating_sub(1) } else { 0 };
    RowProblem::NotJson(format!("{words} in line {}, column {place}", line + below))
}

/// The members of an object in source order, each value as written: a number loses no digit.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The columns and the row that is being filled.
struct Columns<'a> {
    headers: &'a mut Vec<ColumnHeader>,
    by_header: &'a mut HashMap<ColumnHeader, usize>,
    row: &'a mut Vec<Option<CellValue>>,
}

impl Columns<'_> {
    fn lay_out(mut self, Members(members): &Members<'_>) -> Result<(), RowProblem> {
        let is_object = |value: &RawValue| value.get().starts_with('{');
        let nested = members.iter().any(|(name, value)| name == "fields" && is_object(value));
        let scope = if nested { HeaderScope::OutsideFields } else { HeaderScope::Any };
        for (name, value) in members {
            if nested && name == "fields" && is_object(value) {
                let Members(fields) = parsed(value.get())?;
                for (name, value) in fields {
                    self.put(&name, HeaderScope::Fields, value)?;
                }
            } else {
                self.flatten(name, scope, value, 0)?;
            }
        }
        Ok(())
    }

    /// Puts the members of nested objects into columns of their own: `attributes.town`.
    fn flatten(&mut self, name: &str, scope: HeaderScope, value: &RawValue, depth: usize) -> Result<(), RowProblem> {
        let raw = value.get();
        let item: Option<&RawValue> = match raw.as_bytes().first() {
            Some(b'{') => Some(value),
            // A list of one object is that object.
            Some(b'[') => match parsed::<Vec<&RawValue>>(raw)?.as_slice() {
                [item] if item.get().starts_with('{') => Some(item),
                _ => None,
            },
            _ => None,
        };
        let is_value = |item: &&RawValue| serde_json::from_str::<FieldValue>(item.get()).is_ok();
        let Some(item) = item.filter(|item| depth < MAX_NESTED && !is_value(item)) else {
            return self.put(name, scope, value);
        };
        let Members(members) = parsed(item.get())?;
        for (inner, value) in members {
            self.flatten(&format!("{name}.{inner}"), scope, value, depth + 1)?;
        }
        Ok(())
    }

    fn put(&mut self, name: &str, scope: HeaderScope, value: &RawValue) -> Result<(), RowProblem> {
        let exact = scope == HeaderScope::Fields;
        let cell = cell_value(value, exact)?;
        let cell = if exact { cell } else { without_tags(name, cell) };
        let header = ColumnHeader { name: name.to_owned(), scope };
        let column = match self.by_header.get(&header) {
            Some(column) => *column,
            None if self.headers.len() >= MAX_COLUMNS => return Err(RowProblem::TooManyColumns),
            None => {
                self.by_header.insert(header.clone(), self.headers.len());
                self.headers.push(header);
                self.row.push(None);
                self.headers.len() - 1
            }
        };
        if self.row[column].as_ref().is_some_and(|known| *known != cell) {
            return Err(RowProblem::TwoValues(excerpt(name)));
        }
        self.row[column] = Some(cell);
        Ok(())
    }
}

fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, RowProblem> {
    serde_json::from_str(text).map_err(|error| RowProblem::NotJson(error.to_string()))
}

/// Returns a list of addresses, or of the parts of a name, as text.
fn without_tags(name: &str, cell: CellValue) -> CellValue {
    let CellValue::Value(FieldValue::Tags(tags)) = cell else { return cell };
    let name = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let is_name = name.ends_with("name") && name != "username";
    match () {
        () if tags.iter().any(|tag| tag.parse::<Address>().is_ok()) => CellValue::Text(tags.join(", ")),
        () if is_name => CellValue::Text(tags.join(" ")),
        () => CellValue::Value(FieldValue::Tags(tags)),
    }
}

/// Returns a value as a cell; `exact` is whether a string is always text.
fn cell_value(value: &RawValue, exact: bool) -> Result<CellValue, RowProblem> {
    let raw = value.get();
    let as_written = || CellValue::Value(FieldValue::Text(single_line(raw).into_owned()));
    let cell = match raw.as_bytes().first() {
        Some(b'n') => CellValue::Text(String::new()),
        Some(b'"') => {
            let text: String = parsed(raw)?;
            if exact {
                CellValue::Value(FieldValue::Text(single_line(&text).into_owned()))
            } else {
                CellValue::Text(text)
            }
        }
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(raw) {
            Ok(items) => tags(&items).map_or_else(as_written, |tags| CellValue::Value(FieldValue::Tags(tags))),
            Err(error) => return Err(RowProblem::NotJson(error.to_string())),
        },
        _ => match serde_json::from_str::<FieldValue>(raw) {
            Ok(value @ (FieldValue::Flag(_) | FieldValue::Date(_))) => CellValue::Value(value),
            _ => as_written(),
        },
    };
    let has_nul = match &cell {
        CellValue::Text(text) | CellValue::Value(FieldValue::Text(text)) => text.contains('\0'),
        CellValue::Value(FieldValue::Tags(tags)) => tags.iter().any(|tag| tag.contains('\0')),
        CellValue::Value(_) => false,
    };
    if has_nul { Err(RowProblem::Nul) } else { Ok(cell) }
}

/// Returns the items of an array as tags; `None` if an item is neither a string nor a number.
fn tags(items: &[&RawValue]) -> Option<Vec<String>> {
    let tag = |item: &&RawValue| match item.get().as_bytes().first() {
        Some(b'"') => serde_json::from_str(item.get()).ok(),
        Some(b'-' | b'0'..=b'9') => Some(item.get().to_owned()),
        _ => None,
    };
    items.iter().map(tag).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn displayed_numbers_are_parsed() {
        let text = |text: &str| CellValue::Value(FieldValue::Text(text.to_owned()));
        let tags =
            |tags: &[&str]| CellValue::Value(FieldValue::Tags(tags.iter().map(|tag| (*tag).to_owned()).collect()));
        for (json, expected) in [
            ("12345678901234567890123", text("12345678901234567890123")),
            ("12.50", text("12.50")),
            ("-0", text("-0")),
            ("1E400", text("1E400")),
            ("true", CellValue::Value(FieldValue::Flag(true))),
            ("null", CellValue::Text(String::new())),
            ("\"a\\u00e4\"", CellValue::Text("aä".to_owned())),
            ("[\"a\", 007.0]", text("[\"a\", 007.0]")),
            ("[\"a\", 7.0]", tags(&["a", "7.0"])),
            ("[]", tags(&[])),
            ("[[1.0]]", text("[[1.0]]")),
            ("{\"a\": 1.0}", text("{\"a\": 1.0}")),
        ] {
            let Ok(value) = serde_json::from_str::<&RawValue>(json) else {
                assert!(json.contains("007"), "{json}");
                continue;
            };
            assert_eq!(cell_value(value, false).unwrap(), expected, "{json}");
        }
    }
}
