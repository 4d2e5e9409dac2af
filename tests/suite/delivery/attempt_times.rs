//! A server that greylists for ever: when each copy is tried, and when it is given up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use circular::catcher::{Action, Script, Step};
use circular::delivery::Ending;
use circular::model::Status;
use jiff::{SignedDuration, Timestamp};

use super::Story;
use super::time::{set, then};
use crate::engine::on_both;

const COPIES: usize = 5;
const SETTINGS: &str = "[retry]\nfirst = '10m'\nlongest = '1h'\ngive_up = '5h'\n";
/// The waits after each try, in minutes; each may be up to a fifth longer.
const WAITS: [i64; 8] = [10, 20, 40, 60, 60, 60, 60, 60];
const GIVE_UP: SignedDuration = SignedDuration::from_hours(5);

on_both! {
    async fn waits_double_up_to_the_longest_and_then_it_is_given_up(ground) {
        let tries = Arc::new(Mutex::new(BTreeMap::<String, Vec<Timestamp>>::new()));
        let noted = Arc::clone(&tries);
        let script = Script::answering(move |moment| {
            if moment.step != Step::Recipient {
                return Action::Accept;
            }
            noted.lock().unwrap().entry(moment.recipient.to_owned()).or_default().push(then());
            Action::say("450 4.2.0 Greylisted")
        });
        let story = Story::new(ground, COPIES, script, SETTINGS).await;
        let began = story.issue.starts_at;
        set(began);
        let progress = loop {
            match story.send_at(then).await {
                (Ending::Waiting(due), _) => set(due),
                (Ending::Done, progress) => break progress,
                (ending, _) => panic!("{ending:?}"),
            }
        };
        assert_eq!(progress.counts.of(Status::Expired), COPIES as u64);
        let attempts: Vec<_> = story.entries(Status::Expired).await.iter().map(|copy| copy.attempts).collect();
        let tries = tries.lock().unwrap();
        assert_eq!(tries.len(), COPIES);
        for times in tries.values() {
            assert_eq!(times[0], began);
            for (times, wait) in times.windows(2).zip(WAITS) {
                let least = SignedDuration::from_mins(wait);
                let waited = times[1].duration_since(times[0]);
                assert!((least..=least + least / 5).contains(&waited), "{waited:#} in place of {least:#}");
            }
            let [.., before, last] = times.as_slice() else { panic!("{times:?}") };
            assert!(*before <= began + GIVE_UP && *last > began + GIVE_UP, "given up too early or too late: {times:?}");
        }
        let mut counted: Vec<_> = tries.values().map(Vec::len).collect();
        counted.sort_unstable();
        let mut attempts: Vec<_> = attempts.into_iter().map(|tries| usize::try_from(tries).unwrap()).collect();
        attempts.sort_unstable();
        assert_eq!(attempts, counted, "each try was counted");
        assert_eq!(story.reached(), [""; 0]);
    }
}
