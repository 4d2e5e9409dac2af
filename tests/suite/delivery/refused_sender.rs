//! Replies about our own domain or relay: the issue pauses at the first one, and nobody pays for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, Pause, PauseReason};
use circular::sending::{self, ResumeOptions};

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

/// A relay that answers `words` to a step until the gate is opened.
fn refuses(step: SmtpStep, words: &'static str) -> (CatcherScript, Arc<AtomicBool>) {
    let closed = Arc::new(AtomicBool::new(true));
    let gate = Arc::clone(&closed);
    let script = CatcherScript::with_responder(move |moment| {
        let refused = moment.step == step && gate.load(Ordering::Relaxed);
        if refused { CatcherAction::reply(words) } else { CatcherAction::Accept }
    });
    (script, closed)
}

on_both! {
    async fn refused_domain_pauses_at_once_and_nobody_bounces(ground) {
        let words = "421-4.7.30 This mail has been rate limited because DKIM does not pass.\r\n421 4.7.30 Visit us - gsmtp";
        let (script, closed) = refuses(SmtpStep::FinalDot, words);
        let story = DeliveryScenario::new(ground, 30, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        let RunEnding::Paused(Pause { reason: PauseReason::DkimMissing, detail: Some(detail) }) = &ending else {
            panic!("{ending:?}")
        };
        assert!(detail.contains("DKIM does not pass"), "{detail}");
        assert_eq!(progress.counts.count(DeliveryStatus::Queued), 30);
        assert_eq!(story.catcher.command_log().iter().flatten().filter(|verb| *verb == "DATA").count(), 1, "at the first");
        assert!(story.entries(DeliveryStatus::Queued).await.iter().all(|copy| copy.attempts == 0));
        closed.store(false, Ordering::Relaxed);
        sending::resume_issue(&ground.database, &story.issue, ResumeOptions::default(), now()).await.unwrap();
        let (ending, _) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!(story.reached(), everyone(30));
    }

    async fn operator_may_go_on_all_the_same(ground) {
        let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
            (SmtpStep::FinalDot, "s1@example.org") => CatcherAction::reply("554 Transaction failed Reject due to domain's DMARC policy"),
            (SmtpStep::FinalDot, "s2@example.org") => CatcherAction::reply("421 4.7.26 unauthenticated"),
            _ => CatcherAction::Accept,
        });
        let mut story = DeliveryScenario::new(ground, 5, script, "connections = 1").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, RunEnding::Paused(Pause { reason: PauseReason::DmarcFailed, .. })), "{ending:?}");
        let how = ResumeOptions { accept_rejections: true, ..ResumeOptions::default() };
        sending::resume_issue(&ground.database, &story.issue, how, now()).await.unwrap();
        story.reload().await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::Waiting(_)), "{ending:?}");
        let counts = [DeliveryStatus::Sent, DeliveryStatus::Bounced, DeliveryStatus::Deferred].map(|status| progress.counts.count(status));
        assert_eq!(counts, [3, 1, 1]);
    }
}

#[tokio::test]
async fn each_fault_pauses_in_each_phase() {
    for (step, words, expected) in [
        (SmtpStep::FinalDot, "421 4.7.26 unauthenticated", PauseReason::NoAuthentication),
        (SmtpStep::FinalDot, "421 4.7.27 SPF does not pass", PauseReason::SpfFailed),
        (SmtpStep::FinalDot, "421 4.7.29 not sent over a TLS connection", PauseReason::TlsMissing),
        (SmtpStep::FinalDot, "421 5.7.32 no DMARC alignment", PauseReason::NotAligned),
        (SmtpStep::FinalDot, "421 4.7.40 no DMARC record", PauseReason::DmarcMissing),
        (SmtpStep::Recipient, "550 5.7.26 unauthenticated", PauseReason::NoAuthentication),
        (
            SmtpStep::FinalDot,
            "550 5.7.1 Rejected by policy: From header domain does not align with authenticated domain",
            PauseReason::ForeignSender,
        ),
        (
            SmtpStep::Mail,
            "553 5.7.1 <chair@example.org>: Sender address rejected: not owned by user ann@example.com",
            PauseReason::ForeignSender,
        ),
    ] {
        let ground = TestDatabase::sqlite().await;
        let story = DeliveryScenario::new(&ground, 12, refuses(step, words).0, "connections = 3").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(&ending, RunEnding::Paused(pause) if pause.reason == expected), "{words}: {ending:?}");
        assert_eq!(progress.counts.count(DeliveryStatus::Queued), 12, "{words}");
    }
}
