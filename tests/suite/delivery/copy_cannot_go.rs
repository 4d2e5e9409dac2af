//! A copy that cannot be offered to the relay: it bounces with our own words, and the others go.

use circular::catcher::Script;
use circular::delivery::{Ending, Progress};
use circular::model::{Pause, PauseReason, Status};
use tokio::sync::watch;

use super::{Story, now};
use crate::engine::on_both;

on_both! {
    async fn an_address_that_needs_smtputf8_bounces_alone(ground) {
        let story = Story::new(ground, 3, Script::default(), "connections = 1").await;
        // An import brings no such address; another version may have.
        ground.execute("UPDATE subscriber SET address = 'zoë@example.org' WHERE address = 's1@example.org'").await;
        let untroubled = |progress: &Progress| assert_eq!(progress.trouble, None);
        let (ending, progress) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 2));
        let bounced = story.entries(Status::Bounced).await;
        assert_eq!(bounced[0].address.as_ref().unwrap().as_str(), "zoë@example.org");
        assert!(bounced[0].reply.as_ref().unwrap().contains("SMTPUTF8"), "{bounced:?}");
        assert_eq!((story.catcher.log().len(), story.reached().len()), (1, 2));
    }

    async fn a_letter_that_is_too_large_for_the_relay_is_stopped_before_it_costs_everybody(ground) {
        let script = Script { size: Some(100), ..Script::default() };
        let story = Story::new(ground, 40, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(&ending, Ending::Paused(Pause { reason: PauseReason::Rejections, .. })), "{ending:?}");
        assert_eq!((progress.counts.of(Status::Queued), story.catcher.count()), (40, 0));
    }
}
