//! The relay is in trouble: no recipient pays for it.

use circular::catcher::{Action, Script, Step};
use circular::delivery::{Ending, Progress};
use circular::model::Status;
use tokio::sync::watch;

use super::{Story, Times, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn it_is_tried_a_few_times_and_not_once_per_copy(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Greeting => Action::say("421 4.3.2 Closing"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 100, script, "").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(&ending, Ending::Relay { words, .. } if words.contains("421")), "{ending:?}");
        assert_eq!((progress.counts.of(Status::Queued), progress.handled), (100, 0));
        assert_eq!(story.count(Status::Queued).await, 100);
        assert!(story.catcher.log().len() <= 4 + 3, "{} connections", story.catcher.log().len());
    }

    async fn copies_that_fail_together_are_one_failure(ground) {
        let down = Times::new(8);
        let script = Script::answering(move |moment| match moment.step {
            Step::Greeting if down.left() => Action::say("421 4.3.2 Closing"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 20, script, "connections = 8").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 20));
        assert_eq!(story.reached(), everyone(20));
    }

    async fn it_comes_back_and_the_run_goes_on(ground) {
        let busy = Times::new(2);
        let script = Script::answering(move |moment| match moment.step {
            Step::Mail if busy.left() => Action::say("451 4.3.0 Busy"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 10));
        assert_eq!(story.reached(), everyone(10));
    }

    async fn a_wrong_password_is_not_tried_again(ground) {
        let script = Script { account: Some(("chair".to_owned(), "right".to_owned())), ..Script::default() };
        let mut story = Story::new(ground, 10, script, "connections = 1").await;
        let relay = format!("smtp://chair:wrong@{}", story.catcher.address());
        story.workspace.settings.relay.url = relay.parse().unwrap();
        let (ending, _) = story.send().await;
        assert!(matches!(&ending, Ending::Relay { words, .. } if words.contains("535")), "{ending:?}");
        assert_eq!(story.catcher.log().len(), 1);
        assert_eq!(story.count(Status::Queued).await, 10);
    }

    async fn a_line_closed_between_copies_is_no_trouble(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Mail if moment.message > 0 && moment.message % 5 == 0 => Action::Drop,
            _ => Action::Accept,
        });
        let story = Story::new(ground, 23, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 23));
        assert_eq!(story.reached(), everyone(23));
        assert!(story.catcher.log().len() >= 3, "the server did close lines");
    }

    async fn a_server_that_takes_twenty_at_a_time_counts_for_nothing(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Dot if moment.message == 19 => Action::Farewell(b"250 2.0.0 The twentieth".to_vec()),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 50, script, "connections = 1").await;
        let troubled = |progress: &Progress| assert_eq!(progress.trouble, None);
        let (ending, _) = story.send_until(watch::channel(false).1, now, troubled).await.unwrap();
        assert_eq!(ending, Ending::Done);
        assert_eq!(story.reached(), everyone(50));
        assert_eq!(story.catcher.log().len(), 3);
        assert!(story.entries(Status::Sent).await.iter().all(|copy| copy.attempts == 1));
    }
}
