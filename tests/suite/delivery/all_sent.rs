//! Nothing goes wrong.

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::{DeliveryStatus, IssueState};

use super::{DeliveryScenario, everyone};
use crate::engine::on_both;

on_both! {
    async fn each_recipient_gets_one_personal_copy(ground) {
        let story = DeliveryScenario::new(ground, 50, CatcherScript::default(), "").await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.total()), (50, 50));
        assert_eq!(story.reached(), everyone(50));
        let mut ids = std::collections::BTreeSet::new();
        for caught in story.catcher.messages() {
            let number = caught.to.trim_start_matches('s').trim_end_matches("@example.org");
            assert_eq!(caught.content().subject, format!("spring to {number}"));
            assert_eq!(caught.from, "chair@example.org");
            let link = caught.header("List-Unsubscribe").unwrap();
            assert!(link.starts_with("<https://news.example.org/u/"), "{link}");
            assert_eq!(caught.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
            assert_eq!(caught.header("List-Id").unwrap(), "\"Members\" <members.example.org>");
            ids.insert(caught.header("Message-ID").unwrap());
        }
        assert_eq!(ids.len(), 50);
        assert!(story.catcher.command_log().len() <= 4, "four connections were allowed");
        let mut work = ground.database.begin_read().await.unwrap();
        let issues = circular::database::issues::by_slug(&mut work, "spring").await.unwrap();
        assert_eq!(issues[0].state, IssueState::Finished);
    }

    async fn second_run_sends_nothing(ground) {
        let story = DeliveryScenario::new(ground, 5, CatcherScript::default(), "").await;
        story.send().await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.handled), (RunEnding::Completed, 0));
        assert_eq!(story.reached(), everyone(5));
    }

    async fn connections_are_closed_with_quit(ground) {
        let story = DeliveryScenario::new(ground, 20, CatcherScript::default(), "connections = 2").await;
        story.send().await;
        let log = story.catcher.command_log();
        assert!(log.len() <= 2, "{log:?}");
        for verbs in log {
            assert_eq!(verbs.last().map(String::as_str), Some("QUIT"), "{verbs:?}");
        }
    }
}
