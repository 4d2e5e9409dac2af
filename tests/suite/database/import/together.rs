//! Two imports at once, and somebody who leaves meanwhile.

use std::io::Cursor;

use circular::database::Database;
use circular::import::ImportOptions;
use circular::model::SubscriptionState;
use circular::subscription::{self, ErasureOutcome};
use sqlx::{PgPool, Postgres, Transaction};

use super::super::{at, find, import, list, state};
use crate::engine::on_both;
use crate::patience::wait_for;

/// Holds somebody's row, as another writer would: only PostgreSQL has one.
async fn held(database: &Database, address: &str) -> Option<Transaction<'static, Postgres>> {
    const HOLD: &str = "SELECT id FROM subscriber WHERE normalized_address = $1 FOR UPDATE";
    let Database::Postgres(pool) = database else { return None };
    let mut holder = pool.begin().await.unwrap();
    sqlx::query(HOLD).bind(address).execute(&mut *holder).await.unwrap();
    Some(holder)
}

/// Waits until so many wait for a lock, or `done`.
async fn until_waiting(pool: &PgPool, count: i64, done: impl Fn() -> bool) {
    const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting = async || sqlx::query_scalar::<_, i64>(WAITING).fetch_one(pool).await.unwrap();
    wait_for(async || (done() || waiting().await >= count).then_some(()), async || format!("{} wait", waiting().await))
        .await;
}

on_both! {
    async fn concurrent_imports_add_everybody_once(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let rows = |numbers: &mut dyn Iterator<Item = u32>| {
            numbers.map(|number| format!("s{number}@example.org,Ann{number}
")).collect::<Vec<_>>().concat()
        };
        let up = format!("email,first_name\n{}", rows(&mut (0..3_000)));
        let down = format!("email,first_name\n{}", rows(&mut (0..3_000).rev()));
        let other = ground.again().await;
        let (one, two) = tokio::join!(
            circular::import::import_file(db, &members, Cursor::new(up), ImportOptions::named("up.csv"), at(1)),
            circular::import::import_file(&other, &members, Cursor::new(down), ImportOptions::named("down.csv"), at(1)),
        );
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!((one.new + two.new, one.unchanged + two.unchanged), (3_000, 3_000), "{one:?} {two:?}");
        other.close().await;
        let mut work = db.begin_read().await.unwrap();
        let counts = circular::database::subscriptions::count_by_state(&mut work, members.id).await.unwrap();
        assert_eq!(counts, [(SubscriptionState::Confirmed, 3_000)]);
        drop(work);
        let events = events(ground).await;
        assert_eq!(events, 3_000);
    }

    async fn unsubscribe_during_import_wins(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        import(db, &members, "email\nann@example.org\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        let rows: Vec<_> = (0..30_000).map(|number| format!("s{number}@example.org\n")).collect();
        let other = ground.again().await;
        let file = Cursor::new(format!("email\n{}ann@example.org\n", rows.concat()));
        let (report, left) = tokio::join!(
            circular::import::import_file(db, &members, file, ImportOptions::named("m.csv"), at(1)),
            subscription::unsubscribe_address(&other, &members, &ann.address, at(2)),
        );
        assert_eq!(left.unwrap(), Some(true));
        assert_eq!(report.unwrap().new, 30_000);
        assert_eq!(state(db, &members, ann.id).await, Some(SubscriptionState::Unsubscribed));
        other.close().await;
    }

    async fn erase_during_import_wins(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let file = "email,town\nada@example.org,York\nann@example.org,York\n";
        import(db, &members, file).await;
        // The import has looked for people who must not be mailed, and waits for Ada, when Ann is erased.
        let holder = held(db, "ada@example.org").await;
        let (one, two) = (db.clone(), db.clone());
        let importing = tokio::spawn(async move {
            let file = Cursor::new(file.replace("York", "Leeds"));
            circular::import::import_file(&one, &members, file, ImportOptions::named("m.csv"), at(2)).await
        });
        if let Database::Postgres(pool) = db {
            until_waiting(pool, 1, || false).await;
        }
        let ann = "ann@example.org".parse().unwrap();
        let erasing = tokio::spawn(async move { subscription::erase_person(&two, &ann, at(3)).await });
        if let Database::Postgres(pool) = db {
            until_waiting(pool, 2, || erasing.is_finished()).await;
        }
        drop(holder);
        importing.await.unwrap().unwrap();
        assert!(matches!(erasing.await.unwrap().unwrap(), ErasureOutcome::Erased(_)));
        assert!(find(db, "ann@example.org").await.is_none());
        assert_eq!(find(db, "ada@example.org").await.unwrap().fields["town"].to_string(), "Leeds");
    }
}

async fn events(ground: &crate::engine::TestDatabase) -> i64 {
    const EVENTS: &str = "SELECT count(*) FROM subscriber_event WHERE kind = 'subscribed'";
    match &ground.database {
        circular::database::Database::Sqlite { readers, .. } => {
            sqlx::query_scalar(EVENTS).fetch_one(readers).await.unwrap()
        }
        circular::database::Database::Postgres(pool) => sqlx::query_scalar(EVENTS).fetch_one(pool).await.unwrap(),
    }
}
