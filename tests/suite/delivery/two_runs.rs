//! Several processes send the same issue: they share it, and nobody gets it twice.

use circular::catcher::Script;
use circular::delivery::Ending;
use circular::model::Status;
use tokio::sync::watch;

use super::{Story, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn they_share_it(ground) {
        let story = Story::new(ground, 200, Script::default(), "").await;
        let run = || story.send_until(watch::channel(false).1, now, |_| ());
        let (one, two) = tokio::join!(run(), run());
        for (ending, progress) in [one.unwrap(), two.unwrap()] {
            assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 200));
            assert!((1..200).contains(&progress.handled), "{} were one run's", progress.handled);
        }
        assert_eq!(story.reached(), everyone(200));
    }
}
