//! An import does not look up what its rows refer to; what they refer to is there nevertheless.

use std::fs;
use std::io::Cursor;

use circular::database::{self, Database};
use circular::import::{Error, ImportOptions, OptOutPolicy};
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

    async fn request_of_somebody_who_opted_out_is_deleted_with_its_lists(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        ground.execute("INSERT INTO consent_text (text) VALUES ('the form'); \
            INSERT INTO signup_request \
                (address, normalized_address, consent_text_id, requested_at, mails_sent, is_mail_due) \
                VALUES ('out@example.org', 'out@example.org', 1, 1, 1, FALSE); \
            INSERT INTO signup_request_list (signup_request_id, list_id, requested_at, consent_text_id, channel) \
                VALUES (1, 1, 1, 1, 'form')").await;
        let options = ImportOptions { opt_outs: OptOutPolicy::Suppress, ..ImportOptions::named("old.csv") };
        let file = "email,unsubscribed_at\nin@example.org,\nout@example.org,2024-05-01\n";
        let report = import_with(database, &members, file, options).await;
        assert_eq!((report.new, report.opted_out_suppressed), (1, 1));
        assert_eq!(broken_keys(ground).await, 0);
        let mut work = database.begin_read().await.unwrap();
        assert_eq!(database::signup_requests::count_pending(&mut work, members.id).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn file_that_replaced_the_database_is_not_written() {
    let (ground, other) = (TestDatabase::sqlite().await, TestDatabase::sqlite().await);
    let members = list(&ground.database, "members").await;
    other.database.close().await;
    let file = |ground: &TestDatabase| ground.folder.path().join("test.db");
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", file(&ground).display()));
    }
    fs::rename(file(&other), file(&ground)).unwrap();
    let rows = Cursor::new("email\nann@example.org\n");
    let told =
        circular::import::import_file(&ground.database, &members, rows, ImportOptions::named("m.csv"), at(1)).await;
    let Err(Error::Database(database::Error::FileGone(gone))) = told else { panic!("{told:?}") };
    assert_eq!(gone, file(&ground));
    assert!(find(&ground.again().await, "ann@example.org").await.is_none());
}
