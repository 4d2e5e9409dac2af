//! A server that greylists: not now, then yes.

use std::sync::Arc;

use circular::database;
use circular::delivery::{RunEnding, Scheduler};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use circular::smtp::Transport;
use circular::subscription;
use jiff::Timestamp;
use tokio::sync::watch;

use super::{CallCountdown, DeliveryScenario, days_later, everyone, now, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn copy_has_the_same_tokens_after_the_key_was_rotated(ground) {
        let greylisted = Arc::new(CallCountdown::new(1));
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if greylisted.left() => CatcherAction::reply("450 4.2.0 Greylisted"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 2, script, "").await;
        let mut settings = story.workspace.settings.clone();
        settings.sender.bounces = Some("bounces+{token}@example.org".parse().unwrap());
        let send = async |now: fn() -> Timestamp| {
            let transport = Transport::new(&settings.relay, &story.workspace.root, "example.org").unwrap();
            let scheduler = Scheduler::new(story.database.clone(), settings.clone(), transport, now);
            scheduler.send_issue(&story.issue, watch::channel(false).1).await.unwrap().0
        };
        assert!(matches!(send(now).await, RunEnding::Waiting(_)));
        subscription::rotate_signing_key(&story.database, days_later()).await.unwrap();
        assert_eq!(send(tomorrow).await, RunEnding::Completed);
        let caught = story.catcher.messages();
        assert_eq!(caught.len(), 2);
        let first_key = database::signing_keys::at(&mut story.database.begin_read().await.unwrap(), now()).await.unwrap();
        for copy in caught {
            let header = copy.header("List-Unsubscribe").unwrap();
            assert!(first_key.find_bounce(&copy.from).is_some() && first_key.find(&header).is_some(), "{}", copy.from);
        }
    }

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
