//! A cancelled issue is never sent; its draft can be sent again only if nobody has a copy.

use circular::delivery::RunEnding;
use circular::model::{DeliveryStatus, IssueState};
use circular::sending::{
    self, CancelOutcome, ExistingIssue, FreezeError, InDoubtDecision, IssueEnd, ResolveOutcome, ResumeOptions,
    ResumeOutcome, RunEvent, StopRequest,
};
use tokio::sync::watch;

use super::{SendingScenario, now};
use crate::engine::on_both;

on_both! {
    async fn draft_is_free_again_if_nobody_has_a_copy(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let issue = story.freeze().await;
        let cancelled = sending::cancel_issue(&story.database, &issue, now()).await.unwrap();
        assert_eq!(cancelled, CancelOutcome::Cancelled { unsent: 3, replaceable: true });
        let again = sending::cancel_issue(&story.database, &issue, now()).await.unwrap();
        assert_eq!(again, CancelOutcome::Ended(IssueEnd::Cancelled));
        assert_eq!(story.run(&issue).await.ending, RunEnding::Cancelled);
        assert_eq!(story.catcher.message_count(), 0);
        let second = story.freeze().await;
        assert_ne!(second.id, issue.id);
        assert!(story.run(&second).await.is_complete());
        assert_eq!(story.catcher.message_count(), 3);
    }

    async fn draft_stays_used_if_someone_has_a_copy(ground) {
        let story = SendingScenario::new(ground, 40).await;
        let issue = story.freeze().await;
        let (stop, stopped) = watch::channel(StopRequest::Continue);
        story.run_until(&issue, false, stopped, |event| {
            if let RunEvent::Committed(update) = event
                && update.progress.counts.count(DeliveryStatus::Sent) > 0
            {
                stop.send_replace(StopRequest::Finish);
            }
        }).await.unwrap();
        let cancelled = sending::cancel_issue(&story.database, &issue, now()).await.unwrap();
        assert!(matches!(cancelled, CancelOutcome::Cancelled { replaceable: false, .. }), "{cancelled:?}");
        assert_eq!(story.state(&issue).await, IssueState::Cancelled);
        let prepared = story.prepare().await.unwrap();
        let refused = sending::freeze_issue(&story.database, prepared.plan(false, now()), now()).await;
        assert!(matches!(refused, Err(FreezeError::Exists(ExistingIssue::Cancelled(_)))), "{refused:?}");
        let resumed = sending::resume_issue(&story.database, &issue, ResumeOptions::default(), now()).await.unwrap();
        assert_eq!(resumed, ResumeOutcome::Cancelled);
        let resend = sending::resolve_in_doubt(&story.database, &issue, InDoubtDecision::Resend, now()).await.unwrap();
        assert_eq!(resend, ResolveOutcome::Cancelled);
    }
}
