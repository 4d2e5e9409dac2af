//! Somebody deletes the file of the database while an issue is sent.

use std::fs;

use circular::database;
use circular::delivery::Error;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use tokio::sync::watch;

use super::{DeliveryScenario, now};
use crate::engine::TestDatabase;

/// Deletes the file once `after` copies were sent, and returns how many the relay got.
async fn delete_after(after: u64, settings: &str) -> usize {
    let ground = TestDatabase::sqlite().await;
    let story = DeliveryScenario::new(&ground, 200, CatcherScript::default(), settings).await;
    let file = ground.folder.path().join("test.db");
    assert!(file.exists());
    let result = story
        .send_until(watch::channel(false).1, now, |progress| {
            if progress.counts.count(DeliveryStatus::Sent) >= after {
                let _ = fs::remove_file(&file);
            }
        })
        .await;
    let Err(Error::Database(database::Error::FileGone(gone))) = result else { panic!("{result:?}") };
    assert_eq!(gone, file);
    story.catcher.message_count()
}

#[tokio::test]
async fn run_stops_when_its_database_is_deleted() {
    let sent = delete_after(5, "connections = 2\n[throttle]\nrate = '50/second'").await;
    assert!(sent < 150, "{sent}");
}

#[tokio::test]
async fn run_that_has_finished_does_not_say_sent() {
    assert_eq!(delete_after(200, "connections = 4").await, 200);
}
