//! One recipient is refused for good; the others are none the wiser.

use circular::catcher::{Action, Script, Step};
use circular::database;
use circular::delivery::Ending;
use circular::model::Status;

use super::Story;
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
        assert_eq!((progress.count(Status::Sent), progress.count(Status::Bounced)), (9, 1));
        assert_eq!(story.catcher.log().len(), 1, "the line outlives a refusal");
        let mut work = ground.database.read().await.unwrap();
        let bounced = database::delivery::of_status(&mut work, story.issue.id, Status::Bounced, 9).await.unwrap();
        assert_eq!(bounced[0].address.as_ref().unwrap().as_str(), "s3@example.org");
        assert!(bounced[0].reply.as_ref().unwrap().contains("550 5.1.1 No such user"), "{bounced:?}");
    }
}
