//! `circular cancel`.

use circular::mail_catcher::CatcherScript;

use super::gate::gate_at;
use super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached, two_dozen};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancel_during_run_drops_unsent_copies() {
    let (script, gate) = gate_at(2);
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let running = house.begin(["send", "spring", "--yes"]);
    gate.wait();
    insta::assert_snapshot!(house.run_typing("spring\n", ["cancel", "spring"]), @"
    spring to members (in progress): 21 queued, 1 sending, 2 sent
    `spring` is cancelled: 21 copies will not be sent. Sent 2 of 24; 21 cancelled, 1 in progress.
    Next: circular report spring
    --- standard error
    Type the name of the draft (spring) to cancel it, or anything else to leave it:
    --- exit code 0
    ");
    gate.open();
    insta::assert_snapshot!(running.end().brief(), @"
    Sent 3 of 24; 21 cancelled.
    --- standard error
    error: `spring` was cancelled while it was being sent
    hint: see `circular report spring`
    --- exit code 1
    ");
    assert_eq!(catcher.message_count(), 3);
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (cancelled): 3 sent, 21 cancelled
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      recipients         24
      sent                3
      bounced             0
      cancelled          21
      unsubscribed        0
    --- exit code 0
    ");
    for command in ["cancel", "resume", "pause"] {
        let said = house.run([command, "spring"]);
        assert!(said.code() == 1 && said.err.contains("cancelled"), "{said}");
    }
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    --- standard error
    error: `spring` was cancelled after some recipients had it
    hint: see `circular status spring`; for another letter, write another draft
    --- exit code 1
    ");
    assert_eq!(catcher.message_count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_asks_for_confirmation() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--at", "2999-12-31 09:00", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["cancel", "spring"]), @"
    spring to members (scheduled for Tuesday 31 December 2999, 09:00): 3 queued
    --- standard error
    Type the name of the draft (spring) to cancel it, or anything else to leave it:
    error: not cancelled: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("yes\n", ["cancel", "spring"]), @"
    spring to members (scheduled for Tuesday 31 December 2999, 09:00): 3 queued
    --- standard error
    Type the name of the draft (spring) to cancel it, or anything else to leave it:
    error: not cancelled
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["cancel", "spring", "--yes"]), @"
    `spring` is cancelled: 3 copies will not be sent. Sent 0 of 3; 3 cancelled.
    Nobody has a copy: fix the draft and send it again with: circular send spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["cancel", "spring", "--yes"]), @"
    --- standard error
    error: `spring` is already cancelled
    hint: see `circular report spring`
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_unsent_draft_can_be_fixed_and_sent() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--at", "2999-12-31 09:00", "--yes"]).is_well();
    house.run(["cancel", "spring", "--yes"]).is_well();
    let house = house.with_draft("spring", &SPRING.replace("Spring is", "Spring was"));
    house.run(["send", "spring", "--yes"]).is_well();
    assert_eq!(reached(&catcher), addresses(MEMBERS));
    assert!(catcher.messages().iter().all(|copy| copy.content().text.contains("Spring was here.")));
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (finished): 3 sent
    --- exit code 0
    ");
}
