//! One recipient is refused for good; the others are none the wiser.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::catcher::{Action, Script, Step};
use circular::database;
use circular::delivery::{self, Ending, Resume};
use circular::import::ImportOptions;
use circular::model::{Pause, PauseReason, State, Status};

use super::{Story, everyone, now};
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
        let Ending::Paused(Pause { reason: PauseReason::Rejections, detail: Some(why) }) = &ending else {
            panic!("{ending:?}")
        };
        assert!(why.contains("Relay access denied"), "{why}");
        assert_eq!((progress.counts.of(Status::Queued), progress.counts.of(Status::Bounced)), (100, 0));
        let (ending, _) = story.send().await;
        let stays = matches!(ending, Ending::Paused(Pause { reason: PauseReason::Rejections, .. }));
        assert!(stays, "it stays paused: {ending:?}");
        assert_eq!(story.catcher.count(), 0);
        closed.store(false, Ordering::Relaxed);
        delivery::resume(&ground.database, &story.issue, Resume::default(), now()).await.unwrap();
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, 100));
        assert_eq!(story.reached(), everyone(100));
    }

    async fn refusals_can_be_accepted(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Recipient if moment.recipient < "s2" => Action::say("554 5.7.1 Not wanted here"),
            _ => Action::Accept,
        });
        let mut story = Story::new(ground, 30, script, "connections = 1").await;
        assert!(matches!(story.send().await.0, Ending::Paused(Pause { reason: PauseReason::Rejections, .. })));
        let how = Resume { accept_refusals: true, ..Resume::default() };
        delivery::resume(&ground.database, &story.issue, how, now()).await.unwrap();
        story.reload().await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, Ending::Done);
        assert_eq!((progress.counts.of(Status::Bounced), progress.counts.of(Status::Sent)), (12, 18));
    }

    async fn an_address_that_takes_no_mail_is_suppressed_at_once(ground) {
        let gone = Arc::new(AtomicBool::new(true));
        let gate = Arc::clone(&gone);
        let script = Script::answering(move |moment| match (moment.step, moment.recipient) {
            (Step::Recipient, "s3@example.org") if gate.load(Ordering::Relaxed) => Action::say("550 5.1.1 No such user"),
            (Step::Recipient, "s4@example.org") => Action::say("552 5.2.2 Mailbox full"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 10, script, "").await;
        let (_, progress) = story.send().await;
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Bounced)), (8, 2));
        let states = async || {
            let mut work = ground.database.read().await.unwrap();
            database::subscription::counts(&mut work, story.list.id).await.unwrap()
        };
        let set_aside = states().await;
        assert!(set_aside.contains(&(State::Suppressed, 1)) && set_aside.contains(&(State::Confirmed, 9)), "{set_aside:?}");
        // An import brings nobody back, on no list.
        let csv = "email\ns3@example.org\n";
        let options = ImportOptions::named("m.csv").strictly();
        let import = circular::import::import_file(&ground.database, &story.list, Cursor::new(csv), options, now()).await.unwrap();
        assert_eq!((import.suppressed(), import.new + import.joined), (1, 0));
        assert_eq!(states().await, set_aside);
        // Whoever knows better does, and then they are mailed again.
        gone.store(false, Ordering::Relaxed);
        let how = Resume { bounced: true, ..Resume::default() };
        assert_eq!(delivery::resume(&ground.database, &story.issue, how, now()).await.unwrap(), Some(2));
        assert_eq!(states().await, [(State::Confirmed, 10)]);
        let (_, progress) = story.send().await;
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Bounced)), (9, 1));
    }

    async fn a_relay_that_knows_nobody_is_not_believed_for_long(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say("550 5.1.1 No such user"),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 300, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, Ending::Paused(Pause { reason: PauseReason::Rejections, .. })), "{ending:?}");
        assert_eq!((progress.counts.of(Status::Bounced), progress.counts.of(Status::Queued)), (10, 290));
    }
}
