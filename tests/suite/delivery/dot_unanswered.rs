//! The line breaks after the final dot: nobody knows, and that is what the ledger says.

use circular::catcher::{Action, Script, Step};
use circular::delivery::{self, Ending};
use circular::model::Status;

use super::{Story, Times, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn the_copy_is_in_doubt_and_not_sent_again_by_itself(ground) {
        let broken = Times::new(1);
        let script = Script::answering(move |moment| match moment.step {
            Step::Dot if broken.left() => Action::Drop,
            _ => Action::Accept,
        });
        let story = Story::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, Ending::Done);
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::InDoubt)), (9, 1));
        story.send().await;
        assert_eq!(story.reached(), everyone(10), "it was accepted, and not repeated");
        assert_eq!(story.count(Status::InDoubt).await, 1);
    }

    async fn a_copy_sent_again_keeps_its_message_id(ground) {
        let broken = Times::new(1);
        let script = Script::answering(move |moment| match moment.step {
            Step::Dot if broken.left() => Action::Drop,
            _ => Action::Accept,
        });
        let story = Story::new(ground, 1, script, "connections = 1").await;
        story.send().await;
        assert_eq!(delivery::resolve(&ground.database, &story.issue, true, now()).await.unwrap(), 1);
        let (ending, _) = story.send().await;
        assert_eq!(ending, Ending::Done);
        let ids: Vec<_> = story.catcher.caught().iter().map(|caught| caught.header("Message-ID")).collect();
        assert_eq!(ids.len(), 2);
        assert!(ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    }

    async fn it_can_be_counted_as_sent(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Dot => Action::Drop,
            _ => Action::Accept,
        });
        let story = Story::new(ground, 1, script, "").await;
        story.send().await;
        delivery::resolve(&ground.database, &story.issue, false, now()).await.unwrap();
        assert_eq!(story.count(Status::Sent).await, 1);
        let (_, progress) = story.send().await;
        assert_eq!(progress.handled, 0);
    }

    async fn a_relay_that_never_answers_the_dot_does_not_put_a_whole_list_in_doubt(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Dot => Action::Drop,
            _ => Action::Accept,
        });
        let story = Story::new(ground, 100, script, "connections = 2").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, Ending::Relay { .. }), "{ending:?}");
        let in_doubt = progress.counts.of(Status::InDoubt);
        assert!((1..=8).contains(&in_doubt), "{in_doubt}");
        assert_eq!(progress.counts.of(Status::Queued), 100 - in_doubt);
    }
}
