//! A run that ends without a word: what it had under way is named, the rest goes on.

use std::time::Duration;

use circular::config::InDoubtPolicy;
use circular::database;
use circular::delivery::{LEASE, RunEnding};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, IssueState};
use circular::sending::settle_expired_leases;
use tokio::sync::{mpsc, watch};

use super::{CallCountdown, DeliveryScenario, now};
use crate::engine::on_both;

fn after_the_lease() -> jiff::Timestamp {
    now() + LEASE + Duration::from_secs(1)
}

on_both! {
    async fn doubt_is_limited_by_connection_count(ground) {
        let (stalled, mut stalls) = mpsc::unbounded_channel();
        let stalling = CallCountdown::new(3);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::FinalDot if moment.message >= 2 && stalling.left() => {
                let _ = stalled.send(());
                CatcherAction::Stall
            }
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 30, script, "connections = 3").await;
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
        assert_eq!(story.count(DeliveryStatus::Sending).await, 3, "committed before the talk");
        let (ending, progress) = story.send_until(watch::channel(false).1, after_the_lease, |_| ()).await.unwrap();
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::InDoubt), progress.counts.count(DeliveryStatus::Sent)), (3, 27));
        let reached = story.reached();
        let mut once = reached.clone();
        once.dedup();
        assert_eq!(reached, once, "nobody got it twice");
        let mut work = ground.database.begin_read().await.unwrap();
        let doubts = database::deliveries::list_by_status(&mut work, story.issue.id, DeliveryStatus::InDoubt, 9).await.unwrap();
        assert!(doubts.iter().all(|entry| entry.address.is_some() && entry.reply.is_some()), "{doubts:?}");
    }

    async fn later_run_settles_doubt_by_policy(ground) {
        let (stalled, mut stalls) = mpsc::unbounded_channel();
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::FinalDot => {
                let _ = stalled.send(());
                CatcherAction::Stall
            }
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 1, script, "connections = 1").await;
        let (_keep, stop) = watch::channel(false);
        {
            let mut killed = std::pin::pin!(story.send_until(stop, now, |_| ()));
            tokio::select! {
                _ = stalls.recv() => {}
                ended = &mut killed => panic!("the run ended: {:?}", ended.map(|(ending, _)| ending)),
            }
        }
        let look = async |at| settle_expired_leases(&ground.database, &story.issue, InDoubtPolicy::Sent, at).await.unwrap();
        look(now()).await;
        assert_eq!(story.count(DeliveryStatus::Sending).await, 1, "its lease has not run out");
        look(after_the_lease()).await;
        assert_eq!(story.count(DeliveryStatus::Sending).await, 1, "its run may have been held up");
        look(after_the_lease() + Duration::from_secs(30)).await;
        assert_eq!(story.count(DeliveryStatus::Sent).await, 1);
        let state = database::issues::state(&mut ground.database.begin_read().await.unwrap(), story.issue.id).await.unwrap();
        assert_eq!(state, Some((IssueState::Finished, None)));
    }
}
