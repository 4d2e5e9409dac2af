//! `circular send`: what it shows and what it asks.

mod again;
mod allow;
mod at;
mod copies;
mod kept;
mod logged;
mod look;
mod refused;
mod relays;
mod stopped;
mod token;
mod trouble;
mod wait;

use circular::mail_catcher::{CatcherScript, MailCatcher};

use super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached};

async fn house() -> (TestWorkspace, MailCatcher) {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 2);
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmed_count_sends() {
    let (house, catcher) = house().await;
    insta::assert_snapshot!(house.run_typing("3\n", ["send", "spring"]), @"
    Subject       Spring for Ann
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    3: Ann <ann@example.org>, Bob <bob@example.org>, Cat <cat@example.org>
    Relay         smtp://127.0.0.1:[port]
    Rate          as fast as the relay takes them, up to 2 connections
    Last review   never: `circular preview spring` shows it
    Largest copy  7 kB
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    Type the number of recipients (3) to send, or anything else to stop:
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_count_sends_nothing() {
    let (house, catcher) = house().await;
    insta::assert_snapshot!(house.run_typing("2\n", ["send", "spring"]).brief(), @"
    --- standard error
    Type the number of recipients (3) to send, or anything else to stop:
    error: not sent: you typed 2, but 3 recipients would get it
    --- exit code 1
    ");
    for typed in ["yes\n", "\n", "33\n"] {
        assert_eq!(house.run_typing(typed, ["send", "spring"]).code(), 1, "{typed}");
    }
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    --- exit code 0
    ");
    assert_eq!(catcher.command_log().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn send_without_terminal_needs_yes() {
    let (house, catcher) = house().await;
    insta::assert_snapshot!(house.run(["send", "spring"]).brief(), @"
    --- standard error
    Type the number of recipients (3) to send, or anything else to stop:
    error: not sent: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    assert_eq!(catcher.command_log().len(), 0);
    insta::assert_snapshot!(house.run(["send", "newsletters/spring.md", "--yes"]).brief(), @"
    Sent 3 of 3.
    Next: circular report spring
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_run_sends_nothing() {
    let (house, catcher) = house().await;
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
    --- exit code 0
    ");
    assert_eq!(catcher.command_log().len(), 0);
    let house = house.with_draft("spring", &SPRING.replace("Spring is", "Spring was"));
    house.run(["send", "spring", "--yes"]).is_well();
    assert!(catcher.messages().iter().all(|copy| copy.content().text.contains("Spring was here.")));
    assert_eq!(catcher.message_count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_failing_copy_blocks_the_send() {
    let (house, catcher) = house().await;
    let house = house.with_draft("spring", &SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}"));
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    --- standard error
    error: `{{frist_name}}` is not a field [field-unknown]
      newsletters/spring.md, line 6, column 8
         5 |
         6 | Dear {{frist_name}},
           |        ^
         7 |
    hint: did you mean `first_name`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["send", "autumn", "--yes"]), @"
    --- standard error
    error: there is no draft `autumn` [draft]
    hint: there are `spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    --- exit code 0
    ");
    assert_eq!(catcher.command_log().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_is_shown_in_words() {
    let (house, _) = house().await;
    let house = house.with_settings(
        "[throttle]\nrate = [\"500/hour\", \"30/minute\", \"2000/day\"]\nbatch = 2\npause = \"1m\"\n\
         domains.\"example.org\".rate = \"20/minute, 100/hour\"\n",
    );
    let said = house.run(["send", "spring", "--dry-run"]);
    let rate: Vec<_> = said.out.lines().skip_while(|line| !line.starts_with("Rate")).take(2).collect();
    insta::assert_snapshot!(rate.join("\n"), @"
    Rate          30 a minute, never more than 500 in any hour or 2,000 in any day, a pause of 60 s after every 2, up to 2 connections; to example.org 20 a minute, never more than 100 in any hour
    Duration      64 s at least
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--dry-run", "--wait"]), @"
    --- standard error
    error: the argument '--dry-run' cannot be used with '--wait'

    Usage: circular send --dry-run <DRAFT>

    For more information, try '--help'.
    --- exit code 2
    ");
}
