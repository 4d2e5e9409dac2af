//! Small sheets of further kinds.

use std::io::Cursor;

use circular::import::{ImportOptions, LineNumbers, SourceNote, import_file, inspect};

use super::packed::{ods, row, xlsx};
use crate::database::{at, find, list};
use crate::engine::TestDatabase;

fn cell(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

fn line(attributes: &str, cells: &[String]) -> String {
    format!("<table:table-row {attributes}>{}</table:table-row>", cells.concat())
}

#[tokio::test]
async fn hidden_columns_filtered_rows_and_links_of_an_ods_are_known() {
    let link = "<table:table-cell office:value-type=\"string\"><text:p><text:a xlink:href=\"mailto:dan@example.org?subject=x\">Dan</text:a></text:p></table:table-cell>";
    let zeros =
        "<table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>0007</text:p></table:table-cell>";
    let table = [
        "<table:table-column/><table:table-column table:visibility=\"collapse\"/><table:table-column/>".to_owned(),
        line("", &["Courriel", "Secret", "Carte"].map(cell)),
        line("", &[cell("ann@example.org"), cell("s"), zeros.to_owned()]),
        line("table:visibility=\"filter\"", &[link.to_owned(), cell("t"), "<table:table-cell/>".to_owned()]),
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>".to_owned(),
    ];
    let database = TestDatabase::sqlite().await;
    let members = list(&database.database, "members").await;
    let file = Cursor::new(ods(&table.concat()));
    let report = import_file(&database.database, &members, file, ImportOptions::named("m.ods"), at(0)).await.unwrap();
    assert_eq!((report.new, &report.fields[..]), (2, &["carte".to_owned()][..]));
    let ann = find(&database.database, "ann@example.org").await.unwrap();
    assert_eq!((ann.fields.len(), &ann.fields["carte"]), (1, &"0007".into()));
    assert!(find(&database.database, "dan@example.org").await.is_some());
}

#[tokio::test]
async fn formulas_without_results_change_nothing_where_others_are_typed() {
    let formula = "<c><f>\"Dear \"&amp;A2</f></c>";
    let greeting = |name: &str, cell: &str| row(&[name]).replace("</row>", &format!("{cell}</row>"));
    let typed = "<c t=\"inlineStr\"><is><t>Hello Ben</t></is></c>";
    let rows = [row(&["Email", "Greeting"]), greeting("ann@example.org", formula), greeting("ben@example.org", typed)];
    let database = TestDatabase::sqlite().await;
    let file = Cursor::new(xlsx(&rows.concat(), ""));
    let inspection = inspect(&database.database, file, ImportOptions::named("m.xlsx")).await.unwrap();
    let lines = Some(LineNumbers { count: 1, lines: vec![2] });
    let (column, head) = ("B".to_owned(), "Greeting".to_owned());
    assert_eq!(inspection.notes, [SourceNote::NotComputed { column, head, zero: false, lines }]);
}
