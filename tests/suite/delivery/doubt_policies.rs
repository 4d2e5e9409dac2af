//! What becomes of a copy in doubt where the settings decide: it goes again, or it counts as sent.

use std::sync::Arc;
use std::time::Duration;

use circular::catcher::{Action, Script, Step};
use circular::delivery::{Ending, LEASE};
use circular::model::Status;
use tokio::sync::{mpsc, watch};

use super::{Story, Times, everyone, now, tomorrow};
use crate::engine::{Ground, on_both};

const COPIES: usize = 6;

/// A server that takes the first copy and does not say so.
async fn unanswered(ground: &Ground, policy: &str) -> Story {
    let broken = Times::new(1);
    let script = Script::answering(move |moment| match moment.step {
        Step::Dot if broken.left() => Action::Drop,
        _ => Action::Accept,
    });
    Story::new(ground, COPIES, script, &format!("connections = 1\n[retry]\nin_doubt = '{policy}'\n")).await
}

/// A run that is killed while the server has one copy and has not said so.
async fn killed(ground: &Ground, policy: &str) -> Story {
    let (stalled, mut stalls) = mpsc::unbounded_channel();
    let stalling = Arc::new(Times::new(1));
    let script = Script::answering(move |moment| match moment.step {
        Step::Dot if stalling.left() => {
            stalled.send(()).unwrap();
            Action::Stall
        }
        _ => Action::Accept,
    });
    let story = Story::new(ground, COPIES, script, &format!("connections = 1\n[retry]\nin_doubt = '{policy}'\n")).await;
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
fn one_went_twice(story: &Story) {
    let mut reached = story.reached();
    assert_eq!(reached.len(), COPIES + 1);
    reached.dedup();
    assert_eq!(reached, everyone(COPIES));
    let ids: std::collections::BTreeSet<_> =
        story.catcher.caught().iter().map(|copy| copy.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.len(), COPIES, "the second can be known for the first");
}

on_both! {
    async fn it_goes_again_later(ground) {
        let story = unanswered(ground, "resend").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, Ending::Waiting(_)), "{ending:?}");
        assert_eq!((progress.counts.of(Status::Deferred), progress.counts.of(Status::InDoubt)), (1, 0));
        assert_eq!(story.send_at(tomorrow).await.0, Ending::Done);
        assert_eq!(story.count(Status::Sent).await, COPIES as u64);
        one_went_twice(&story);
    }

    async fn it_counts_as_sent(ground) {
        let story = unanswered(ground, "sent").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, COPIES as u64));
        assert_eq!(story.reached(), everyone(COPIES));
    }

    async fn what_a_killed_run_left_goes_again(ground) {
        let story = killed(ground, "resend").await;
        let (ending, progress) = story.send_at(after_the_lease).await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, COPIES as u64));
        one_went_twice(&story);
    }

    async fn what_a_killed_run_left_counts_as_sent(ground) {
        let story = killed(ground, "sent").await;
        let (ending, progress) = story.send_at(after_the_lease).await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, COPIES as u64));
        assert_eq!(story.reached(), everyone(COPIES));
    }

    async fn a_relay_that_never_answers_is_given_up_though_doubt_counts_as_sent(ground) {
        let script = Script::answering(|moment| if moment.step == Step::Dot { Action::Drop } else { Action::Accept });
        let story = Story::new(ground, COPIES, script, "connections = 1\n[retry]\nin_doubt = 'sent'\n").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, Ending::Relay { .. }), "{ending:?}");
        assert_eq!(story.count(Status::Queued).await, COPIES as u64 - 3);
    }
}
