//! A long file in no order is written sorted, and says the same of every row.

use std::fmt::Write as _;

use super::super::{find, import, list};
use crate::engine::on_both;

/// More than are written in the order of the file.
const ROWS: usize = 26_000;
/// The row that repeats the address of the first one, and the row with a mistake.
const REPEATED: usize = 25_000;
const BAD: usize = 24_000;

fn number(row: usize) -> usize {
    row * 7_919 % 99_991
}

fn file(town: &str) -> String {
    let mut text = "email,town\n".to_owned();
    for row in 0..ROWS {
        match row {
            REPEATED => writeln!(text, "S{}@example.org,", number(0)).unwrap(),
            BAD => text.push_str("nobody,Hull\n"),
            _ => writeln!(text, "S{}@example.org,{town}", number(row)).unwrap(),
        }
    }
    text
}

on_both! {
    async fn long_file_in_no_order_is_imported_whole(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let report = import(database, &members, &file("Leeds")).await;
        assert_eq!((report.new, report.duplicate_addresses), (ROWS as u64 - 2, 1));
        assert_eq!(report.duplicates[0].lines, [2, REPEATED as u64 + 2]);
        let refused: Vec<_> = report.refused.iter().map(|refused| refused.line).collect();
        assert_eq!(refused, [BAD as u64 + 2]);
        let last = find(database, &format!("s{}@example.org", number(ROWS - 1))).await.unwrap();
        assert_eq!((last.address.as_str(), &last.fields["town"]), (&*format!("S{}@example.org", number(ROWS - 1)), &"Leeds".into()));
        let again = import(database, &members, &file("York")).await;
        assert_eq!((again.new, again.changed, again.unchanged), (0, ROWS as u64 - 2, 0));
    }
}
