//! A domain with a pace of its own: it keeps nobody else waiting.

use std::sync::{Arc, Mutex};

use circular::catcher::{Action, Script, Step};
use circular::delivery::Ending;
use circular::model::Status;
use jiff::{SignedDuration, Timestamp};

use super::Story;
use super::ceilings::send_what_may_go;
use super::time::{pass, set, then};
use crate::engine::on_both;

const SLOW: &str = "@slow.example.org";
const COPIES: u64 = 20;

/// Three readers at a slow domain, whose name somebody wrote in capitals, before all others.
fn readers() -> Vec<String> {
    let slow = (0..3).map(|number| format!("s{number}@slow.example.org"));
    slow.chain((3..COPIES).map(|number| format!("s{number}@example.org"))).collect()
}

on_both! {
    async fn one_an_hour_there_and_the_others_at_once(ground) {
        let times = Arc::new(Mutex::new(Vec::<Timestamp>::new()));
        let noted = Arc::clone(&times);
        let script = Script::answering(move |moment| {
            if moment.step == Step::Recipient && moment.recipient.ends_with(SLOW) {
                noted.lock().unwrap().push(then());
            }
            Action::Accept
        });
        let settings = "[throttle]\ndomains.'Slow.Example.org'.rate = '1/hour'\n";
        let story = Story::for_readers(ground, &readers(), script, settings).await;
        set(story.issue.starts_at);
        let mut sent = 0;
        while sent < COPIES {
            let (ending, progress) = send_what_may_go(&story).await;
            assert!(matches!(ending, Ending::Stopped | Ending::Done), "{ending:?}");
            sent = progress.counts.of(Status::Sent);
            if progress.handled == 0 {
                assert!(sent > COPIES - 3, "{sent}: the others waited");
                pass(SignedDuration::from_mins(6));
            }
        }
        let times = times.lock().unwrap();
        let hours: Vec<_> = times.iter().map(|at| at.duration_since(times[0]).as_hours()).collect();
        assert_eq!(hours, [0, 1, 2]);
        assert_eq!(times[2].duration_since(times[0]), SignedDuration::from_hours(2));
    }
}
