//! Somebody sets the clock back in the middle of a run, or before it: what was due stays due.

use std::sync::atomic::{AtomicI64, Ordering};

use circular::clock;
use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{DeliveryScenario, everyone};
use crate::engine::TestDatabase;

/// How many seconds the clock of this test is ahead.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn set_clock() -> Timestamp {
    clock::now() + SignedDuration::from_secs(AHEAD.load(Ordering::Relaxed))
}

#[tokio::test]
async fn run_goes_on_when_the_clock_is_set_back() {
    let ground = TestDatabase::sqlite().await;
    let settings = "connections = 2\n[throttle]\nrate = '500/second'";
    let story = DeliveryScenario::new(&ground, 60, CatcherScript::default(), settings).await;
    let (ending, progress) = story
        .send_until(watch::channel(false).1, set_clock, |progress| {
            if progress.counts.count(DeliveryStatus::Sent) >= 5 {
                AHEAD.store(-7_200, Ordering::Relaxed);
            }
        })
        .await
        .unwrap();
    assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 60));
    assert_eq!(story.reached(), everyone(60));
    let another = story.another("summer", clock::now()).await;
    let (ending, _) = another.send_until(watch::channel(false).1, set_clock, |_| ()).await.unwrap();
    assert_eq!(ending, RunEnding::Completed, "it was set back before the run");
}
