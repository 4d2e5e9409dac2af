//! One recipient is refused for good; the others are none the wiser.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::database;
use circular::delivery::RunEnding;
use circular::import::ImportOptions;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, Pause, PauseReason, SubscriptionState};
use circular::sending::{self, ResumeOptions, ResumeOutcome};

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

on_both! {
    async fn one_rejected_recipient_bounces_alone(ground) {
        let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
            (SmtpStep::Recipient, "s3@example.org") => CatcherAction::reply("550 5.1.1 No such user"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Bounced)), (9, 1));
        assert_eq!(story.catcher.command_log().len(), 1, "the line outlives a refusal");
        let mut work = ground.database.begin_read().await.unwrap();
        let bounced = database::deliveries::list_by_status(&mut work, story.issue.id, DeliveryStatus::Bounced, 9).await.unwrap();
        assert_eq!(bounced[0].address.as_ref().unwrap().as_str(), "s3@example.org");
        assert!(bounced[0].reply.as_ref().unwrap().contains("550 5.1.1 No such user"), "{bounced:?}");
    }

    async fn relay_rejecting_everyone_pauses_without_suppression(ground) {
        let closed = Arc::new(AtomicBool::new(true));
        let gate = Arc::clone(&closed);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if gate.load(Ordering::Relaxed) => CatcherAction::reply("554 5.7.1 Relay access denied"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 100, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        let RunEnding::Paused(Pause { reason: PauseReason::Rejections, detail: Some(why) }) = &ending else {
            panic!("{ending:?}")
        };
        assert!(why.contains("Relay access denied"), "{why}");
        assert_eq!((progress.counts.count(DeliveryStatus::Queued), progress.counts.count(DeliveryStatus::Bounced)), (100, 0));
        let (ending, _) = story.send().await;
        let stays = matches!(ending, RunEnding::Paused(Pause { reason: PauseReason::Rejections, .. }));
        assert!(stays, "it stays paused: {ending:?}");
        assert_eq!(story.catcher.message_count(), 0);
        closed.store(false, Ordering::Relaxed);
        sending::resume_issue(&ground.database, &story.issue, ResumeOptions::default(), now()).await.unwrap();
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 100));
        assert_eq!(story.reached(), everyone(100));
    }

    async fn fifteen_unknown_mailboxes_in_a_row_are_no_reason_to_pause(ground) {
        for (first, words) in [(0, "550 Unrouteable address"), (20, "550 User <s20@example.org> unknown"), (40, "550 Invalid recipient: <s40@example.org>")] {
            let script = CatcherScript::with_responder(move |moment| {
                let number = moment.recipient.trim_start_matches('s').split('@').next().and_then(|number| number.parse::<u32>().ok());
                let unknown = moment.step == SmtpStep::Recipient && number.is_some_and(|number| (first..first + 15).contains(&number));
                if unknown { CatcherAction::reply(words) } else { CatcherAction::Accept }
            });
            let fresh = TestDatabase::sqlite().await;
            let ground = if first == 0 { ground } else { &fresh };
            let story = DeliveryScenario::new(ground, 60, script, "connections = 1").await;
            let (ending, progress) = story.send().await;
            assert_eq!(ending, RunEnding::Completed, "{words}");
            assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Bounced)), (45, 15));
            let mut work = ground.database.begin_read().await.unwrap();
            let states = database::subscriptions::count_by_state(&mut work, story.list.id).await.unwrap();
            assert!(states.contains(&(SubscriptionState::Suppressed, 15)), "{states:?}");
        }
    }

    async fn relay_in_trouble_blames_nobody(ground) {
        let down = Arc::new(AtomicBool::new(true));
        let gate = Arc::clone(&down);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if gate.swap(false, Ordering::Relaxed) => CatcherAction::reply("550 connect ECONNREFUSED 127.0.0.1:5432"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 10, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, 10));
        assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1));
    }

    async fn rejections_can_be_accepted(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient if moment.recipient < "s2" => CatcherAction::reply("554 5.7.1 Not wanted here"),
            _ => CatcherAction::Accept,
        });
        let mut story = DeliveryScenario::new(ground, 30, script, "connections = 1").await;
        assert!(matches!(story.send().await.0, RunEnding::Paused(Pause { reason: PauseReason::Rejections, .. })));
        let how = ResumeOptions { accept_rejections: true, ..ResumeOptions::default() };
        sending::resume_issue(&ground.database, &story.issue, how, now()).await.unwrap();
        story.reload().await;
        let (ending, progress) = story.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Bounced), progress.counts.count(DeliveryStatus::Sent)), (12, 18));
    }

    async fn unknown_mailbox_is_suppressed(ground) {
        let gone = Arc::new(AtomicBool::new(true));
        let gate = Arc::clone(&gone);
        let script = CatcherScript::with_responder(move |moment| match (moment.step, moment.recipient) {
            (SmtpStep::Recipient, "s3@example.org") if gate.load(Ordering::Relaxed) => CatcherAction::reply("550 5.1.1 No such user"),
            (SmtpStep::Recipient, "s4@example.org") => CatcherAction::reply("552 5.2.2 Mailbox full"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 10, script, "").await;
        let (_, progress) = story.send().await;
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Bounced)), (8, 2));
        let states = async || {
            let mut work = ground.database.begin_read().await.unwrap();
            database::subscriptions::count_by_state(&mut work, story.list.id).await.unwrap()
        };
        let set_aside = states().await;
        assert!(set_aside.contains(&(SubscriptionState::Suppressed, 1)) && set_aside.contains(&(SubscriptionState::Confirmed, 9)), "{set_aside:?}");
        // An import brings nobody back, on no list.
        let csv = "email\ns3@example.org\n";
        let options = ImportOptions::named("m.csv").strictly();
        let import = circular::import::import_file(&ground.database, &story.list, Cursor::new(csv), options, now()).await.unwrap();
        assert_eq!((import.suppressed(), import.new + import.joined), (1, 0));
        assert_eq!(states().await, set_aside);
        // Whoever knows better does, and then they are mailed again.
        gone.store(false, Ordering::Relaxed);
        let how = ResumeOptions { retry_bounced: true, ..ResumeOptions::default() };
        let resumed = sending::resume_issue(&ground.database, &story.issue, how, now()).await.unwrap();
        assert!(matches!(resumed, ResumeOutcome::Resumed { requeued: 2, .. }), "{resumed:?}");
        assert_eq!(states().await, [(SubscriptionState::Confirmed, 10)]);
        let (_, progress) = story.send().await;
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Bounced)), (9, 1));
    }

    async fn many_unknown_mailboxes_pause_the_run(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient => CatcherAction::reply("550 5.1.1 No such user"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 300, script, "connections = 1").await;
        let (ending, progress) = story.send().await;
        assert!(matches!(ending, RunEnding::Paused(Pause { reason: PauseReason::Rejections, .. })), "{ending:?}");
        assert_eq!((progress.counts.count(DeliveryStatus::Bounced), progress.counts.count(DeliveryStatus::Queued)), (20, 280));
    }
}
