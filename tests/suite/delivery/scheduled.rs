//! The service: an issue that begins later, and copies that were put off.

use std::sync::Arc;

use circular::catcher::{Action, Script, Step};
use circular::database;
use circular::delivery::{Dispatcher, Ending};
use circular::model::{IssueState, Status};
use circular::transport::Transport;
use jiff::SignedDuration;
use tokio::sync::{mpsc, watch};

use super::time::{pass, set, then};
use super::{Story, Times, everyone, now};
use crate::engine::on_both;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn dispatcher(story: &Story) -> Dispatcher {
    let settings = story.workspace.settings.clone();
    let transport = Transport::new(&settings.relay, &story.workspace.root, "example.org").unwrap();
    Dispatcher::new(story.database.clone(), settings, transport, then)
}

on_both! {
    async fn nothing_goes_before_it_begins(ground) {
        let story = Story::new(ground, 3, Script::default(), "").await;
        let later = story.another("summer", now() + HOUR).await;
        assert_eq!(later.send().await.0, Ending::Waiting(later.issue.starts_at));
        assert_eq!((later.catcher.count(), later.count(Status::Queued).await), (0, 3));
        set(later.issue.starts_at);
        assert_eq!(later.send_at(then).await.0, Ending::Done);
        assert_eq!(later.reached(), everyone(3));
    }

    async fn the_service_sends_each_issue_when_it_begins_and_copies_when_they_are_due(ground) {
        let greylisted = Arc::new(Times::new(1));
        let (accepted, mut copies) = mpsc::unbounded_channel();
        let script = Script::answering(move |moment| match moment.step {
            Step::Recipient if moment.recipient == "s1@example.org" && greylisted.left() => {
                Action::say("450 4.2.0 Greylisted")
            }
            Step::Dot => {
                accepted.send(moment.recipient.to_owned()).unwrap();
                Action::Accept
            }
            _ => Action::Accept,
        });
        // Over one connection what was put off is settled before the last copy goes.
        let mut story = Story::new(ground, 3, script, "connections = 1").await;
        let mut later = story.another("summer", story.issue.starts_at + HOUR).await;
        set(story.issue.starts_at);
        let (stop, stopped) = watch::channel(false);
        let service = dispatcher(&story);
        let chair = async {
            let mut arrived = [copies.recv().await.unwrap(), copies.recv().await.unwrap()];
            arrived.sort();
            assert_eq!(arrived, ["s0@example.org", "s2@example.org"], "one is put off, and the second issue waits");
            pass(HOUR / 2);
            assert_eq!(copies.recv().await.unwrap(), "s1@example.org", "what was put off is due");
            assert_eq!(later.count(Status::Queued).await, 3);
            pass(HOUR / 2);
            let mut arrived = Vec::new();
            while arrived.len() < 3 {
                arrived.push(copies.recv().await.unwrap());
            }
            arrived.sort();
            assert_eq!(arrived, everyone(3));
            stop.send_replace(true);
        };
        tokio::join!(service.keep(stopped), chair);
        // It ends its runs before it ends.
        for story in [&mut story, &mut later] {
            story.reload().await;
            assert_eq!((story.count(Status::Sent).await, story.issue.state), (3, IssueState::Finished));
        }
        let due = database::issue::due(&mut ground.database.read().await.unwrap(), then()).await.unwrap();
        assert_eq!(due, []);
    }
}
