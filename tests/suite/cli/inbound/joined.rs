//! Joining by mail without `serve`: `inbound process` sends what the mails that it reads lead to.

use circular::mail_catcher::CatcherScript;

use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher};

const REQUEST: &str = "From: Cyd <cyd@example.org>\nTo: join@example.org\nSubject: please\n\nI would like to join.\n";

fn house() -> TestWorkspace {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["list", "edit", "members", "--join-address", "join@example.org"]).is_well();
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmation_mail_and_welcome_letter_are_sent() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = house().with_draft("hello", SPRING).with_relay(catcher.address(), 1);
    house.run(["list", "edit", "members", "--welcome", "hello"]).is_well();
    insta::assert_snapshot!(house.run_typing(REQUEST, ["inbound", "process"]), @"
    Read 1 mail: 1 asked to join.
    --- standard error
    the mail on standard input: cyd@example.org asks to join
    1 person was asked by mail to confirm that they want to join.
    --- exit code 0
    ");
    let asked = catcher.messages();
    assert_eq!((asked.len(), asked[0].to.as_str()), (1, "cyd@example.org"));
    let address = asked[0].header("Reply-To").unwrap();
    let answer = format!("From: cyd@example.org\nTo: {address}\nSubject: Re: please confirm\n\nYes!\n");
    insta::assert_snapshot!(house.run_typing(&answer, ["inbound", "process"]), @"
    Read 1 mail: 1 confirmed that they join.
    --- standard error
    the mail on standard input: cyd@example.org confirms that they want to join
    The welcome letters that were due are sent.
    --- exit code 0
    ");
    let sent = catcher.messages();
    assert_eq!((sent.len(), sent[1].to.as_str()), (2, "cyd@example.org"));
    insta::assert_snapshot!(house.run_typing(&answer, ["inbound", "process"]), @"
    Read 1 mail: 1 read before.
    --- exit code 0
    ");
    assert_eq!(catcher.message_count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmation_mail_waits_for_the_relay() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = house();
    insta::assert_snapshot!(house.run_typing(REQUEST, ["inbound", "process"]), @"
    Read 1 mail: 1 asked to join.
    --- standard error
    the mail on standard input: cyd@example.org asks to join
    1 confirmation mail waits to be sent: set a relay in `[relay]`, then run `circular inbound process` again.
    --- exit code 0
    ");
    let house = house.with_relay(catcher.address(), 1);
    insta::assert_snapshot!(house.run_typing(REQUEST, ["inbound", "process"]), @"
    Read 1 mail: 1 read before.
    --- standard error
    1 person was asked by mail to confirm that they want to join.
    --- exit code 0
    ");
    assert_eq!(catcher.message_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn unreachable_relay_fails_no_mail() {
    let gone = catcher(CatcherScript::default()).await;
    let address = gone.address();
    drop(gone);
    let house = house().with_relay(address, 1);
    let run = house.run_typing(REQUEST, ["inbound", "process"]);
    run.is_well();
    assert!(run.to_string().contains("1 confirmation mail waits to be sent"), "{run}");
}
