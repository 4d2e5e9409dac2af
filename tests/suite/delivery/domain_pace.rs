//! A domain with a pace of its own: it keeps nobody else waiting.

use std::sync::{Arc, Mutex};

use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use jiff::{SignedDuration, Timestamp};

use super::DeliveryScenario;
use super::ceilings::send_what_may_go;
use super::time::{pass, set, then};
use crate::engine::on_both;

const SLOW_DOMAIN: &str = "@slow.example.org";
const COPIES: u64 = 20;

/// Three readers at a slow domain, whose name somebody wrote in capitals, before all others.
fn readers() -> Vec<String> {
    let slow = (0..3).map(|number| format!("s{number}@slow.example.org"));
    slow.chain((3..COPIES).map(|number| format!("s{number}@example.org"))).collect()
}

on_both! {
    async fn limited_domain_is_slow_and_others_are_not(ground) {
        let times = Arc::new(Mutex::new(Vec::<Timestamp>::new()));
        let noted = Arc::clone(&times);
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step == SmtpStep::Recipient && moment.recipient.ends_with(SLOW_DOMAIN) {
                noted.lock().unwrap().push(then());
            }
            CatcherAction::Accept
        });
        let settings = "[throttle]\ndomains.'Slow.Example.org'.rate = '1/hour'\n";
        let story = DeliveryScenario::for_readers(ground, &readers(), script, settings).await;
        set(story.issue.starts_at);
        let mut sent = 0;
        while sent < COPIES {
            let (ending, progress) = send_what_may_go(&story).await;
            assert!(matches!(ending, RunEnding::Stopped | RunEnding::Completed), "{ending:?}");
            sent = progress.counts.count(DeliveryStatus::Sent);
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
