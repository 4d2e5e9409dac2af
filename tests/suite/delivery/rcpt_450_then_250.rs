//! A server that greylists: not now, then yes.

use std::sync::Arc;

use circular::catcher::{Action, Script, Step};
use circular::delivery::Ending;
use circular::model::Status;

use super::{Story, Times, days_later, everyone, now, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn a_deferred_copy_goes_later(ground) {
        let greylisted = Arc::new(Times::new(3));
        let script = Script::answering(move |moment| match moment.step {
            Step::Recipient if greylisted.left() => Action::say("450 4.2.0 Greylisted"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 10, script, "").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, Ending::Waiting(due) if due > now()), "{ending:?}");
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Deferred)), (7, 3));
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, Ending::Waiting(_)), "{ending:?}");
        assert_eq!(progress.handled, 0, "it is not due yet");
        let (ending, progress) = story.send_at(tomorrow).await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 10));
        assert_eq!(story.reached(), everyone(10));
    }

    async fn a_copy_is_not_deferred_for_ever(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say("450 4.2.0 Greylisted"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 2, script, "").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, Ending::Waiting(_)), "{ending:?}");
        let (ending, progress) = story.send_at(days_later).await;
        assert_eq!((ending, progress.counts.of(Status::Expired)), (Ending::Done, 2));
        assert_eq!(story.reached(), [""; 0]);
    }
}
