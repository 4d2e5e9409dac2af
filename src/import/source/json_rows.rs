//! Arranges the members of JSON objects in columns.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::{JsonReader, JsonRecord};
use super::row::{CellValue, ColumnHeader, HeaderScope, MAX_COLUMNS, RawCells, RawRow, RowProblem};
use crate::model::{FieldValue, single_line};

/// Reads JSON objects as rows.
pub(crate) struct JsonRows<F> {
    reader: JsonReader<F>,
    headers: Vec<ColumnHeader>,
    by_header: HashMap<ColumnHeader, usize>,
    row: Vec<Option<CellValue>>,
}

impl<F: Read> JsonRows<F> {
    pub(crate) fn new(file: F) -> Self {
        let (headers, by_header, row) = (Vec::new(), HashMap::new(), Vec::new());
        Self { reader: JsonReader::new(file), headers, by_header, row }
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        let Self { reader, headers, by_header, row } = self;
        let Some(JsonRecord { line, last, text }) = reader.next()? else { return Ok(None) };
        row.fill(None);
        let members = text.and_then(|text| {
            let text = std::str::from_utf8(text).map_err(|_| RowProblem::NotUtf8)?;
            serde_json::from_str::<Members<'_>>(text).map_err(|_| RowProblem::NotJson)
        });
        let cells = members.and_then(|members| Columns { headers, by_header, row }.lay_out(&members));
        let cells = cells.map(|()| RawCells::Owned(&self.row));
        Ok(Some(RawRow { line, last, cells }))
    }

    /// Returns the columns found so far.
    pub(crate) fn headers(&self) -> &[ColumnHeader] {
        &self.headers
    }

    pub(crate) fn into_inner(self) -> F {
        self.reader.into_inner()
    }
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
                let Members(fields) = serde_json::from_str(value.get()).map_err(|_| RowProblem::NotJson)?;
                for (name, value) in fields {
                    self.put(&name, HeaderScope::Fields, value)?;
                }
            } else {
                self.put(name, scope, value)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, scope: HeaderScope, value: &RawValue) -> Result<(), RowProblem> {
        let cell = cell_value(value, scope == HeaderScope::Fields)?;
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
        self.row[column] = Some(cell);
        Ok(())
    }
}

/// Returns a value as a cell; `exact` is whether a string is always text.
fn cell_value(value: &RawValue, exact: bool) -> Result<CellValue, RowProblem> {
    let raw = value.get();
    let as_written = || CellValue::Value(FieldValue::Text(single_line(raw).into_owned()));
    let cell = match raw.as_bytes().first() {
        Some(b'n') => CellValue::Text(String::new()),
        Some(b'"') => {
            let text: String = serde_json::from_str(raw).map_err(|_| RowProblem::NotJson)?;
            if exact {
                CellValue::Value(FieldValue::Text(single_line(&text).into_owned()))
            } else {
                CellValue::Text(text)
            }
        }
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(raw) {
            Ok(items) => tags(&items).map_or_else(as_written, |tags| CellValue::Value(FieldValue::Tags(tags))),
            Err(_) => return Err(RowProblem::NotJson),
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
