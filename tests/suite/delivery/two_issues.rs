//! Two issues go at once and share one pace: neither waits for the other's end.

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;

use super::{DeliveryScenario, now};
use crate::engine::on_both;

const COPIES: usize = 10;

on_both! {
    async fn two_issues_alternate(ground) {
        let spring = DeliveryScenario::new(ground, COPIES, CatcherScript::default(), "[throttle]\nrate = '20/second'\n").await;
        let summer = spring.another("summer", now()).await;
        let began = now();
        let ((one, _), (two, _)) = tokio::join!(spring.send(), summer.send());
        assert_eq!((one, two), (RunEnding::Completed, RunEnding::Completed));
        let took = now().duration_since(began);
        assert!(took.as_millis() >= 900, "together they keep the pace: {took:#}");
        assert_eq!((spring.count(DeliveryStatus::Sent).await, summer.count(DeliveryStatus::Sent).await), (COPIES as u64, COPIES as u64));
        let subjects: Vec<_> = spring.catcher.messages().iter().map(|copy| copy.content().subject).collect();
        // Whichever began first, from then on they take turns.
        let springs = subjects[..COPIES].iter().filter(|subject| subject.starts_with("spring")).count();
        assert!((COPIES / 2 - 1..=COPIES / 2 + 1).contains(&springs), "{subjects:?}");
    }
}
