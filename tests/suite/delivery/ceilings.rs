//! A pace with a ceiling above it: never more in any of its periods.

use std::sync::{Arc, Mutex};

use circular::delivery::{RunEnding, RunProgress};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::time::{pass, set, then};
use super::{DeliveryScenario, everyone};
use crate::engine::on_both;

const COPIES: usize = 12;
const CEILING: usize = 3;
const STEP: SignedDuration = SignedDuration::from_mins(7);

/// Sends what may go now, and does not wait for what may go later.
pub(super) async fn send_what_may_go(story: &DeliveryScenario) -> (RunEnding, RunProgress) {
    let (stop, stopped) = watch::channel(false);
    let mut before = None;
    let ended = story.send_until(stopped, then, |progress| {
        // It stops claiming when a turn has brought nothing; what is under way is finished.
        if before.replace(progress.handled) == Some(progress.handled) {
            stop.send_replace(true);
        }
    });
    ended.await.unwrap()
}

on_both! {
    async fn hourly_limit_is_never_exceeded(ground) {
        let times = Arc::new(Mutex::new(Vec::<Timestamp>::new()));
        let noted = Arc::clone(&times);
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step == SmtpStep::Mail {
                noted.lock().unwrap().push(then());
            }
            CatcherAction::Accept
        });
        let settings = format!("[throttle]\nrate = ['1000/second', '{CEILING}/hour']\n");
        let story = DeliveryScenario::new(ground, COPIES, script, &settings).await;
        set(story.issue.starts_at);
        // Each run is a process of its own: what counts is kept in the database.
        loop {
            let (ending, progress) = send_what_may_go(&story).await;
            if progress.counts.count(DeliveryStatus::Sent) == COPIES as u64 {
                break;
            }
            assert_eq!(ending, RunEnding::Stopped);
            if progress.handled == 0 {
                pass(STEP);
            }
        }
        assert_eq!(story.reached(), everyone(COPIES));
        let times = times.lock().unwrap();
        for window in times.windows(CEILING + 1) {
            let span = window[CEILING].duration_since(window[0]);
            assert!(span > SignedDuration::from_hours(1), "{} in {span:#}", CEILING + 1);
        }
        // No more is lost than a sixtieth of each period, and what this clock's steps cost.
        let longest = (SignedDuration::from_mins(61 + 1) + STEP) * 3;
        assert!(times[COPIES - 1].duration_since(times[0]) <= longest, "{times:?}");
    }
}
