//! A domain asks for less: it is left alone for ten minutes and then gets one copy at a time, and the others none the
//! fewer.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use jiff::SignedDuration;

use super::time::{pass, set, then};
use super::{CallCountdown, DeliveryScenario, days_later};
use crate::engine::on_both;

const THROTTLE_REPLY: &str = "451 4.7.500 Server busy. Please try again later";
const BUSY_DOMAIN: &str = "@busy.example.org";
const HOLD: SignedDuration = SignedDuration::from_mins(10);

/// Twelve readers at a busy domain, between twelve at another one.
fn readers() -> Vec<String> {
    (0..24)
        .map(|number| format!("s{number}@{}", if number % 2 == 0 { "busy.example.org" } else { "example.org" }))
        .collect()
}

on_both! {
    async fn throttled_domain_is_held_and_others_continue(ground) {
        let (busy, asked) = (CallCountdown::new(1), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&asked);
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step != SmtpStep::Recipient || !moment.recipient.ends_with(BUSY_DOMAIN) {
                return CatcherAction::Accept;
            }
            counted.fetch_add(1, Ordering::Relaxed);
            if busy.left() { CatcherAction::reply(THROTTLE_REPLY) } else { CatcherAction::Accept }
        });
        let story = DeliveryScenario::for_readers(ground, &readers(), script, "connections = 1").await;
        set(story.issue.starts_at);
        let (ending, progress) = story.send_at(then).await;
        assert_eq!(ending, RunEnding::Waiting(then() + HOLD));
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Queued)), (12, 12));
        assert_eq!(asked.load(Ordering::Relaxed), 1, "the others there were not even tried");
        assert!(story.reached().iter().all(|reader| !reader.ends_with(BUSY_DOMAIN)));
        let waiting = story.entries(DeliveryStatus::Queued).await;
        assert!(waiting.iter().all(|copy| copy.attempts == 0), "a try that costs nothing");
        let told: Vec<_> = waiting.iter().filter_map(|copy| copy.reply.as_deref()).collect();
        assert!(told.len() == 1 && told[0].contains(THROTTLE_REPLY), "{told:?}");

        pass(HOLD - SignedDuration::from_secs(1));
        let (ending, progress) = story.send_at(then).await;
        assert_eq!(ending, RunEnding::Waiting(story.issue.starts_at + HOLD));
        assert_eq!((progress.handled, asked.load(Ordering::Relaxed)), (0, 1));

        pass(SignedDuration::from_secs(1));
        assert_eq!(story.send_at(then).await.0, RunEnding::Completed);
        assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1));
        let mut reached = story.reached();
        reached.dedup();
        assert_eq!((reached.len(), story.catcher.message_count()), (24, 24));
    }

    async fn throttled_domain_resumes_slowly(ground) {
        let (busy, there) = (CallCountdown::new(1), Arc::new(AtomicI64::new(0)));
        let most = Arc::new(Mutex::new(0));
        let seen = Arc::clone(&most);
        let script = CatcherScript::with_responder(move |moment| {
            let to_busy = moment.recipient.ends_with(BUSY_DOMAIN);
            match moment.step {
                SmtpStep::Recipient if to_busy && busy.left() => return CatcherAction::reply(THROTTLE_REPLY),
                SmtpStep::Recipient if to_busy => {
                    let now = there.fetch_add(1, Ordering::Relaxed) + 1;
                    let mut most = seen.lock().unwrap();
                    *most = now.max(*most);
                }
                SmtpStep::FinalDot if to_busy => drop(there.fetch_sub(1, Ordering::Relaxed)),
                _ => {}
            }
            CatcherAction::Accept
        });
        let story = DeliveryScenario::for_readers(ground, &readers(), script, "connections = 6").await;
        set(story.issue.starts_at);
        assert!(matches!(story.send_at(then).await.0, RunEnding::Waiting(_)));
        let summer = story.another("summer", then()).await;
        for (story, minutes, at_once) in [(&story, 0, 1), (&summer, 2, 3)] {
            *most.lock().unwrap() = 0;
            set(story.issue.starts_at + HOLD + SignedDuration::from_mins(minutes));
            assert_eq!(story.send_at(then).await.0, RunEnding::Completed);
            let most = *most.lock().unwrap();
            assert!((1..=at_once).contains(&most), "{most} at once after {minutes} minutes");
        }
    }

    async fn throttled_domain_expires(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient => CatcherAction::reply(THROTTLE_REPLY),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 2, script, "connections = 2").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, RunEnding::Waiting(_)), "{ending:?}");
        let (mut ending, mut progress) = story.send_at(days_later).await;
        if let RunEnding::Waiting(due) = ending {
            // One at a time: the second had not been tried.
            set(due);
            (ending, progress) = story.send_at(then).await;
        }
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Expired)), (RunEnding::Completed, 2));
    }
}
