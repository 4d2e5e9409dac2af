//! A stop does not wait for a slow relay: copies in progress go back, or are in doubt after the dot.

use std::sync::Arc;
use std::time::Duration;

use circular::delivery::{RelayFailureKind, RunEnding};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, Pause};
use circular::sending;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

/// A stop takes no longer than this, on a busy machine.
const AT_ONCE: Duration = Duration::from_secs(2);

/// Stalls at a step, and tells when it does.
fn stalls_at(step: SmtpStep) -> (CatcherScript, Arc<Notify>) {
    let stalled = Arc::new(Notify::new());
    let tell = Arc::clone(&stalled);
    let script = CatcherScript::with_responder(move |moment| {
        if moment.step != step {
            return CatcherAction::Accept;
        }
        tell.notify_one();
        CatcherAction::Stall
    });
    (script, stalled)
}

on_both! {
    async fn pause_elsewhere_is_obeyed_in_a_tarpit(ground) {
        let (script, stalled) = stalls_at(SmtpStep::Recipient);
        let story = DeliveryScenario::new(ground, 3, script, "connections = 2").await;
        let elsewhere = ground.again().await;
        let paused = async {
            stalled.notified().await;
            sending::pause_issue(&elsewhere, &story.issue).await.unwrap();
            Instant::now()
        };
        let (run, paused) = tokio::join!(Box::pin(story.send()), paused);
        assert!(paused.elapsed() < AT_ONCE, "{:?}", paused.elapsed());
        assert_eq!(run.0, RunEnding::Paused(Pause::default()));
        assert_eq!(story.count(DeliveryStatus::Queued).await, 3);
        elsewhere.close().await;
    }

    async fn stop_is_obeyed_when_the_run_is_about_to_end(ground) {
        let script = CatcherScript::with_responder(|at| match (at.step, at.recipient) {
            (SmtpStep::Recipient, "s0@example.org") => CatcherAction::Stall,
            (SmtpStep::Recipient, _) => CatcherAction::reply("530 5.7.0 Authentication required"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 2, script, "connections = 2").await;
        let (stop, stopped) = watch::channel(false);
        let mut asked = None;
        let (ending, _) = story.send_until(stopped, now, |progress| {
            if progress.relay_problem.is_some() && asked.is_none() {
                stop.send_replace(true);
                asked = Some(Instant::now());
            }
        }).await.unwrap();
        assert!(asked.unwrap().elapsed() < AT_ONCE);
        assert!(matches!(ending, RunEnding::RelayFailed { kind: RelayFailureKind::Rejected, .. }), "{ending:?}");
        assert_eq!(story.count(DeliveryStatus::Queued).await, 2);
    }

    async fn slow_quit_does_not_delay_a_stop(ground) {
        let (script, _) = stalls_at(SmtpStep::Quit);
        let story = DeliveryScenario::new(ground, 40, script, "connections = 2\n[throttle]\nrate = '50/second'").await;
        let (stop, stopped) = watch::channel(false);
        let mut asked = None;
        let (ending, _) = story.send_until(stopped, now, |progress| {
            if progress.counts.count(DeliveryStatus::Sent) >= 5 && asked.is_none() {
                stop.send_replace(true);
                asked = Some(Instant::now());
            }
        }).await.unwrap();
        assert_eq!(ending, RunEnding::Stopped);
        assert!(asked.unwrap().elapsed() < AT_ONCE);
        assert_eq!(story.count(DeliveryStatus::InDoubt).await, 0);
        assert!(story.reached().len() < everyone(40).len());
    }
}

#[tokio::test]
async fn stalled_copy_is_queued_or_in_doubt() {
    for (step, in_doubt) in [
        (SmtpStep::Greeting, 0),
        (SmtpStep::Hello, 0),
        (SmtpStep::Mail, 0),
        (SmtpStep::Recipient, 0),
        (SmtpStep::Data, 0),
        (SmtpStep::FinalDot, 1),
    ] {
        let ground = TestDatabase::sqlite().await;
        let (script, stalled) = stalls_at(step);
        let story = DeliveryScenario::new(&ground, 3, script, "connections = 1").await;
        let (stop, stopped) = watch::channel(false);
        let asked = async {
            stalled.notified().await;
            stop.send_replace(true);
            Instant::now()
        };
        let (run, asked) = tokio::join!(Box::pin(story.send_until(stopped, now, |_| ())), asked);
        assert!(asked.elapsed() < AT_ONCE, "{step}: {:?}", asked.elapsed());
        let (ending, progress) = run.unwrap();
        assert_eq!(ending, RunEnding::Stopped, "{step}");
        let counts = (progress.counts.count(DeliveryStatus::InDoubt), progress.counts.count(DeliveryStatus::Queued));
        assert_eq!(counts, (in_doubt, 3 - in_doubt), "{step}");
        assert_eq!(story.count(DeliveryStatus::Queued).await, 3 - in_doubt, "{step}");
        assert_eq!(story.count(DeliveryStatus::InDoubt).await, in_doubt, "{step}");
    }
}
