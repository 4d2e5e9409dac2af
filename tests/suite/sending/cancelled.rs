//! A cancelled issue is never sent; its draft can be sent again only if nobody can have a copy.

use circular::database;
use circular::database::inbound_messages::NewInboundMessage;
use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, Digest, InboundKind, IssueState};
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
        let refused = story.freeze_prepared(&story.database, &prepared, now()).await;
        assert!(matches!(refused, Err(FreezeError::Exists(ExistingIssue::Cancelled(_)))), "{refused:?}");
        let resumed = sending::resume_issue(&story.database, &issue, ResumeOptions::default(), now()).await.unwrap();
        assert_eq!(resumed, ResumeOutcome::Cancelled);
        let resend = sending::resolve_in_doubt(&story.database, &issue, InDoubtDecision::Resend, now()).await.unwrap();
        assert_eq!(resend, ResolveOutcome::Cancelled);
    }

    async fn draft_is_free_again_if_the_relay_took_no_copy(ground) {
        let script = CatcherScript::with_responder(|at| match (at.step, at.recipient) {
            (SmtpStep::Recipient, "s0@example.org") => CatcherAction::reply("550 5.2.2 Mailbox full"),
            (SmtpStep::Recipient, _) => CatcherAction::reply("452 4.2.2 Mailbox full"),
            _ => CatcherAction::Accept,
        });
        let story = SendingScenario::with_script(ground, 3, script).await;
        let issue = story.freeze().await;
        assert!(matches!(story.run(&issue).await.ending, RunEnding::Waiting(_)));
        assert_eq!((story.count(&issue, DeliveryStatus::Deferred).await, story.count(&issue, DeliveryStatus::Bounced).await), (2, 1));
        let cancelled = sending::cancel_issue(&story.database, &issue, now()).await.unwrap();
        assert_eq!(cancelled, CancelOutcome::Cancelled { unsent: 2, replaceable: true });
        assert_eq!(sending::existing_issue(&story.database, "spring", issue.list).await.unwrap(), None);
        assert_ne!(story.freeze().await.id, issue.id);
        assert_eq!(story.catcher.message_count(), 0);
    }

    async fn copy_that_came_back_was_a_copy(ground) {
        let story = SendingScenario::new(ground, 1).await;
        let issue = story.freeze().await;
        assert!(story.run(&issue).await.is_complete());
        let mut work = ground.database.begin_write().await.unwrap();
        let member = database::subscribers::by_address(&mut work, &"s0@example.org".parse().unwrap()).await.unwrap();
        let member = member.unwrap().id;
        database::deliveries::mark_returned(&mut work, issue.id, member, "came back").await.unwrap();
        let returned = NewInboundMessage {
            digest: Digest::default(),
            kind: InboundKind::Bounce,
            issue: Some(issue.id),
            subscriber: Some(member),
            reason: None,
            status_code: None,
            forwarded_to: None,
            note: None,
            is_unread: false,
        };
        assert!(database::inbound_messages::add(&mut work, &returned, now()).await.unwrap());
        assert!(database::deliveries::reached_anybody(&mut work, issue.id).await.unwrap());
    }

    async fn copy_in_doubt_counts_also_after_it_was_queued_again(ground) {
        let script = CatcherScript::with_responder(|at| match at.step {
            SmtpStep::FinalDot => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = SendingScenario::with_script(ground, 1, script).await;
        let issue = story.freeze().await;
        story.run(&issue).await;
        assert_eq!(story.count(&issue, DeliveryStatus::InDoubt).await, 1);
        let resend = sending::resolve_in_doubt(&story.database, &issue, InDoubtDecision::Resend, now()).await.unwrap();
        assert_eq!(resend, ResolveOutcome::Settled(1));
        let cancelled = sending::cancel_issue(&story.database, &issue, now()).await.unwrap();
        assert_eq!(cancelled, CancelOutcome::Cancelled { unsent: 1, replaceable: false });
    }
}
