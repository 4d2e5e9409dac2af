//! `--wait` and `--json`.

use std::sync::atomic::{AtomicBool, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use serde_json::Value;

use super::super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached};

/// A society whose relay says once that Bob's copy should come later.
async fn greylisted() -> (TestWorkspace, MailCatcher) {
    let seen = AtomicBool::new(false);
    let script = CatcherScript::with_responder(move |moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") if !seen.swap(true, Ordering::Relaxed) => {
            CatcherAction::reply("450 4.2.0 Greylisted")
        }
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn wait_returns_after_last_copy() {
    let (house, catcher) = greylisted().await;
    let house = house.with_settings("[retry]\nfirst = \"1s\"\n");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--wait"]).brief(), @"
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    Waiting: the next copy is due at [time].
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupt_ends_waiting() {
    let (house, catcher) = greylisted().await;
    let mut running = house.begin(["send", "spring", "--yes", "--wait"]);
    running.wait_for("Waiting: the next copy is due at");
    running.interrupt();
    insta::assert_snapshot!(running.end().brief(), @"
    Stopped: `spring` is paused. Sent 2 of 3; 1 deferred.
    Next: circular send spring
    --- exit code 75
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (paused): 2 sent, 1 deferred
      To resume it: circular resume spring
    --- exit code 0
    ");
    assert_eq!(catcher.message_count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn external_change_is_noticed_while_waiting() {
    let (house, catcher) = greylisted().await;
    let mut running = house.begin(["send", "spring", "--yes", "--wait"]);
    running.wait_for("Waiting: the next copy is due at");
    house.run(["cancel", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(running.end().brief(), @"
    Sent 2 of 3; 1 cancelled.
    --- standard error
    error: `spring` was cancelled while it was being sent
    hint: see `circular report spring`
    --- exit code 1
    ");
    assert_eq!(catcher.message_count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn permanent_problem_ends_waiting_at_once() {
    let script = CatcherScript::with_responder(|moment| match moment.step {
        SmtpStep::Mail => CatcherAction::reply("530 5.7.0 Authentication required"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--wait"]).brief(), @"
    Sent 0 of 3; 3 waiting. Nothing is lost: unsent copies wait.
    --- standard error
    error: the relay is unavailable: the relay answered `530 5.7.0 Authentication required` to MAIL
    hint: waiting cannot help: fix it, then run `circular send spring`
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn send_as_json() {
    let (house, _catcher) = greylisted().await;
    let said = house.run(["send", "spring", "--yes", "--json"]);
    let lines: Vec<&str> = said.out.lines().collect();
    insta::assert_snapshot!(lines[0], @r#"{"event":"progress","issue":"spring","sent":0,"recipients":3,"rate_per_second":0.0,"remaining_seconds":null,"next_due_at":null,"relay_problem":null,"connections":null,"counts":{"queued":3}}"#);
    insta::assert_snapshot!(lines.last().unwrap(), @r#"{"event":"finished","outcome":"waiting","issue":"spring","list":"members","sent":2,"recipients":3,"next_due_at":"[time]","pause_reason":null,"pause_detail":null,"relay_problem":null,"counts":{"sent":2,"deferred":1}}"#);
    assert!(lines.iter().all(|line| serde_json::from_str::<Value>(line).unwrap()["event"].is_string()), "{said}");
    assert!(said.code() == 75 && said.err.starts_with("Subject       Spring for Ann\n"), "{said}");
    insta::assert_snapshot!(house.run(["resume", "spring", "--bounced"]), @"
    --- standard error
    error: `spring` is in progress: rejected copies can be sent again only while it is paused
    hint: run `circular pause spring` first
    --- exit code 1
    ");
    house.run(["cancel", "spring", "--yes"]).is_well();
    let house = house.with_draft("summer", SPRING);
    let said = house.run(["send", "summer", "--yes", "--json", "--at", "2999-12-31 09:00"]);
    insta::assert_snapshot!(said.out, @r#"{"event":"finished","outcome":"scheduled","issue":"summer","list":"members","sent":0,"recipients":3,"next_due_at":"[time]","pause_reason":null,"pause_detail":null,"relay_problem":null,"counts":{"queued":3}}"#);
    assert_eq!(said.code(), 0);
}
