//! A server that greylists: not now, then yes.

use std::sync::Arc;

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;

use super::{CallCountdown, DeliveryScenario, days_later, everyone, now, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn deferred_copy_is_sent_later(ground) {
        let greylisted = Arc::new(CallCountdown::new(3));
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if greylisted.left() => CatcherAction::reply("450 4.2.0 Greylisted"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 10, script, "").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::Waiting(due) if due > now()), "{ending:?}");
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Deferred)), (7, 3));
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::Waiting(_)), "{ending:?}");
        assert_eq!(progress.handled, 0, "it is not due yet");
        let (ending, progress) = story.send_at(tomorrow).await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 10));
        assert_eq!(story.reached(), everyone(10));
    }

    async fn deferred_copy_expires(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient => CatcherAction::reply("450 4.2.0 Greylisted"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 2, script, "").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, RunEnding::Waiting(_)), "{ending:?}");
        let (ending, progress) = story.send_at(days_later).await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Expired)), (RunEnding::Completed, 2));
        assert_eq!(story.reached(), [""; 0]);
    }
}
