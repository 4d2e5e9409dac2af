//! A run that is aborted leaves the copies in progress in doubt, once their leases expire.

use circular::config::InDoubtPolicy;
use circular::delivery::LEASE;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, IssueState};
use circular::sending::{self, InDoubtDecision, ResolveOutcome, RunError, StopRequest};
use jiff::SignedDuration;
use tokio::sync::{mpsc, watch};

use super::{SendingScenario, now};
use crate::engine::on_both;

on_both! {
    async fn aborted_copies_are_in_doubt(ground) {
        let (at_dot, mut dots) = mpsc::unbounded_channel();
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step != SmtpStep::FinalDot {
                return CatcherAction::Accept;
            }
            let _ = at_dot.send(());
            CatcherAction::Stall
        });
        let story = SendingScenario::with_script(ground, 2, script).await;
        let issue = story.freeze().await;
        let (stop, stopped) = watch::channel(StopRequest::Continue);
        let abort = async {
            dots.recv().await.unwrap();
            dots.recv().await.unwrap();
            stop.send_replace(StopRequest::Abort);
        };
        let (aborted, ()) = tokio::join!(Box::pin(story.run_until(&issue, true, stopped, |_| ())), abort);
        assert!(matches!(aborted, Err(RunError::Aborted)), "{aborted:?}");
        assert_eq!((story.state(&issue).await, story.count(&issue, DeliveryStatus::Sending).await), (IssueState::Paused, 2));
        let later = now() + LEASE + SignedDuration::from_secs(1);
        let issue = sending::settle_expired_leases(&story.database, &issue, InDoubtPolicy::Hold, later).await.unwrap();
        assert_eq!(story.count(&issue, DeliveryStatus::InDoubt).await, 2);
        let resolved = sending::resolve_in_doubt(&story.database, &issue, InDoubtDecision::CountAsSent, later).await.unwrap();
        assert_eq!(resolved, ResolveOutcome::Settled(2));
        assert_eq!(story.count(&issue, DeliveryStatus::Sent).await, 2);
    }
}
