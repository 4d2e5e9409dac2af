//! A run that ends without a word: what it had under way is named, the rest goes on.

use std::time::Duration;

use circular::catcher::{Action, Script, Step};
use circular::config::InDoubt;
use circular::database;
use circular::delivery::{Ending, LEASE, look_after};
use circular::model::{IssueState, Status};
use tokio::sync::{mpsc, watch};

use super::{Story, Times, now};
use crate::engine::on_both;

fn after_the_lease() -> jiff::Timestamp {
    now() + LEASE + Duration::from_secs(1)
}

on_both! {
    async fn no_more_is_in_doubt_than_there_were_connections(ground) {
        let (stalled, mut stalls) = mpsc::unbounded_channel();
        let stalling = Times::new(3);
        let script = Script::answering(move |moment| match moment.step {
            Step::Dot if moment.message >= 2 && stalling.left() => {
                let _ = stalled.send(());
                Action::Stall
            }
            _ => Action::Accept,
        });
        let story = Story::new(ground, 30, script, "connections = 3").await;
        let (_keep, stop) = watch::channel(false);
        {
            let mut killed = std::pin::pin!(story.send_until(stop, now, |_| ()));
            for _ in 0..3 {
                tokio::select! {
                    _ = stalls.recv() => {}
                    ended = &mut killed => panic!("the run ended: {:?}", ended.map(|(ending, _)| ending)),
                }
            }
        }
        assert_eq!(story.count(Status::Sending).await, 3, "committed before the talk");
        let (ending, progress) = story.send_until(watch::channel(false).1, after_the_lease, |_| ()).await.unwrap();
        assert_eq!(ending, Ending::Done);
        assert_eq!((progress.counts.of(Status::InDoubt), progress.counts.of(Status::Sent)), (3, 27));
        let reached = story.reached();
        let mut once = reached.clone();
        once.dedup();
        assert_eq!(reached, once, "nobody got it twice");
        let mut work = ground.database.read().await.unwrap();
        let doubts = database::delivery::of_status(&mut work, story.issue.id, Status::InDoubt, 9).await.unwrap();
        assert!(doubts.iter().all(|entry| entry.address.is_some() && entry.reply.is_some()), "{doubts:?}");
    }

    async fn whoever_looks_after_it_settles_the_doubt_as_the_settings_say(ground) {
        let (stalled, mut stalls) = mpsc::unbounded_channel();
        let script = Script::answering(move |moment| match moment.step {
            Step::Dot => {
                let _ = stalled.send(());
                Action::Stall
            }
            _ => Action::Accept,
        });
        let story = Story::new(ground, 1, script, "connections = 1").await;
        let (_keep, stop) = watch::channel(false);
        {
            let mut killed = std::pin::pin!(story.send_until(stop, now, |_| ()));
            tokio::select! {
                _ = stalls.recv() => {}
                ended = &mut killed => panic!("the run ended: {:?}", ended.map(|(ending, _)| ending)),
            }
        }
        let look = async |at| look_after(&ground.database, &story.issue, InDoubt::Sent, at).await.unwrap();
        look(now()).await;
        assert_eq!(story.count(Status::Sending).await, 1, "its lease has not run out");
        look(after_the_lease()).await;
        assert_eq!(story.count(Status::Sending).await, 1, "its run may have been held up");
        look(after_the_lease() + Duration::from_secs(30)).await;
        assert_eq!(story.count(Status::Sent).await, 1);
        let state = database::issue::state(&mut ground.database.read().await.unwrap(), story.issue.id).await.unwrap();
        assert_eq!(state, Some((IssueState::Finished, None)));
    }
}
