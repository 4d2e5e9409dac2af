//! Somebody leaves while the issue is on its way.

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use circular::subscription;

use super::{DeliveryScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn unsubscribed_during_run_is_skipped(ground) {
        let story = DeliveryScenario::new(ground, 10, CatcherScript::default(), "").await;
        for address in ["s4@example.org", "s7@example.org"] {
            let address = address.parse().unwrap();
            assert!(subscription::unsubscribe_address(&ground.database, &story.list, &address, now()).await.unwrap().unwrap());
        }
        let (ending, progress) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Skipped)), (8, 2));
        let mut expected = everyone(10);
        expected.retain(|address| address != "s4@example.org" && address != "s7@example.org");
        assert_eq!(story.reached(), expected);
        assert_eq!((story.count(DeliveryStatus::Sent).await, story.count(DeliveryStatus::Skipped).await), (8, 2));
    }
}
