//! What each sheet becomes.

use std::collections::BTreeMap;

use circular::database::Database;
use circular::import::{Column, ColumnTarget, SourceNote};
use circular::model::{FieldKind, FieldValue, SubscriberFields};
use serde::Deserialize;

use super::{SHEETS, bytes, imported};
use crate::database::find;
use crate::engine::TestDatabase;

#[derive(Deserialize)]
struct Expected {
    sheet: String,
    header_row: u32,
    columns: serde_json::Map<String, serde_json::Value>,
    rows: Vec<BTreeMap<String, serde_json::Value>>,
    refused: Vec<RefusedLine>,
}

#[derive(Deserialize)]
struct RefusedLine {
    line: u64,
}

fn word(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        FieldValue::Date(day) => day.date.to_string(),
        FieldValue::Tags(tags) => tags.join("; "),
    }
}

/// Tells what a column became, in the words of the expectations; a number is a text there.
fn target(column: &Column) -> &str {
    match &column.target {
        ColumnTarget::Address => "address",
        ColumnTarget::Field { name, .. } if matches!(name.as_str(), "first_name" | "last_name") => name,
        ColumnTarget::Field { kind: Some(FieldKind::Date), .. } => "date",
        ColumnTarget::Field { kind: Some(FieldKind::Flag), .. } => "flag",
        ColumnTarget::Field { .. } => "text",
        ColumnTarget::Ignored(_) | ColumnTarget::State | ColumnTarget::OptedOut => "ignored",
    }
}

fn is_same(found: &str, wanted: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| text.contains('.') || wanted.contains('.'));
    found == wanted
        || number(found).zip(wanted.parse::<f64>().ok()).is_some_and(|(one, other)| (one - other).abs() < 1e-9)
}

fn check_columns(name: &str, columns: &[Column], expected: &Expected, differing: &[(&str, &str)]) {
    let mut seen: Vec<(String, String)> = Vec::new();
    for column in columns.iter().filter(|column| !column.header.is_empty()) {
        let again = seen.iter().any(|(header, _)| *header == column.header);
        let header = if again { format!("{} (second)", column.header) } else { column.header.clone() };
        seen.push((header, target(column).to_owned()));
    }
    let wanted: Vec<(String, String)> = expected
        .columns
        .iter()
        .map(|(header, target)| {
            let other = differing.iter().find(|(differs, _)| differs == header).map(|(_, target)| *target);
            let target = other.unwrap_or_else(|| target.as_str().unwrap());
            (header.clone(), if target == "number" { "text" } else { target }.to_owned())
        })
        .collect();
    assert_eq!(seen, wanted, "{name}");
}

async fn check_people(name: &str, database: &Database, expected: &Expected, differing: &[&str]) {
    let mut by_address: BTreeMap<&str, Vec<&BTreeMap<String, serde_json::Value>>> = BTreeMap::new();
    for row in &expected.rows {
        by_address.entry(row["email"].as_str().unwrap()).or_default().push(row);
    }
    for (address, rows) in by_address {
        let person = find(database, address).await.unwrap_or_else(|| panic!("{name}: {address} is missing"));
        let own: SubscriberFields =
            person.fields.into_iter().filter(|(field, _)| !differing.contains(&field.as_str())).collect();
        for row in &rows {
            let wanted = row.iter().filter(|(field, _)| !matches!(field.as_str(), "line" | "email"));
            for (field, value) in wanted.clone() {
                let (value, found) = (value.as_str().unwrap(), own.get(field).map(word).unwrap_or_default());
                // Two people who share an address are one, with both names.
                let shared = rows.len() > 1 && found.contains(value);
                assert!(shared || is_same(&found, value), "{name}, {address}: `{field}` is `{found}`, not `{value}`");
            }
            let more: Vec<&String> = own.keys().filter(|field| !row.contains_key(*field)).collect();
            assert!(more.is_empty() || rows.len() > 1, "{name}, {address}: {more:?} should be empty");
        }
    }
}

#[tokio::test]
async fn each_sheet_becomes_what_is_expected() {
    for (name, differing) in SHEETS {
        let ground = TestDatabase::sqlite().await;
        let expected: Expected = serde_json::from_slice(&bytes(&format!("{name}.expected.json"))).unwrap();
        let (inspection, report) = imported(&ground, name).await;
        assert_eq!(inspection.sheet.as_ref(), Some(&expected.sheet), "{name}");
        let heads = inspection.notes.iter().find_map(|note| match note {
            SourceNote::Heads { line, .. } => Some(*line),
            _ => None,
        });
        assert_eq!(heads.unwrap_or(1), expected.header_row, "{name}");
        check_columns(name, &inspection.columns, &expected, differing);
        let fields: Vec<&str> = inspection
            .columns
            .iter()
            .filter(|column| differing.iter().any(|(header, _)| *header == column.header))
            .filter_map(Column::field)
            .collect();
        check_people(name, &ground.database, &expected, &fields).await;
        let refused: Vec<u64> = report.refused.iter().map(|refused| refused.line).collect();
        assert_eq!(refused, expected.refused.iter().map(|refused| refused.line).collect::<Vec<_>>(), "{name}");
        let people = expected.rows.iter().map(|row| row["email"].as_str().unwrap().to_lowercase());
        assert_eq!(report.new, people.collect::<std::collections::BTreeSet<_>>().len() as u64, "{name}");
    }
}
