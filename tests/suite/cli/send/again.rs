//! A draft is sent once; what was left over goes on, and nobody gets two.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached};
use super::house;

#[tokio::test(flavor = "multi_thread")]
async fn second_send_is_refused() {
    let (house, catcher) = house().await;
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    --- standard error
    error: `spring` was sent to this list on [time]
    hint: see `circular report spring`; for another letter, write another draft
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--dry-run"]), @"
    Subject       Spring for Ann
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    3: Ann <ann@example.org>, Bob <bob@example.org>, Cat <cat@example.org>
    Relay         smtp://127.0.0.1:[port]
    Rate          as fast as the relay takes them, up to 2 connections
    Last review   never: `circular preview spring` shows it
    Largest copy  7 kB
    Rendered 3 copies, sent none.
    --- standard error
    error: `spring` was sent to this list on [time]
    hint: see `circular report spring`; for another letter, write another draft
    --- exit code 1
    ");
    let checked = house.run(["check", "spring"]);
    assert!(checked.out.starts_with("`spring` was sent to `members` as it was on "), "{checked}");
    assert!(checked.out.contains("changes reach nobody: 3 copies rendered."), "{checked}");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[test]
fn second_trial_names_its_files() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 3 of 3.
    That was a trial, filed in the outbox as 000004.eml to 000006.eml: the letter can still be sent to the same list through a relay.
    Next: circular report spring
    --- exit code 0
    ");
    assert_eq!(std::fs::read_dir(house.path("outbox")).unwrap().count(), 6, "what lay there is not ours to delete");
    // Of the reply for an erased person only its code is kept: the others still tell.
    house.run(["subscriber", "erase", "ann@example.org", "--yes"]).is_well();
    let report = house.run(["report", "spring"]).to_string();
    assert!(report.contains("a trial: its copies are in the outbox as 00000"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_list_gets_its_own_issue() {
    let (house, catcher) = house().await;
    house.run(["send", "spring", "--yes"]).is_well();
    let house = house.with_file("friends.csv", "email,first_name\ndan@example.org,Dan\n");
    house.run(["list", "create", "friends", "--title", "Friends"]).is_well();
    house.run(["subscriber", "import", "friends.csv", "--list", "friends"]).is_well();
    house.run(["send", "spring", "--list", "friends", "--yes"]).is_well();
    assert_eq!((catcher.message_count(), catcher.messages()[3].to.as_str()), (4, "dan@example.org"));
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to friends (finished): 1 sent
    spring to members (finished): 3 sent
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    --- standard error
    error: `spring` went to more than one list
    hint: choose one with `--list`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "spring", "--list", "friends"]), @"
    spring to friends
      recipients          1
      sent                1
      bounced             0
      unsubscribed        0
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn deferred_copy_shows_due_time() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("450 4.2.0 Greylisted"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 2);
    let said = house.run(["send", "spring", "--yes"]);
    insta::assert_snapshot!(said.brief(), @"
    Sent 2 of 3; 1 deferred. The next is due at [time].
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 75
    ");
    assert_eq!(reached(&catcher), ["ann@example.org", "cat@example.org"]);
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 2 of 3; 1 deferred. The next is due at [time].
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- standard error
    Continuing `spring` with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 75
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (in progress): 2 sent, 1 deferred

    deferred:
      bob@example.org (again at [time])  the relay answered `450 4.2.0 Greylisted` to RCPT
    --- exit code 0
    ");
    assert_eq!(catcher.message_count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn bounced_copy_is_not_retried() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("550 5.1.1 No such person"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 2);
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 2 of 3; 1 bounced.
    Next: circular report spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 2 sent, 1 bounced

    bounced:
      bob@example.org  the relay answered `550 5.1.1 No such person` to RCPT
    --- exit code 0
    ");
}
