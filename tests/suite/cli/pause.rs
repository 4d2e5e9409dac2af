//! `circular pause`.

use std::time::{Duration, Instant};

use circular::mail_catcher::CatcherScript;

use super::gate::gate_at;
use super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached, two_dozen};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pause_stops_a_running_send_within_a_second() {
    let (script, gate) = gate_at(2);
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let house = house.with_settings("[throttle]\nrate = \"4/second\"\n");
    let running = house.begin(["send", "spring", "--yes"]);
    gate.wait();
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    `spring` is paused. Sent 2 of 24; 21 waiting, 1 in progress.
    Next: circular resume spring
    --- exit code 0
    ");
    let paused = Instant::now();
    gate.open();
    let said = running.end();
    // A look every half second, and a machine that may be busy.
    assert!(paused.elapsed() < Duration::from_secs(5) && catcher.message_count() < 12, "{said}");
    let (sent, left) = (catcher.message_count(), 24 - catcher.message_count());
    assert_eq!(
        said.brief().to_string(),
        format!(
            "`spring` was paused by another process. Sent {sent} of 24; {left} waiting.\n\
             Next: circular send spring\n--- exit code 75"
        )
    );
    let house = house.with_variable("CIRCULAR_THROTTLE_RATE", "100/second");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 24 of 24.
    Next: circular report spring
    --- standard error
    `spring` was paused; continuing with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(&two_dozen()));
}

#[tokio::test(flavor = "multi_thread")]
async fn unpausable_issue_is_refused() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    --- standard error
    error: no issue of `spring` exists yet
    hint: run `circular status` to see all issues
    --- exit code 1
    ");
    house.run(["send", "spring", "--at", "2999-12-31 09:00", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    `spring` is paused. Sent 0 of 3; 3 waiting.
    Next: circular resume spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    `spring` is already paused. Sent 0 of 3; 3 waiting.
    Next: circular resume spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (paused, scheduled for Tuesday 31 December 2999, 09:00): 3 queued
      To resume it: circular resume spring
    --- exit code 0
    ");
    house.run(["cancel", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    --- standard error
    error: `spring` is cancelled: there is nothing to pause
    hint: see `circular report spring`
    --- exit code 1
    ");
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    --- standard error
    error: `spring` is finished: there is nothing to pause
    hint: see `circular report spring`
    --- exit code 1
    ");
}
