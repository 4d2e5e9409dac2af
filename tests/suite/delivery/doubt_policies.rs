//! What becomes of a copy in doubt where the settings decide: it goes again, or it counts as sent.

use std::sync::Arc;
use std::time::Duration;

use circular::delivery::{LEASE, RunEnding};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use circular::sending::{self, CancelOutcome};
use tokio::sync::{mpsc, watch};

use super::{CallCountdown, DeliveryScenario, everyone, now, tomorrow};
use crate::engine::{TestDatabase, on_both};

const COPIES: usize = 6;

/// A server that takes the first copy and does not say so.
async fn unanswered(ground: &TestDatabase, policy: &str) -> DeliveryScenario {
    let broken = CallCountdown::new(1);
    let script = CatcherScript::with_responder(move |moment| match moment.step {
        SmtpStep::FinalDot if broken.left() => CatcherAction::Close,
        _ => CatcherAction::Accept,
    });
    DeliveryScenario::new(ground, COPIES, script, &format!("connections = 1\n[retry]\nin_doubt = '{policy}'\n")).await
}

/// A run that is killed while the server has one copy and has not said so.
async fn killed(ground: &TestDatabase, policy: &str) -> DeliveryScenario {
    let (stalled, mut stalls) = mpsc::unbounded_channel();
    let stalling = Arc::new(CallCountdown::new(1));
    let script = CatcherScript::with_responder(move |moment| match moment.step {
        SmtpStep::FinalDot if stalling.left() => {
            stalled.send(()).unwrap();
            CatcherAction::Stall
        }
        _ => CatcherAction::Accept,
    });
    let story =
        DeliveryScenario::new(ground, COPIES, script, &format!("connections = 1\n[retry]\nin_doubt = '{policy}'\n"))
            .await;
    {
        let mut run = std::pin::pin!(story.send_until(watch::channel(false).1, now, |_| ()));
        tokio::select! {
            _ = stalls.recv() => {}
            ended = &mut run => panic!("the run ended: {:?}", ended.map(|(ending, _)| ending)),
        }
    }
    story
}

/// The settings decide half a minute after the lease: until then a run that was held up may still speak.
fn after_the_lease() -> jiff::Timestamp {
    now() + LEASE + Duration::from_secs(31)
}

/// Holds that one reader got two copies of one letter, and everyone else one.
fn one_went_twice(story: &DeliveryScenario) {
    let mut reached = story.reached();
    assert_eq!(reached.len(), COPIES + 1);
    reached.dedup();
    assert_eq!(reached, everyone(COPIES));
    let ids: std::collections::BTreeSet<_> =
        story.catcher.messages().iter().map(|copy| copy.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.len(), COPIES, "the second can be known for the first");
}

on_both! {
    async fn resend_policy_sends_again(ground) {
        let story = unanswered(ground, "resend").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::Waiting(_)), "{ending:?}");
        assert_eq!((progress.counts.count(DeliveryStatus::Deferred), progress.counts.count(DeliveryStatus::InDoubt)), (1, 0));
        assert_eq!(story.send_at(tomorrow).await.0, RunEnding::Completed);
        assert_eq!(story.count(DeliveryStatus::Sent).await, COPIES as u64);
        one_went_twice(&story);
    }

    async fn copy_that_is_sent_again_may_have_arrived(ground) {
        let script = CatcherScript::with_responder(|at| match at.step {
            SmtpStep::FinalDot => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 1, script, "[retry]\nin_doubt = 'resend'\n").await;
        story.send().await;
        assert_eq!(story.count(DeliveryStatus::Deferred).await, 1);
        let cancelled = sending::cancel_issue(&story.database, &story.issue, now()).await.unwrap();
        assert_eq!(cancelled, CancelOutcome::Cancelled { unsent: 1, replaceable: false });
    }

    async fn sent_policy_counts_as_sent(ground) {
        let story = unanswered(ground, "sent").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, COPIES as u64));
        assert_eq!(story.reached(), everyone(COPIES));
    }

    async fn resend_policy_resends_after_killed_run(ground) {
        let story = killed(ground, "resend").await;
        let (ending, progress) = story.send_at(after_the_lease).await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, COPIES as u64));
        one_went_twice(&story);
    }

    async fn sent_policy_counts_after_killed_run(ground) {
        let story = killed(ground, "sent").await;
        let (ending, progress) = story.send_at(after_the_lease).await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, COPIES as u64));
        assert_eq!(story.reached(), everyone(COPIES));
    }

    async fn sent_policy_still_stops_for_silent_relay(ground) {
        let script = CatcherScript::with_responder(|moment| if moment.step == SmtpStep::FinalDot { CatcherAction::Close } else { CatcherAction::Accept });
        let story = DeliveryScenario::new(ground, COPIES, script, "connections = 1\n[retry]\nin_doubt = 'sent'\n").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, RunEnding::RelayFailed { .. }), "{ending:?}");
        assert_eq!(story.count(DeliveryStatus::Queued).await, COPIES as u64 - 3);
    }
}
