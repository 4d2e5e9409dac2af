//! Somebody pauses, resumes or calls off an issue from another process, while a run sends it.

use circular::catcher::{Action, Script, Step};
use circular::delivery::{self, Ending, Progress, Resume};
use circular::model::{IssueState, Pause, Status};
use tokio::sync::{mpsc, watch};

use super::{Story, everyone, now};
use crate::engine::{Ground, on_both};

const COPIES: usize = 100;
/// Slow enough that a run looks up what was decided before it has sent all.
const SETTINGS: &str = "[throttle]\nrate = '50/second'\n";

/// A story, and news of each copy that was accepted.
async fn slowly(ground: &Ground) -> (Story, mpsc::UnboundedReceiver<()>) {
    let (accepted, copies) = mpsc::unbounded_channel();
    let script = Script::answering(move |moment| {
        if moment.step == Step::Dot {
            let _ = accepted.send(());
        }
        Action::Accept
    });
    (Story::new(ground, COPIES, script, SETTINGS).await, copies)
}

/// Sends, and lets somebody decide after some copies.
async fn send_while(
    story: &Story,
    mut copies: mpsc::UnboundedReceiver<()>,
    decide: impl Future<Output = ()>,
) -> (Ending, Progress) {
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
    async fn a_pause_holds_until_it_is_lifted(ground) {
        let (mut story, copies) = slowly(ground).await;
        let elsewhere = ground.again().await;
        let (ending, progress) = send_while(&story, copies, async {
            assert!(delivery::pause(&elsewhere, &story.issue).await.unwrap());
            assert!(!delivery::pause(&elsewhere, &story.issue).await.unwrap(), "it is paused already");
        }).await;
        assert_eq!(ending, Ending::Paused(Pause::default()));
        let sent = progress.counts.of(Status::Sent);
        assert!((10..COPIES as u64).contains(&sent), "{sent}");
        assert_eq!((story.count(Status::Queued).await, story.catcher.count() as u64), (COPIES as u64 - sent, sent));
        assert_eq!(story.send().await.0, Ending::Paused(Pause::default()), "nobody else sends it either");
        assert_eq!(story.catcher.count() as u64, sent);

        let resumed = delivery::resume(&elsewhere, &story.issue, Resume::default(), now()).await.unwrap();
        assert_eq!(resumed, Some(0));
        assert_eq!(delivery::resume(&elsewhere, &story.issue, Resume::default(), now()).await.unwrap(), None);
        assert_eq!(story.send().await.0, Ending::Done);
        assert_eq!(story.reached(), everyone(COPIES));
        story.reload().await;
        assert_eq!(story.issue.state, IssueState::Finished);
        elsewhere.close().await;
    }

    async fn what_is_called_off_never_goes(ground) {
        let (mut story, copies) = slowly(ground).await;
        let elsewhere = ground.again().await;
        let (ending, progress) = send_while(&story, copies, async {
            let waiting = delivery::cancel(&elsewhere, &story.issue, now()).await.unwrap().unwrap();
            assert!((1..COPIES as u64).contains(&waiting), "{waiting}");
        }).await;
        assert_eq!(ending, Ending::Cancelled);
        let (sent, cancelled) = (progress.counts.of(Status::Sent), progress.counts.of(Status::Cancelled));
        assert_eq!((sent + cancelled, story.catcher.count() as u64), (COPIES as u64, sent));
        assert!(sent >= 10);
        assert_eq!(delivery::cancel(&elsewhere, &story.issue, now()).await.unwrap(), None, "it has ended");
        assert_eq!(delivery::resume(&elsewhere, &story.issue, Resume::default(), now()).await.unwrap(), None);
        assert_eq!(story.send().await.0, Ending::Cancelled);
        assert_eq!(story.catcher.count() as u64, sent);
        story.reload().await;
        assert_eq!(story.issue.state, IssueState::Cancelled);
        elsewhere.close().await;
    }
}
