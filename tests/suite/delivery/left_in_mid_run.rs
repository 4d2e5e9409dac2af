//! Somebody leaves while the issue is on its way.

use circular::catcher::Script;
use circular::delivery::Ending;
use circular::model::Status;
use circular::subscription;

use super::{Story, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn who_has_left_gets_nothing_more(ground) {
        let story = Story::new(ground, 10, Script::default(), "").await;
        for address in ["s4@example.org", "s7@example.org"] {
            let address = address.parse().unwrap();
            assert!(subscription::take_off(&ground.database, &story.list, &address, now()).await.unwrap().unwrap());
        }
        let (ending, progress) = story.send().await;
        assert_eq!(ending, Ending::Done);
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Skipped)), (8, 2));
        let mut expected = everyone(10);
        expected.retain(|address| address != "s4@example.org" && address != "s7@example.org");
        assert_eq!(story.reached(), expected);
        assert_eq!((story.count(Status::Sent).await, story.count(Status::Skipped).await), (8, 2));
    }
}
