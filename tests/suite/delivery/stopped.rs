//! A run that is asked to stop finishes what is under way; the next one goes on.

use circular::catcher::Script;
use circular::delivery::Ending;
use circular::model::Status;
use tokio::sync::watch;

use super::{Story, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn nothing_is_left_half_done(ground) {
        let story = Story::new(ground, 40, Script::default(), "connections = 2").await;
        let (stop, stopped) = watch::channel(false);
        let (ending, progress) = story.send_until(stopped, now, |progress| {
            if progress.counts.of(Status::Sent) >= 10 {
                stop.send_replace(true);
            }
        }).await.unwrap();
        assert_eq!(ending, Ending::Stopped);
        let sent = progress.counts.of(Status::Sent);
        assert!((10..40).contains(&sent), "{sent}");
        assert_eq!(story.catcher.count() as u64, sent);
        assert_eq!((story.count(Status::Sending).await, story.count(Status::InDoubt).await), (0, 0));
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.handled), (Ending::Done, 40 - sent));
        assert_eq!(story.reached(), everyone(40));
    }
}
