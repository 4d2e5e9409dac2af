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
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 2 of 3; 1 in doubt.
    1 copy may or may not have arrived: circular status spring
    Next: circular resolve spring --resend, or --sent
    --- exit code 75
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (under way): 2 sent, 1 in doubt

    in doubt:
      bob@example.org  the line to the relay failed at the final dot: the relay closed the connection

    Copies in doubt may or may not have arrived. Settle them with one of
      circular resolve spring --resend
      circular resolve spring --sent
    --- exit code 0
    ");
    // Without the chair's word it is not sent again.
    assert_eq!((house.run(["send", "spring"]).code(), catcher.count()), (75, 3));
    insta::assert_snapshot!(house.run(["resolve", "spring", "--resend"]), @"
    1 copy will go again.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    Going on with `spring`, as it was frozen on [time].
    --- exit code 0
    ");
    let caught = catcher.caught();
    let ids: Vec<_> =
        caught.iter().filter(|copy| copy.to == "bob@example.org").map(|copy| copy.header("Message-ID")).collect();
    assert!(ids.len() == 2 && ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    insta::assert_snapshot!(house.run(["resolve", "spring", "--sent"]), @"
    No copy of `spring` is in doubt.
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_in_doubt_counts_as_sent_on_demand() {
    let (house, catcher) = in_doubt().await;
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 75);
    insta::assert_snapshot!(house.run(["resolve", "spring", "--sent"]), @"
    1 copy counted as sent.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 3 sent
    --- exit code 0
    ");
    assert_eq!((house.run(["send", "spring", "--yes"]).code(), catcher.count()), (1, 3));
}
