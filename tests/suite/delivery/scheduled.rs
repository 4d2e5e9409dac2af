//! The service: an issue that begins later, and copies that were put off.

use std::sync::Arc;

use circular::database;
use circular::delivery::{RunEnding, Scheduler};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, IssueState};
use circular::smtp::Transport;
use jiff::SignedDuration;
use tokio::sync::{mpsc, watch};

use super::time::{pass, set, then};
use super::{CallCountdown, DeliveryScenario, everyone, now};
use crate::engine::on_both;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn scheduler(story: &DeliveryScenario) -> Scheduler {
    let settings = story.workspace.settings.clone();
    let transport = Transport::new(&settings.relay, &story.workspace.root, "example.org").unwrap();
    Scheduler::new(story.database.clone(), settings, transport, then)
}

on_both! {
    async fn scheduled_issue_does_not_start_early(ground) {
        let story = DeliveryScenario::new(ground, 3, CatcherScript::default(), "").await;
        let later = story.another("summer", now() + HOUR).await;
        assert_eq!(later.send().await.0, RunEnding::Waiting(later.issue.starts_at));
        assert_eq!((later.catcher.message_count(), later.count(DeliveryStatus::Queued).await), (0, 3));
        set(later.issue.starts_at);
        assert_eq!(later.send_at(then).await.0, RunEnding::Completed);
        assert_eq!(later.reached(), everyone(3));
    }

    async fn service_sends_issues_and_copies_when_due(ground) {
        let greylisted = Arc::new(CallCountdown::new(1));
        let (accepted, mut copies) = mpsc::unbounded_channel();
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if moment.recipient == "s1@example.org" && greylisted.left() => {
                CatcherAction::reply("450 4.2.0 Greylisted")
            }
            SmtpStep::FinalDot => {
                accepted.send(moment.recipient.to_owned()).unwrap();
                CatcherAction::Accept
            }
            _ => CatcherAction::Accept,
        });
        // Over one connection what was put off is settled before the last copy goes.
        let mut story = DeliveryScenario::new(ground, 3, script, "connections = 1").await;
        let mut later = story.another("summer", story.issue.starts_at + HOUR).await;
        set(story.issue.starts_at);
        let (stop, stopped) = watch::channel(false);
        let service = scheduler(&story);
        let chair = async {
            let mut arrived = [copies.recv().await.unwrap(), copies.recv().await.unwrap()];
            arrived.sort();
            assert_eq!(arrived, ["s0@example.org", "s2@example.org"], "one is put off, and the second issue waits");
            pass(HOUR / 2);
            assert_eq!(copies.recv().await.unwrap(), "s1@example.org", "what was put off is due");
            assert_eq!(later.count(DeliveryStatus::Queued).await, 3);
            pass(HOUR / 2);
            let mut arrived = Vec::new();
            while arrived.len() < 3 {
                arrived.push(copies.recv().await.unwrap());
            }
            arrived.sort();
            assert_eq!(arrived, everyone(3));
            stop.send_replace(true);
        };
        tokio::join!(service.run_until(stopped), chair);
        // It ends its runs before it ends.
        for story in [&mut story, &mut later] {
            story.reload().await;
            assert_eq!((story.count(DeliveryStatus::Sent).await, story.issue.state), (3, IssueState::Finished));
        }
        let due = database::issues::list_due(&mut ground.database.begin_read().await.unwrap(), then()).await.unwrap();
        assert_eq!(due, []);
    }
}
