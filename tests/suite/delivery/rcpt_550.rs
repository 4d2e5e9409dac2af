//! One recipient is refused for good; the others are none the wiser.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::catcher::{Action, Script, Step};
use circular::database;
use circular::delivery::Ending;
use circular::model::Status;

use super::{Story, everyone};
use crate::engine::on_both;

on_both! {
    async fn only_that_copy_bounces(ground) {
        let script = Script::answering(|moment| match (moment.step, moment.recipient) {
            (Step::Recipient, "s3@example.org") => Action::say("550 5.1.1 No such user"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, Ending::Done);
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Bounced)), (9, 1));
        assert_eq!(story.catcher.log().len(), 1, "the line outlives a refusal");
        let mut work = ground.database.read().await.unwrap();
        let bounced = database::delivery::of_status(&mut work, story.issue.id, Status::Bounced, 9).await.unwrap();
        assert_eq!(bounced[0].address.as_ref().unwrap().as_str(), "s3@example.org");
        assert!(bounced[0].reply.as_ref().unwrap().contains("550 5.1.1 No such user"), "{bounced:?}");
    }

    async fn a_relay_that_refuses_everybody_is_stopped_and_nobody_pays(ground) {
        let closed = Arc::new(AtomicBool::new(true));
        let gate = Arc::clone(&closed);
        let script = Script::answering(move |moment| match moment.step {
            Step::Recipient if gate.load(Ordering::Relaxed) => Action::say("554 5.7.1 Relay access denied"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 100, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(&ending, Ending::Relay(words) if words.contains("Relay access denied")), "{ending:?}");
        assert_eq!((progress.counts.of(Status::Queued), progress.counts.of(Status::Bounced)), (100, 0));
        closed.store(false, Ordering::Relaxed);
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 100));
        assert_eq!(story.reached(), everyone(100));
    }

    async fn a_list_of_dead_addresses_is_not_the_relays_fault(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say("550 5.1.1 No such user"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 30, script, "").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Bounced)), (Ending::Done, 30));
    }
}
