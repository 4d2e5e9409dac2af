//! A copy that cannot be offered to the relay: it bounces with our own words, and the others go.

use circular::delivery::{RunEnding, RunProgress};
use circular::mail_catcher::CatcherScript;
use circular::model::{DeliveryStatus, Pause, PauseReason};
use tokio::sync::watch;

use super::{DeliveryScenario, now};
use crate::engine::on_both;

on_both! {
    async fn smtputf8_address_bounces_alone(ground) {
        let story = DeliveryScenario::new(ground, 3, CatcherScript::default(), "connections = 1").await;
        // An import brings no such address; another version may have.
        ground.execute("UPDATE subscriber SET original_address = 'zoë@example.org' WHERE address = 's1@example.org'").await;
        let untroubled = |progress: &RunProgress| assert_eq!(progress.relay_problem, None);
        let (ending, progress) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 2));
        let bounced = story.entries(DeliveryStatus::Bounced).await;
        assert_eq!(bounced[0].address.as_ref().unwrap().as_str(), "zoë@example.org");
        assert!(bounced[0].reply.as_ref().unwrap().contains("SMTPUTF8"), "{bounced:?}");
        assert_eq!((story.catcher.command_log().len(), story.reached().len()), (1, 2));
    }

    async fn message_over_relay_size_limit_pauses_issue(ground) {
        let script = CatcherScript { max_size: Some(100), ..CatcherScript::default() };
        let story = DeliveryScenario::new(ground, 40, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(&ending, RunEnding::Paused(Pause { reason: PauseReason::Rejections, .. })), "{ending:?}");
        assert_eq!((progress.counts.count(DeliveryStatus::Queued), story.catcher.message_count()), (40, 0));
    }
}
