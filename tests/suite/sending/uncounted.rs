//! PostgreSQL cannot count new rows: the letter is sent all the same.

use std::time::Duration;

use circular::database::{self, Database};
use circular::model::DeliveryStatus;

use super::SendingScenario;
use crate::engine::TestDatabase;

/// From so many on, the rows of people and copies are counted.
const MANY: usize = 1_000;

#[tokio::test]
async fn import_and_letter_succeed_although_rows_cannot_be_counted() {
    let Some(mut ground) = TestDatabase::postgres().await else { return };
    ground
        .execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 100', current_database()); END $$")
        .await;
    // New connections have the setting.
    let impatient = ground.again().await;
    let holder = std::mem::replace(&mut ground.database, impatient);
    let Database::Postgres(pool) = &holder else { panic!("it is a server") };
    let mut lock = pool.begin().await.unwrap();
    // It forbids counting, and allows writing.
    sqlx::query("LOCK TABLE subscriber, delivery IN SHARE UPDATE EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    assert!(ground.database.analyze_people().await.is_err());
    let story = SendingScenario::new(&ground, MANY).await;
    let issue = story.freeze().await;
    assert!(database::deliveries::analyze_copies(&ground.database, issue.id).await.is_err());
    assert_eq!(story.count(&issue, DeliveryStatus::Queued).await, MANY as u64);
    lock.rollback().await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), holder.close()).await.unwrap();
    ground.clear().await;
}
