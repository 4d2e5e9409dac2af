//! The relay lets our account send no more for an hour or a day: everybody waits, and nobody is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use circular::delivery::{RelayFailureKind, RunEnding};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, SubscriptionState};

use super::{DeliveryScenario, everyone};
use crate::engine::{TestDatabase, on_both};

/// A relay that accepts `allowed` copies, and answers `words` to a step of all others.
fn limited(allowed: Arc<AtomicUsize>, step: SmtpStep, words: &'static str) -> CatcherScript {
    let accepted = AtomicUsize::new(0);
    CatcherScript::with_responder(move |moment| {
        let is_over = accepted.load(Ordering::Relaxed) >= allowed.load(Ordering::Relaxed);
        if moment.step == step && is_over {
            return CatcherAction::reply(words);
        }
        if moment.step == SmtpStep::FinalDot {
            accepted.fetch_add(1, Ordering::Relaxed);
        }
        CatcherAction::Accept
    })
}

on_both! {
    async fn daily_limit_is_waited_for(ground) {
        let allowed = Arc::new(AtomicUsize::new(5));
        let words = "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit)";
        let story = DeliveryScenario::new(ground, 20, limited(Arc::clone(&allowed), SmtpStep::Recipient, words), "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::RelayFailed { kind: RelayFailureKind::SendingLimit, .. }), "{ending:?}");
        let counts = [DeliveryStatus::Sent, DeliveryStatus::Queued].map(|status| progress.counts.count(status));
        assert_eq!(counts, [5, 15]);
        assert!(story.entries(DeliveryStatus::Queued).await.iter().all(|copy| copy.attempts == 0));
        // The next day.
        allowed.store(usize::MAX, Ordering::Relaxed);
        let (ending, _) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!(story.reached(), everyone(20));
        let mut work = ground.database.begin_read().await.unwrap();
        let states = circular::database::subscriptions::count_by_state(&mut work, story.list.id).await.unwrap();
        assert_eq!(states, [(SubscriptionState::Confirmed, 20)]);
    }
}

#[tokio::test]
async fn limit_is_understood_in_each_phase() {
    for (step, words) in [
        (SmtpStep::Recipient, "550 5.7.232 Your trial tenant has exceeded its daily limit"),
        (SmtpStep::FinalDot, "550 5.7.236 limited to 100 external recipients"),
        (SmtpStep::Recipient, "550 5.1.90 You've reached your daily limit for message recipients"),
        (SmtpStep::Mail, "550 5.4.5 Daily user sending limit exceeded. - gsmtp"),
        (SmtpStep::Data, "454 Throttling failure: Daily message quota exceeded."),
        (
            SmtpStep::FinalDot,
            "450-Requested mail action not taken: mailbox unavailable\r\n450 Mail send limit exceeded",
        ),
    ] {
        let ground = TestDatabase::sqlite().await;
        let script = limited(Arc::new(AtomicUsize::new(1)), step, words);
        let story = DeliveryScenario::new(&ground, 6, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(
            matches!(ending, RunEnding::RelayFailed { kind: RelayFailureKind::SendingLimit, .. }),
            "{words}: {ending:?}"
        );
        let counts = [DeliveryStatus::Sent, DeliveryStatus::Queued].map(|status| progress.counts.count(status));
        assert_eq!(counts, [1, 5], "{words}");
    }
}
