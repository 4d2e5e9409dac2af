//! Unusual cells with addresses: apostrophes, formulas, and heads that occur again.

use std::io::Cursor;

use circular::import::{ImportOptions, RefusedRow, inspect, write_rows};

use super::packed::{row, xlsx};
use crate::database::{at, find, list};
use crate::engine::TestDatabase;

#[tokio::test]
async fn addresses_are_read_from_unusual_cells() {
    let formula = |formula: &str, value: &str| {
        format!("<row><c t=\"inlineStr\"><is><t>Di</t></is></c><c t=\"str\"><f>{formula}</f>{value}</c></row>")
    };
    let number = |formula: &str| {
        format!("<row><c t=\"inlineStr\"><is><t>'0123</t></is></c><c><f>{formula}</f><v>0</v></c></row>")
    };
    let rows = [
        row(&["Changes to chair@example.org"]),
        row(&["No", "E-Mail"]),
        row(&["'0123", "'ann@example.org"]),
        row(&["'t Hooft", "ben@example.org"]),
        row(&["Cy", "mailto:cy@example.org?subject=x"]),
        formula("HYPERLINK(\"mailto:di@example.org\",\"Write to Di\")", "<v>Write to Di</v>"),
        formula("HYPERLINK(\"mailto:ed@example.org\",\"ed@example.org\")", ""),
        number("HYPERLINK(\"mailto:fay@example.org\")"),
        number("LOWER(A2)"),
        row(&["No", "E-Mail"]),
    ];
    let database = TestDatabase::sqlite().await;
    let members = list(&database.database, "members").await;
    let file = Cursor::new(xlsx(&rows.concat(), ""));
    let inspection = inspect(&database.database, file, ImportOptions::named("a.xlsx")).await.unwrap();
    assert!(!inspection.notes.iter().any(|note| format!("{note:?}").contains("NotComputed")), "{:?}", inspection.notes);
    let report = write_rows(&database.database, &members, inspection, at(0)).await.unwrap();
    let refused: Vec<String> =
        report.refused.iter().map(|row: &RefusedRow| format!("{} {}", row.line, row.reason)).collect();
    assert_eq!(report.new, 6, "{refused:?}");
    assert_eq!(
        refused,
        [
            "9 has a formula in place of its address that was never computed: open the file in your spreadsheet program and save it",
            "10 repeats the names of the columns",
        ]
    );
    for (address, no) in [("ann@example.org", "0123"), ("ben@example.org", "'t Hooft"), ("cy@example.org", "Cy")] {
        let person = find(&database.database, address).await.unwrap_or_else(|| panic!("{address}"));
        assert_eq!(person.fields["no"], no.into(), "{address}");
    }
}
