//! The tables and what is kept in them, on both engines.

mod accounts;
mod archived;
mod consent;
mod copy;
mod directory;
mod erasure;
mod former_addresses;
mod growth;
mod import;
mod leave_queue;
pub(crate) mod ledger;
mod look;
mod mailboxes;
mod paths;
mod people;
mod query_plans;
mod schema;
mod still_wanted;
mod suppression;
mod told_events;

use std::io::Cursor;

use circular::database::{self, Database};
use circular::import::{ImportOptions, ImportReport};
use circular::model::{Address, List, Subscriber, SubscriberId, SubscriptionState};
use jiff::Timestamp;

/// A fixed moment, `seconds` after the first one.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + seconds).unwrap()
}

pub(crate) async fn list(database: &Database, name: &str) -> List {
    let mut work = database.begin_write().await.unwrap();
    let list_id = format!("{name}.example.org");
    let list = database::lists::add(&mut work, &name.parse().unwrap(), "Our members", &list_id, at(0)).await.unwrap();
    work.commit().await.unwrap();
    list.unwrap()
}

pub(crate) async fn import(database: &Database, list: &List, csv: &str) -> ImportReport {
    import_with(database, list, csv, ImportOptions::named("m.csv")).await
}

async fn import_with(database: &Database, list: &List, file: impl AsRef<[u8]>, options: ImportOptions) -> ImportReport {
    let file = Cursor::new(file.as_ref().to_vec());
    circular::import::import_file(database, list, file, options, at(1)).await.unwrap()
}

pub(crate) async fn find(database: &Database, address: &str) -> Option<Subscriber> {
    let address: Address = address.parse().unwrap();
    database::subscribers::by_address(&mut database.begin_read().await.unwrap(), &address).await.unwrap()
}

pub(crate) async fn state(database: &Database, list: &List, subscriber: SubscriberId) -> Option<SubscriptionState> {
    database::subscriptions::state(&mut database.begin_read().await.unwrap(), list.id, subscriber).await.unwrap()
}
