//! A run that waits for a later start notices what others change, and stops when asked.

use circular::delivery::RunEnding;
use circular::model::{DeliveryStatus, IssueState};
use circular::sending::{self, RunEvent, StopRequest, WaitReason};
use jiff::SignedDuration;
use tokio::sync::{mpsc, watch};

use super::{SendingScenario, now};
use crate::engine::on_both;

on_both! {
    async fn cancelling_elsewhere_ends_the_wait(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let starts_at = now() + SignedDuration::from_hours(1);
        let prepared = story.prepare().await.unwrap();
        let issue = story.freeze_prepared(&story.database, &prepared, starts_at).await.unwrap();
        let (waits, mut waiting) = mpsc::unbounded_channel();
        let run = story.run_until(&issue, true, watch::channel(StopRequest::Continue).1, |event| {
            if let RunEvent::Waiting { until, reason, progress } = event {
                waits.send((until, reason, progress.counts.count(DeliveryStatus::Queued))).unwrap();
            }
        });
        let cancel = async {
            assert_eq!(waiting.recv().await.unwrap(), (starts_at, WaitReason::NextDue, 3));
            sending::cancel_issue(&story.database, &issue, now()).await.unwrap();
        };
        let (result, ()) = tokio::join!(Box::pin(run), cancel);
        let result = result.unwrap();
        assert_eq!((result.ending, result.counts.count(DeliveryStatus::Cancelled)), (RunEnding::Cancelled, 3));
        assert_eq!(story.catcher.command_log().len(), 0);
    }

    async fn stop_request_pauses_the_issue_while_it_waits(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let starts_at = now() + SignedDuration::from_hours(1);
        let prepared = story.prepare().await.unwrap();
        let issue = story.freeze_prepared(&story.database, &prepared, starts_at).await.unwrap();
        let (stop, stopped) = watch::channel(StopRequest::Continue);
        let result = story.run_until(&issue, true, stopped, |event| {
            if matches!(event, RunEvent::Waiting { .. }) {
                stop.send_replace(StopRequest::Finish);
            }
        }).await.unwrap();
        assert_eq!((result.ending, story.state(&issue).await), (RunEnding::Stopped, IssueState::Paused));
        let unattended = story.run_until(&issue, false, watch::channel(StopRequest::Continue).1, |_| ()).await.unwrap();
        assert!(matches!(unattended.ending, RunEnding::Paused(_)), "{unattended:?}");
    }
}
