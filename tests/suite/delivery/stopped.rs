//! A run that is asked to stop finishes what is under way; the next one goes on.

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn stopped_run_settles_copies_in_progress(ground) {
        let story = DeliveryScenario::new(ground, 40, CatcherScript::default(), "connections = 2").await;
        let (stop, stopped) = watch::channel(false);
        let (ending, progress) = story.send_until(stopped, now, |progress| {
            if progress.counts.count(DeliveryStatus::Sent) >= 10 {
                stop.send_replace(true);
            }
        }).await.unwrap();
        assert_eq!(ending, RunEnding::Stopped);
        let sent = progress.counts.count(DeliveryStatus::Sent);
        assert!((10..40).contains(&sent), "{sent}");
        assert_eq!(story.catcher.message_count() as u64, sent);
        assert_eq!((story.count(DeliveryStatus::Sending).await, story.count(DeliveryStatus::InDoubt).await), (0, 0));
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.handled), (RunEnding::Completed, 40 - sent));
        assert_eq!(story.reached(), everyone(40));
    }
}
