//! The relay takes fewer connections at once than the settings allow: the run goes on over those it has.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep, StepContext};
use circular::model::DeliveryStatus;
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

/// Lets the first `allowed` connections in, and answers the others with `action`.
fn allows(allowed: usize, action: CatcherAction) -> CatcherScript {
    let greeted = Arc::new(AtomicUsize::new(0));
    CatcherScript::with_responder(move |moment: &StepContext<'_>| {
        let refused = moment.step == SmtpStep::Greeting && greeted.fetch_add(1, Ordering::Relaxed) >= allowed;
        if refused { action.clone() } else { CatcherAction::Accept }
    })
}

on_both! {
    async fn one_connection_is_enough(ground) {
        let story = DeliveryScenario::new(ground, 60, allows(1, CatcherAction::Close), "connections = 4").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 60));
        assert_eq!(story.catcher.command_log().len(), 4);
    }
}

#[tokio::test]
async fn fewer_connections_are_learnt() {
    for action in [
        CatcherAction::reply("421 Too many concurrent SMTP connections; please try again later."),
        CatcherAction::reply("421 4.3.2 Connection rate limit exceeded"),
        CatcherAction::reply("554 5.7.1 Too many connections from 192.0.2.1"),
        CatcherAction::Close,
    ] {
        let ground = TestDatabase::sqlite().await;
        let story = DeliveryScenario::new(&ground, 180, allows(2, action.clone()), "connections = 4").await;
        let mut limit = None;
        let (ending, progress) = story
            .send_until(watch::channel(false).1, now, |progress| {
                assert_eq!(progress.relay_problem, None, "{action:?}");
                limit = limit.take().or_else(|| progress.connection_limit.clone());
            })
            .await
            .unwrap();
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 180), "{action:?}");
        assert_eq!(story.reached(), everyone(180));
        assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1));
        assert_eq!(story.catcher.command_log().len(), 4, "no new attempt while a good connection is idle: {action:?}");
        assert!(progress.connection_limit.is_some_and(|limit| limit.connections == 2), "{action:?}");
    }
}
