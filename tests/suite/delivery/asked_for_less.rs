//! A domain asks for less: its copies wait, and pay nothing for it.

use circular::catcher::{Action, Script, Step};
use circular::delivery::Ending;
use circular::model::Status;
use jiff::SignedDuration;

use super::{Story, Times, days_later, everyone, now, tomorrow};
use crate::engine::on_both;

const LESS: &str = "451 4.7.500 Server busy. Please try again later";

on_both! {
    async fn the_try_is_not_counted(ground) {
        let busy = Times::new(3);
        let script = Script::answering(move |moment| match moment.step {
            Step::Recipient if busy.left() => Action::say(LESS),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 5, script, "connections = 1").await;
        let began = now();
        let (ending, progress) = story.send().await;
        let Ending::Waiting(due) = ending else { panic!("{ending:?}") };
        assert!(due.duration_since(began) >= SignedDuration::from_mins(10), "{due}");
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Queued)), (2, 3));
        let waiting = story.entries(Status::Queued).await;
        assert!(waiting.iter().all(|copy| copy.attempts == 0 && copy.reply.as_ref().unwrap().contains(LESS)));
        let (ending, _) = story.send_at(tomorrow).await;
        assert_eq!(ending, Ending::Done);
        assert!(story.entries(Status::Sent).await.iter().all(|copy| copy.attempts == 1));
        assert_eq!(story.reached(), everyone(5));
    }

    async fn it_does_not_go_on_for_ever(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say(LESS),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 2, script, "").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, Ending::Waiting(_)), "{ending:?}");
        let (ending, progress) = story.send_at(days_later).await;
        assert_eq!((ending, progress.counts.of(Status::Expired)), (Ending::Done, 2));
    }
}
