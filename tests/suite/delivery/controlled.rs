//! Somebody pauses, resumes or calls off an issue from another process, while a run sends it.

use circular::delivery::{RunEnding, RunProgress};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, IssueState, Pause};
use circular::sending::{self, CancelOutcome, IssueEnd, PauseOutcome, ResumeOptions, ResumeOutcome};
use tokio::sync::{mpsc, watch};

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

const COPIES: usize = 100;
/// Slow enough that a run looks up what was decided before it has sent all.
const SETTINGS: &str = "[throttle]\nrate = '50/second'\n";

/// A story, and news of each copy that was accepted.
async fn slowly(ground: &TestDatabase) -> (DeliveryScenario, mpsc::UnboundedReceiver<()>) {
    let (accepted, copies) = mpsc::unbounded_channel();
    let script = CatcherScript::with_responder(move |moment| {
        if moment.step == SmtpStep::FinalDot {
            let _ = accepted.send(());
        }
        CatcherAction::Accept
    });
    (DeliveryScenario::new(ground, COPIES, script, SETTINGS).await, copies)
}

/// Sends, and lets somebody decide after some copies.
async fn send_while(
    story: &DeliveryScenario,
    mut copies: mpsc::UnboundedReceiver<()>,
    decide: impl Future<Output = ()>,
) -> (RunEnding, RunProgress) {
    let decision = async {
        for _ in 0..10 {
            copies.recv().await.unwrap();
        }
        decide.await;
    };
    let run = Box::pin(story.send_until(watch::channel(false).1, now, |_| ()));
    tokio::join!(run, decision).0.unwrap()
}

on_both! {
    async fn paused_run_waits_for_resume(ground) {
        let (mut story, copies) = slowly(ground).await;
        let elsewhere = ground.again().await;
        let (ending, progress) = send_while(&story, copies, async {
            assert_eq!(sending::pause_issue(&elsewhere, &story.issue).await.unwrap(), PauseOutcome::Paused);
            let again = sending::pause_issue(&elsewhere, &story.issue).await.unwrap();
            assert_eq!(again, PauseOutcome::AlreadyPaused(Pause::default()));
        }).await;
        assert_eq!(ending, RunEnding::Paused(Pause::default()));
        let sent = progress.counts.count(DeliveryStatus::Sent);
        assert!((10..COPIES as u64).contains(&sent), "{sent}");
        assert_eq!((story.count(DeliveryStatus::Queued).await, story.catcher.message_count() as u64), (COPIES as u64 - sent, sent));
        assert_eq!(story.send().await.0, RunEnding::Paused(Pause::default()), "nobody else sends it either");
        assert_eq!(story.catcher.message_count() as u64, sent);

        let resumed = sending::resume_issue(&elsewhere, &story.issue, ResumeOptions::default(), now()).await.unwrap();
        assert!(matches!(resumed, ResumeOutcome::Resumed { requeued: 0, .. }), "{resumed:?}");
        let again = sending::resume_issue(&elsewhere, &story.issue, ResumeOptions::default(), now()).await.unwrap();
        assert_eq!(again, ResumeOutcome::NotPaused);
        assert_eq!(story.send().await.0, RunEnding::Completed);
        assert_eq!(story.reached(), everyone(COPIES));
        story.reload().await;
        assert_eq!(story.issue.state, IssueState::Finished);
        elsewhere.close().await;
    }

    async fn cancelled_copies_are_not_sent(ground) {
        let (mut story, copies) = slowly(ground).await;
        let elsewhere = ground.again().await;
        let (ending, progress) = send_while(&story, copies, async {
            let cancelled = sending::cancel_issue(&elsewhere, &story.issue, now()).await.unwrap();
            let CancelOutcome::Cancelled { unsent, replaceable: false } = cancelled else { panic!("{cancelled:?}") };
            assert!((1..COPIES as u64).contains(&unsent), "{unsent}");
        }).await;
        assert_eq!(ending, RunEnding::Cancelled);
        let (sent, cancelled) = (progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Cancelled));
        assert_eq!((sent + cancelled, story.catcher.message_count() as u64), (COPIES as u64, sent));
        assert!(sent >= 10);
        let again = sending::cancel_issue(&elsewhere, &story.issue, now()).await.unwrap();
        assert_eq!(again, CancelOutcome::Ended(IssueEnd::Cancelled));
        let resumed = sending::resume_issue(&elsewhere, &story.issue, ResumeOptions::default(), now()).await.unwrap();
        assert_eq!(resumed, ResumeOutcome::Cancelled);
        assert_eq!(story.send().await.0, RunEnding::Cancelled);
        assert_eq!(story.catcher.message_count() as u64, sent);
        story.reload().await;
        assert_eq!(story.issue.state, IssueState::Cancelled);
        elsewhere.close().await;
    }
}
