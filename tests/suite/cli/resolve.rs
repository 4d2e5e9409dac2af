//! `circular resolve`.

use std::sync::atomic::{AtomicBool, Ordering};

use circular::catcher::{Action, Catcher, Script, Step};

use super::{House, MEMBERS, SPRING, catcher};

/// A society that does not know whether Bob's copy arrived: it did.
async fn in_doubt() -> (House, Catcher) {
    let lost = AtomicBool::new(false);
    let script = Script::answering(move |moment| match (moment.step, moment.recipient) {
        (Step::Dot, "bob@example.org") if !lost.swap(true, Ordering::Relaxed) => Action::Drop,
        _ => Action::Accept,
    });
    let catcher = catcher(script).await;
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_in_doubt_is_named_and_sent_again_on_demand() {
    let (house, catcher) = in_doubt().await;
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"");
    // Without the chair's word it is not sent again.
    assert_eq!((house.run(["send", "spring"]).code(), catcher.count()), (75, 3));
    insta::assert_snapshot!(house.run(["resolve", "spring", "--resend"]), @"");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"");
    let caught = catcher.caught();
    let ids: Vec<_> =
        caught.iter().filter(|copy| copy.to == "bob@example.org").map(|copy| copy.header("Message-ID")).collect();
    assert!(ids.len() == 2 && ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    insta::assert_snapshot!(house.run(["resolve", "spring", "--sent"]), @"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_in_doubt_counts_as_sent_on_demand() {
    let (house, catcher) = in_doubt().await;
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 75);
    insta::assert_snapshot!(house.run(["resolve", "spring", "--sent"]), @"");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"");
    assert_eq!((house.run(["send", "spring", "--yes"]).code(), catcher.count()), (1, 3));
}
