//! An import does not look up what its rows refer to; what they refer to is there nevertheless.

use circular::database::Database;
use circular::import::ImportOptions;
use circular::subscription;

use super::super::{at, find, import, import_with, list, state};
use crate::engine::{TestDatabase, on_both};

/// Returns how many rows refer to a row that is not there.
async fn broken_keys(ground: &TestDatabase) -> usize {
    match &ground.database {
        Database::Sqlite { readers, .. } => {
            sqlx::query("PRAGMA foreign_key_check").fetch_all(readers).await.unwrap().len()
        }
        // PostgreSQL looks up each of them.
        Database::Postgres(_) => 0,
    }
}

on_both! {
    async fn rows_of_an_import_refer_to_rows_that_are_there(ground) {
        let database = &ground.database;
        let (members, friends) = (list(database, "members").await, list(database, "friends").await);
        let rows = |numbers: std::ops::Range<u32>| -> String {
            let state = |number| ["confirmed", "notices_only"][usize::from(number % 7 == 0)];
            numbers.map(|number| format!("s{number}@example.org,{}\n", state(number))).collect::<Vec<_>>().concat()
        };
        import(database, &members, &format!("email,state\n{}", rows(0..700))).await;
        let options = ImportOptions { basis: Some("the form of 2019".to_owned()), ..ImportOptions::named("m.csv") };
        let report = import_with(database, &friends, &format!("email,state\n{}", rows(400..2_600)), options).await;
        assert_eq!((report.new, report.joined), (1_900, 300));
        let strict = ImportOptions::named("bad.csv").strictly();
        let report = import_with(database, &friends, &format!("email,state\n{}bad,\n", rows(5_000..5_300)), strict).await;
        assert!(!report.written);
        assert_eq!(broken_keys(ground).await, 0);
    }

    async fn keys_hold_for_others_after_an_import(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\nben@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        subscription::erase_person(database, &ann.address, at(2)).await.unwrap();
        assert_eq!(state(database, &members, ann.id).await, None, "the place on the list goes with the person");
        assert_eq!(broken_keys(ground).await, 0);
    }
}
