//! A domain asks for less: it is left alone for ten minutes and then gets one copy at a time, and the others none the
//! fewer.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use circular::catcher::{Action, Script, Step};
use circular::delivery::Ending;
use circular::model::Status;
use jiff::SignedDuration;

use super::time::{pass, set, then};
use super::{Story, Times, days_later};
use crate::engine::on_both;

const LESS: &str = "451 4.7.500 Server busy. Please try again later";
const BUSY: &str = "@busy.example.org";
const HOLD: SignedDuration = SignedDuration::from_mins(10);

/// Twelve readers at a busy domain, between twelve at another one.
fn readers() -> Vec<String> {
    (0..24)
        .map(|number| format!("s{number}@{}", if number % 2 == 0 { "busy.example.org" } else { "example.org" }))
        .collect()
}

on_both! {
    async fn nothing_more_goes_there_and_everything_elsewhere(ground) {
        let (busy, asked) = (Times::new(1), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&asked);
        let script = Script::answering(move |moment| {
            if moment.step != Step::Recipient || !moment.recipient.ends_with(BUSY) {
                return Action::Accept;
            }
            counted.fetch_add(1, Ordering::Relaxed);
            if busy.left() { Action::say(LESS) } else { Action::Accept }
        });
        let story = Story::for_readers(ground, &readers(), script, "connections = 1").await;
        set(story.issue.starts_at);
        let (ending, progress) = story.send_at(then).await;
        assert_eq!(ending, Ending::Waiting(then() + HOLD));
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Queued)), (12, 12));
        assert_eq!(asked.load(Ordering::Relaxed), 1, "the others there were not even tried");
        assert!(story.reached().iter().all(|reader| !reader.ends_with(BUSY)));
        let waiting = story.entries(Status::Queued).await;
        assert!(waiting.iter().all(|copy| copy.attempts == 0), "a try that costs nothing");
        let told: Vec<_> = waiting.iter().filter_map(|copy| copy.reply.as_deref()).collect();
        assert!(told.len() == 1 && told[0].contains(LESS), "{told:?}");

        pass(HOLD - SignedDuration::from_secs(1));
        let (ending, progress) = story.send_at(then).await;
        assert_eq!(ending, Ending::Waiting(story.issue.starts_at + HOLD));
        assert_eq!((progress.handled, asked.load(Ordering::Relaxed)), (0, 1));

        pass(SignedDuration::from_secs(1));
        assert_eq!(story.send_at(then).await.0, Ending::Done);
        assert!(story.entries(Status::Sent).await.iter().all(|copy| copy.attempts == 1));
        let mut reached = story.reached();
        reached.dedup();
        assert_eq!((reached.len(), story.catcher.count()), (24, 24));
    }

    async fn after_it_the_domain_gets_a_few_at_a_time(ground) {
        let (busy, there) = (Times::new(1), Arc::new(AtomicI64::new(0)));
        let most = Arc::new(Mutex::new(0));
        let seen = Arc::clone(&most);
        let script = Script::answering(move |moment| {
            let to_busy = moment.recipient.ends_with(BUSY);
            match moment.step {
                Step::Recipient if to_busy && busy.left() => return Action::say(LESS),
                Step::Recipient if to_busy => {
                    let now = there.fetch_add(1, Ordering::Relaxed) + 1;
                    let mut most = seen.lock().unwrap();
                    *most = now.max(*most);
                }
                Step::Dot if to_busy => drop(there.fetch_sub(1, Ordering::Relaxed)),
                _ => {}
            }
            Action::Accept
        });
        let story = Story::for_readers(ground, &readers(), script, "connections = 6").await;
        set(story.issue.starts_at);
        assert!(matches!(story.send_at(then).await.0, Ending::Waiting(_)));
        let summer = story.another("summer", then()).await;
        for (story, minutes, at_once) in [(&story, 0, 1), (&summer, 2, 3)] {
            *most.lock().unwrap() = 0;
            set(story.issue.starts_at + HOLD + SignedDuration::from_mins(minutes));
            assert_eq!(story.send_at(then).await.0, Ending::Done);
            let most = *most.lock().unwrap();
            assert!((1..=at_once).contains(&most), "{most} at once after {minutes} minutes");
        }
    }

    async fn it_does_not_go_on_for_ever(ground) {
        let script = Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say(LESS),
            _ => Action::Accept,
        });
        let story = Story::new(ground, 2, script, "connections = 2").await;
        let (ending, _) = story.send().await;
        assert!(matches!(ending, Ending::Waiting(_)), "{ending:?}");
        let (mut ending, mut progress) = story.send_at(days_later).await;
        if let Ending::Waiting(due) = ending {
            // One at a time: the second had not been tried.
            set(due);
            (ending, progress) = story.send_at(then).await;
        }
        assert_eq!((ending, progress.counts.of(Status::Expired)), (Ending::Done, 2));
    }
}
