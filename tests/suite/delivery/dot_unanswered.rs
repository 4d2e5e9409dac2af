//! The line breaks after the final dot: nobody knows, and that is what the ledger says.

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use circular::sending::{self, InDoubtDecision, ResolveOutcome};

use super::{CallCountdown, DeliveryScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn unanswered_copy_is_in_doubt_and_held(ground) {
        let broken = CallCountdown::new(1);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::FinalDot if broken.left() => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::InDoubt)), (9, 1));
        story.send().await;
        assert_eq!(story.reached(), everyone(10), "it was accepted, and not repeated");
        assert_eq!(story.count(DeliveryStatus::InDoubt).await, 1);
    }

    async fn resent_copy_keeps_message_id(ground) {
        let broken = CallCountdown::new(1);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::FinalDot if broken.left() => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 1, script, "connections = 1").await;
        story.send().await;
        let resend = sending::resolve_in_doubt(&ground.database, &story.issue, InDoubtDecision::Resend, now()).await.unwrap();
        assert_eq!(resend, ResolveOutcome::Settled(1));
        let (ending, _) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        let ids: Vec<_> = story.catcher.messages().iter().map(|caught| caught.header("Message-ID")).collect();
        assert_eq!(ids.len(), 2);
        assert!(ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    }

    async fn doubtful_copy_can_be_marked_sent(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::FinalDot => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 1, script, "").await;
        story.send().await;
        sending::resolve_in_doubt(&ground.database, &story.issue, InDoubtDecision::CountAsSent, now()).await.unwrap();
        assert_eq!(story.count(DeliveryStatus::Sent).await, 1);
        let (_, progress) = story.send().await;
        assert_eq!(progress.handled, 0);
    }

    async fn silent_relay_pauses_before_whole_list_is_in_doubt(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::FinalDot => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 100, script, "connections = 2").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::RelayFailed { .. }), "{ending:?}");
        let in_doubt = progress.counts.count(DeliveryStatus::InDoubt);
        assert!((1..=8).contains(&in_doubt), "{in_doubt}");
        assert_eq!(progress.counts.count(DeliveryStatus::Queued), 100 - in_doubt);
    }
}
