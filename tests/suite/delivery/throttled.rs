//! The pace holds.

use std::cell::Cell;

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::on_both;

thread_local! {
    /// A clock for each test: it runs on a thread of its own.
    static HOURS: Cell<i64> = const { Cell::new(0) };
}

fn then() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_hours(HOURS.get())
}

on_both! {
    async fn copies_follow_the_rate(ground) {
        let story = DeliveryScenario::new(ground, 3, CatcherScript::default(), "[throttle]\nrate = '1/hour'\n").await;
        for (hours, sent) in [(24, 1), (24, 1), (25, 2), (25, 2), (48, 3)] {
            HOURS.set(hours);
            let (stop, stopped) = watch::channel(false);
            let mut seen = 0;
            // A run that can do nothing more now goes on waiting; it is stopped once it has claimed what it may.
            let (ending, progress) = story.send_until(stopped, then, |progress| {
                seen += 1;
                if progress.counts.count(DeliveryStatus::Sent) == sent && seen > 1 {
                    stop.send_replace(true);
                }
            }).await.unwrap();
            assert!(matches!(ending, RunEnding::Stopped | RunEnding::Completed), "{ending:?}");
            assert_eq!(progress.counts.count(DeliveryStatus::Sent), sent, "after {hours} hours");
            assert_eq!(story.catcher.message_count() as u64, sent);
        }
        assert_eq!(story.reached(), everyone(3));
    }

    async fn batch_is_followed_by_pause(ground) {
        let settings = "connections = 4\n[throttle]\nbatch = 5\npause = '1h'\n";
        let story = DeliveryScenario::new(ground, 12, CatcherScript::default(), settings).await;
        let (stop, stopped) = watch::channel(false);
        // By the time that the fifth is settled, a run without pauses has claimed the next ones.
        let (ending, progress) = story.send_until(stopped, now, |progress| {
            if progress.counts.count(DeliveryStatus::Sent) == 5 {
                stop.send_replace(true);
            }
        }).await.unwrap();
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Stopped, 5));
        assert_eq!(story.catcher.message_count(), 5);
    }

    async fn run_ends_without_waiting_after_last_copy(ground) {
        let settings = "[throttle]\nrate = '1/day'\nbatch = 1\npause = '1h'\n";
        let story = DeliveryScenario::new(ground, 1, CatcherScript::default(), settings).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 1));
    }

    async fn changed_rate_shortens_wait(ground) {
        let mut story = DeliveryScenario::new(ground, 2, CatcherScript::default(), "[throttle]\nrate = '1/day'\n").await;
        let (stop, stopped) = watch::channel(false);
        story.send_until(stopped, now, |progress| {
            if progress.counts.count(DeliveryStatus::Sent) == 1 {
                stop.send_replace(true);
            }
        }).await.unwrap();
        story.workspace.settings.throttle.rate = std::iter::once("1000/second".parse().unwrap()).collect();
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 2));
    }
}
