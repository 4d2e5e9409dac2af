//! `--at`: an issue is frozen now and goes later.

use std::time::Duration;

use super::super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached};
use super::house;
use circular::clock;
use circular::mail_catcher::CatcherScript;

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_issue_is_sent_at_its_time() {
    let (house, catcher) = house().await;
    insta::assert_snapshot!(house.run_typing("3\n", ["send", "spring", "--at", "2999-12-31 09:00"]), @"
    Subject       Spring for Ann
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    3: Ann <ann@example.org>, Bob <bob@example.org>, Cat <cat@example.org>
    Relay         smtp://127.0.0.1:[port]
    Rate          as fast as the relay takes them, up to 2 connections
    Starts        Tuesday 31 December 2999, 09:00 (UTC)
    Last review   never: `circular preview spring` shows it
    Largest copy  7 kB
    `spring` will be sent to 3 recipients on Tuesday 31 December 2999, 09:00.
    `circular serve` sends it if it runs; otherwise: circular send spring --wait
    To cancel it: circular cancel spring
    --- standard error
    Type the number of recipients (3) to send, or anything else to stop:
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    `spring` will be sent to 3 recipients on Tuesday 31 December 2999, 09:00.
    `circular serve` sends it if it runs; otherwise: circular send spring --wait
    To cancel it: circular cancel spring
    --- standard error
    Continuing `spring` with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 75
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--at", "2999-12-31 10:00"]), @"
    --- standard error
    error: `spring` is already frozen, to start at Tuesday 31 December 2999, 09:00
    hint: leave `--at` out to continue it, or cancel it first with `circular cancel spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (scheduled for Tuesday 31 December 2999, 09:00): 3 queued
    --- exit code 0
    ");
    assert_eq!(catcher.command_log().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_scheduled_issue_sends_it() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let soon = (clock::now() + Duration::from_secs(5)).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    insta::assert_snapshot!(house.run(["send", "spring", "--at", &soon, "--wait", "--yes"]).brief(), @"
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    Waiting: the next copy is due at [time].
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[test]
fn invalid_time_is_explained() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_variable("CIRCULAR_RELAY_URL", "smtp://127.0.0.1:9");
    insta::assert_snapshot!(house.run(["send", "spring", "--at", "tomorrow"]), @r#"
    --- standard error
    error: `tomorrow` is not a date and time
    hint: write it as the clocks in UTC will show it: `--at "[time]"`
    --- exit code 1
    "#);
    insta::assert_snapshot!(house.run(["send", "spring", "--at", "2020-12-01 09:00"]), @"
    --- standard error
    error: Tuesday 1 December 2020, 09:00 has passed
    hint: leave `--at` out to send at once, or write a time to come
    --- exit code 1
    ");
    let house = house.with_variable("CIRCULAR_SOCIETY_TIMEZONE", "Europe/London");
    insta::assert_snapshot!(house.run(["send", "spring", "--at", "2099-03-29T01:30"]), @r#"
    --- standard error
    error: there is no `2099-03-29T01:30` in Europe/London: the clocks go forward over it
    hint: write `--at "[time]"` or `--at "[time]"`
    --- exit code 1
    "#);
    insta::assert_snapshot!(house.run(["send", "spring", "--at", "2099-10-25T01:30"]), @r#"
    --- standard error
    error: `2099-10-25T01:30` happens twice in Europe/London: the clocks go back over it
    hint: write `--at "[time]"` or `--at "[time]"`
    --- exit code 1
    "#);
    let house = house.with_variable("CIRCULAR_RELAY_URL", "outbox:outbox");
    insta::assert_snapshot!(house.run(["send", "spring", "--at", "2999-12-01 09:00"]), @"
    --- standard error
    error: `--at` needs a relay: nothing sends to the outbox by itself
    hint: set the `url` of the relay that this letter goes through, or pass `--wait`
    --- exit code 1
    ");
}
