//! A server that greylists for ever: when each copy is tried, and when it is given up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use jiff::{SignedDuration, Timestamp};

use super::DeliveryScenario;
use super::time::{set, then};
use crate::engine::on_both;

const COPIES: usize = 5;
const SETTINGS: &str = "[retry]\nfirst = '10m'\nlongest = '1h'\ngive_up = '5h'\n";
/// The waits after each try, in minutes; each may be up to a fifth longer.
const WAITS: [i64; 8] = [10, 20, 40, 60, 60, 60, 60, 60];
const GIVE_UP: SignedDuration = SignedDuration::from_hours(5);

on_both! {
    async fn retry_backoff_doubles_then_expires(ground) {
        let tries = Arc::new(Mutex::new(BTreeMap::<String, Vec<Timestamp>>::new()));
        let noted = Arc::clone(&tries);
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step != SmtpStep::Recipient {
                return CatcherAction::Accept;
            }
            noted.lock().unwrap().entry(moment.recipient.to_owned()).or_default().push(then());
            CatcherAction::reply("450 4.2.0 Greylisted")
        });
        let story = DeliveryScenario::new(ground, COPIES, script, SETTINGS).await;
        let began = story.issue.starts_at;
        set(began);
        let progress = loop {
            match story.send_at(then).await {
                (RunEnding::Waiting(due), _) => set(due),
                (RunEnding::Completed, progress) => break progress,
                (ending, _) => panic!("{ending:?}"),
            }
        };
        assert_eq!(progress.counts.count(DeliveryStatus::Expired), COPIES as u64);
        let attempts: Vec<_> = story.entries(DeliveryStatus::Expired).await.iter().map(|copy| copy.attempts).collect();
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
