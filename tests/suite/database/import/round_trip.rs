//! What an export writes, an import reads as the same.

use circular::database::Database;
use circular::import::ImportOptions;
use circular::model::{FieldValue, List, SubscriberFields, SubscriptionState};
use circular::subscription::export::{ExportFormat, SubscriberExport};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::{at, find, import, import_with, list};
use crate::engine::{TestDatabase, on_both};

async fn export(database: &Database, list: &List, form: ExportFormat) -> String {
    let mut export = SubscriberExport::start(database, list, form).await.unwrap();
    let mut text = String::new();
    while let Some(part) = export.next_chunk().await.unwrap() {
        text.push_str(&part);
    }
    text
}

on_both! {
    async fn export_contains_state_of_everybody(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        import(db, &members, "email,town,joined,paid\nann@example.org,'=1+1,2019-06-01,yes\nbob@example.org,\"Hull, Yorks\",,no\n").await;
        let bob = find(db, "bob@example.org").await.unwrap();
        circular::subscription::unsubscribe_address(db, &members, &bob.address, at(2)).await.unwrap();
        let table = export(db, &members, ExportFormat::Csv { raw: false }).await;
        assert_eq!(table, "email,state,joined_at,joined,paid,town\r\n\
            ann@example.org,confirmed,2026-05-28T20:26:41Z,2019-06-01,yes,'=1+1\r\n\
            bob@example.org,unsubscribed,2026-05-28T20:26:41Z,,no,\"Hull, Yorks\"\r\n");
        assert!(export(db, &members, ExportFormat::Csv { raw: true }).await.contains(",=1+1\r\n"));
        let objects = export(db, &members, ExportFormat::Json).await;
        let objects: serde_json::Value = serde_json::from_str(&objects).unwrap();
        assert_eq!(objects[0]["fields"]["joined"]["date"], "2019-06-01");
        assert_eq!(objects[1]["state"], "unsubscribed");
        let back = import(db, &members, &table).await;
        assert_eq!((back.unchanged, back.left_before, back.joined + back.new + back.changed), (1, 1, 0));
        // On another list nobody joins who has left the first.
        let friends = list(db, "friends").await;
        let there = import(db, &friends, &table).await;
        assert_eq!((there.joined, there.left_out), (1, 1));
    }

    async fn empty_list_exports_header_only(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        assert_eq!(export(db, &members, ExportFormat::Csv { raw: false }).await, "email,state,joined_at\r\n");
        assert_eq!(export(db, &members, ExportFormat::Json).await, "[]\n");
    }
}

/// Words with all that a table could stumble over.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'"),
        Just("="),
        Just("+"),
        Just("-"),
        Just("@"),
        Just("\""),
        Just(","),
        Just(";"),
        Just("a"),
        Just("ö"),
        Just("😀"),
        Just(" "),
        Just("yes"),
        Just("2019-06-01"),
        Just("1/2/2019"),
        Just("0"),
        Just("\u{feff}"),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| circular::model::single_line(&pieces.concat()).into_owned())
}

fn fields() -> impl Strategy<Value = SubscriberFields> {
    let tag = words().prop_map(|word| word.replace(';', "")).prop_map(|word| word.trim().to_owned());
    let tags = prop::collection::btree_set(tag, 0..4)
        .prop_map(|tags| FieldValue::Tags(tags.into_iter().filter(|tag| !tag.is_empty()).collect()));
    let date = (1..=9999_i16, 1..=12_i8, 1..=28_i8)
        .prop_map(|(year, month, day)| FieldValue::date(Date::new(year, month, day).unwrap()));
    let values = (
        prop::option::of(words().prop_map(FieldValue::Text)),
        prop::option::of(any::<bool>().prop_map(FieldValue::Flag)),
        prop::option::of(date),
        prop::option::of(tags),
    );
    values.prop_map(|(text, flag, date, tags)| {
        let all = [("text", text), ("state", flag), ("joined_at", date), ("labels", tags)];
        let all = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        all.filter(|(_, value)| !value.is_empty()).collect()
    })
}

async fn comes_back(people: Vec<SubscriberFields>, form: ExportFormat, name: &str) {
    let ground = TestDatabase::sqlite().await;
    let db = &ground.database;
    let members = list(db, "members").await;
    let mut work = db.begin_write().await.unwrap();
    for (field, kind) in [("text", "text"), ("state", "flag"), ("joined_at", "date"), ("labels", "tags")] {
        circular::database::fields::add(&mut work, field, kind.parse().unwrap()).await.unwrap();
    }
    for (number, fields) in people.iter().enumerate() {
        let address = format!("{}{number}@example.org", ["+", "'=", "a", "-"][number % 4]).parse().unwrap();
        let id = circular::database::subscribers::add(&mut work, &address, fields, at(1)).await.unwrap();
        circular::database::subscriptions::set_state(&mut work, members.id, id, SubscriptionState::Confirmed, at(1))
            .await
            .unwrap();
    }
    work.commit().await.unwrap();
    let file = export(db, &members, form).await;
    let options = ImportOptions { raw: form == ExportFormat::Csv { raw: true }, ..ImportOptions::named(name) };
    let report = import_with(db, &members, &file, options).await;
    assert_eq!(report.unchanged, people.len() as u64, "{report:?}\n{file}");
    db.close().await;
}

#[test]
fn reimported_export_changes_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let people = prop::collection::vec(fields(), 1..12);
    let outcome = runner.run(&people, |people| {
        for (form, name) in [
            (ExportFormat::Csv { raw: false }, "m.csv"),
            (ExportFormat::Csv { raw: true }, "m.csv"),
            (ExportFormat::Json, "m.json"),
        ] {
            runtime.block_on(comes_back(people.clone(), form, name));
        }
        Ok(())
    });
    outcome.unwrap();
}
