//! A relay that accepts connections and says nothing: it is waited for once, unless it has answered before.

use std::time::Duration;

use circular::delivery::{RelayFailureKind, RunEnding};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use circular::smtp::SmtpTimeouts;

use super::{CallCountdown, DeliveryScenario, everyone};
use crate::engine::{TestDatabase, on_both};

const SHORT: Duration = Duration::from_millis(200);

fn hasty() -> SmtpTimeouts {
    SmtpTimeouts { greeting: SHORT, command: SHORT, ..SmtpTimeouts::default() }
}

async fn silent_at(ground: &TestDatabase, step: SmtpStep, words: &str) {
    let script =
        CatcherScript::with_responder(
            move |moment| {
                if moment.step == step { CatcherAction::Stall } else { CatcherAction::Accept }
            },
        );
    let mut story = DeliveryScenario::new(ground, 3, script, "connections = 1").await;
    story.limits = hasty();
    let (ending, _) = story.send().await;
    let RunEnding::RelayFailed { kind: RelayFailureKind::Silent, reason } = &ending else { panic!("{ending:?}") };
    assert!(reason.contains(words), "{reason}");
    assert_eq!(story.catcher.command_log().len(), 1, "one connection");
    assert_eq!(story.count(DeliveryStatus::Queued).await, 3);
}

on_both! {
    async fn relay_that_never_answered_is_waited_for_once(ground) {
        silent_at(ground, SmtpStep::Greeting, "accepts connections but says nothing, not even within 0.2 s").await;
    }

    async fn relay_that_only_greets_is_waited_for_once(ground) {
        silent_at(ground, SmtpStep::Hello, "nothing came within 0.2 s").await;
    }

    async fn relay_that_has_answered_is_tried_again(ground) {
        let silent = CallCountdown::new(1);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Greeting if moment.connection > 0 && silent.left() => CatcherAction::Stall,
            _ => CatcherAction::Accept,
        });
        let settings = "connections = 1\nmessages_per_connection = 1";
        let mut story = DeliveryScenario::new(ground, 3, script, settings).await;
        story.limits = hasty();
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 3));
        assert_eq!(story.reached(), everyone(3));
    }
}

#[test]
fn limits_are_those_of_the_rfc() {
    // RFC 5321 §4.5.3.2.1 to §4.5.3.2.6, in minutes.
    let limits = SmtpTimeouts::default();
    let minutes = [limits.greeting, limits.command, limits.data, limits.body_write, limits.final_dot];
    assert_eq!(minutes.map(|limit| limit.as_secs() / 60), [5, 5, 2, 3, 10]);
}
