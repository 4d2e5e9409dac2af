//! Several processes send the same issue: they share it, and nobody gets it twice.

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn two_runs_share_one_issue(ground) {
        let story = DeliveryScenario::new(ground, 200, CatcherScript::default(), "").await;
        let run = || story.send_until(watch::channel(false).1, now, |_| ());
        let (one, two) = tokio::join!(run(), run());
        for (ending, progress) in [one.unwrap(), two.unwrap()] {
            assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 200));
            assert!((1..200).contains(&progress.handled), "{} were one run's", progress.handled);
        }
        assert_eq!(story.reached(), everyone(200));
    }
}
