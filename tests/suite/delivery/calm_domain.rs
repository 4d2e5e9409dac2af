//! A domain that asked for a slower pace long ago is like all others again.

use circular::database::{self, Database};
use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use jiff::SignedDuration;

use super::{DeliveryScenario, now};
use crate::engine::{TestDatabase, on_both};

const IN_A_QUEUE: &str = "SELECT count(*) FROM delivery WHERE domain_queue_id <> 0";

async fn in_a_queue(ground: &TestDatabase) -> i64 {
    match &ground.database {
        Database::Sqlite { readers, .. } => sqlx::query_scalar(IN_A_QUEUE).fetch_one(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(IN_A_QUEUE).fetch_one(pool).await.unwrap(),
    }
}

/// Holds the domain of all readers back until some hours ago.
async fn hold_until_hours_ago(ground: &TestDatabase, hours: i64) {
    let until = now() - SignedDuration::from_hours(hours);
    let mut work = ground.database.begin_write().await.unwrap();
    database::domain_queues::hold_until(&mut work, None, "example.org", until).await.unwrap();
    work.commit().await.unwrap();
}

on_both! {
    async fn domain_keeps_its_queue_for_a_day(ground) {
        let story = DeliveryScenario::new(ground, 4, CatcherScript::default(), "").await;
        hold_until_hours_ago(ground, 23).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 4));
        assert_eq!(in_a_queue(ground).await, 4);
    }

    async fn calm_domain_has_no_queue(ground) {
        let story = DeliveryScenario::new(ground, 4, CatcherScript::default(), "").await;
        hold_until_hours_ago(ground, 25).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 4));
        assert_eq!(in_a_queue(ground).await, 0);
    }

    async fn domain_in_the_settings_keeps_its_queue(ground) {
        let settings = "[throttle]\ndomains.'example.org'.rate = '1000/second'\n";
        let story = DeliveryScenario::new(ground, 4, CatcherScript::default(), settings).await;
        hold_until_hours_ago(ground, 25).await;
        story.send().await;
        assert_eq!(in_a_queue(ground).await, 4);
    }

    async fn copies_that_wait_in_a_calm_queue_are_sent(ground) {
        let story = DeliveryScenario::new(ground, 4, CatcherScript::default(), "").await;
        hold_until_hours_ago(ground, 25).await;
        ground.execute("UPDATE delivery SET domain_queue_id = (SELECT id FROM domain_queue) WHERE subscriber_id <= 2").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 4));
    }
}
