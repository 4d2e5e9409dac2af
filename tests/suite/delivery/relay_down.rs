//! The relay is in trouble: no recipient pays for it.

use circular::delivery::{RunEnding, RunProgress};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use tokio::sync::watch;

use super::{CallCountdown, DeliveryScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn unavailable_relay_is_retried_few_times(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Greeting => CatcherAction::reply("421 4.3.2 Closing"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 100, script, "").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(&ending, RunEnding::RelayFailed { reason, .. } if reason.contains("421")), "{ending:?}");
        assert_eq!((progress.counts.count(DeliveryStatus::Queued), progress.handled), (100, 0));
        assert_eq!(story.count(DeliveryStatus::Queued).await, 100);
        assert!(story.catcher.command_log().len() <= 4 + 3, "{} connections", story.catcher.command_log().len());
    }

    async fn concurrent_failures_count_once(ground) {
        let down = CallCountdown::new(8);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Greeting if down.left() => CatcherAction::reply("421 4.3.2 Closing"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 20, script, "connections = 8").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 20));
        assert_eq!(story.reached(), everyone(20));
    }

    async fn recovered_relay_resumes_run(ground) {
        let busy = CallCountdown::new(2);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Mail if busy.left() => CatcherAction::reply("451 4.3.0 Busy"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 10));
        assert_eq!(story.reached(), everyone(10));
    }

    async fn wrong_password_is_not_retried(ground) {
        let script = CatcherScript { credentials: Some(("chair".to_owned(), "right".to_owned())), ..CatcherScript::default() };
        let mut story = DeliveryScenario::new(ground, 10, script, "connections = 1").await;
        let relay = format!("smtp://chair:wrong@{}", story.catcher.address());
        story.workspace.settings.relay.url = relay.parse().unwrap();
        let (ending, _) = story.send().await;
        assert!(matches!(&ending, RunEnding::RelayFailed { reason, .. } if reason.contains("535")), "{ending:?}");
        assert_eq!(story.catcher.command_log().len(), 1);
        assert_eq!(story.count(DeliveryStatus::Queued).await, 10);
    }

    async fn connection_closed_between_copies_is_reopened(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Mail if moment.message > 0 && moment.message % 5 == 0 => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 23, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 23));
        assert_eq!(story.reached(), everyone(23));
        assert!(story.catcher.command_log().len() >= 3, "the server did close lines");
    }

    async fn per_connection_message_limit_is_not_a_failure(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::FinalDot if moment.message == 19 => CatcherAction::ReplyAndClose(b"250 2.0.0 The twentieth".to_vec()),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 50, script, "connections = 1").await;
        let troubled = |progress: &RunProgress| assert_eq!(progress.relay_problem, None);
        let (ending, _) = story.send_until(watch::channel(false).1, now, troubled).await.unwrap();
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!(story.reached(), everyone(50));
        assert_eq!(story.catcher.command_log().len(), 3);
        assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1));
    }
}
