//! What `circular serve` sends by itself, and what it logs of it.

use std::time::Duration;

use circular::clock;
use circular::mail_catcher::CatcherScript;

use super::super::gate::gate_at;
use super::super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached, two_dozen};
use super::serve;

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_issue_is_sent_and_logged() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let (mut running, _) = serve(&house);
    let soon = (clock::now() + Duration::from_secs(5)).strftime("%Y-%m-%d %H:%M:%S").to_string();
    house.run(["send", "spring", "--at", &soon, "--yes"]).is_well();
    assert_eq!(catcher.message_count(), 0);
    let log = running.wait_for("spring: done; 3 sent");
    running.interrupt();
    let said = running.end();
    insta::assert_snapshot!(said, @"
    Letters link to https://news.example.org: your web server must forward it to here.
    Sending due mail through smtp://127.0.0.1:[port].
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
    assert!(!log.contains('@') && !said.err.contains('@'), "{log}");
    let copies: Vec<_> = log.lines().filter(|line| line.contains("to=<")).collect();
    assert_eq!(copies.len(), 3, "{log}");
    for line in copies {
        assert!(is_postfixs(line), "{line}");
    }
}

/// Tells whether a line ends as Postfix would write it: `…: to=<…>, relay=…, delay=…, delays=a/b/c/d, dsn=…, status=… (…)`.
fn is_postfixs(line: &str) -> bool {
    let Some((queue, rest)) = line.rsplit_once(": to=<") else { return false };
    let id = queue.rsplit(' ').next().unwrap();
    let fields: Vec<_> = rest.splitn(6, ", ").collect();
    let value = |index: usize, name: &str| fields.get(index).and_then(|field| field.strip_prefix(name));
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    id.parse::<f64>().is_ok()
        && fields[0].strip_suffix('>').is_some_and(is_number)
        && value(1, "relay=").is_some_and(|relay| relay.starts_with("127.0.0.1:"))
        && value(2, "delay=").is_some_and(is_number)
        && value(3, "delays=").is_some_and(|all| all.split('/').count() == 4 && all.split('/').all(is_number))
        && value(4, "dsn=").is_some_and(|code| code.starts_with("2.") && code.split('.').count() == 3)
        && value(5, "status=").is_some_and(|end| end.starts_with("sent (") && end.ends_with(')'))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_run_leaves_doubt_and_rest_is_sent() {
    let (script, gate) = gate_at(4);
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let mut running = house.begin(["send", "spring", "--yes"]);
    gate.wait();
    running.kill();
    gate.open();
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    `spring` is paused. Sent 4 of 24; 19 waiting, 1 in progress.
    Next: circular resume spring
    --- exit code 0
    ");
    // Nothing moves but the lease of the one copy: it ends when that has run out.
    insta::assert_snapshot!(house.run(["status", "spring", "--watch"]), @"
    spring to members (paused): 19 queued, 1 sending, 4 sent
      To resume it: circular resume spring
    spring to members (paused): 19 queued, 4 sent, 1 in doubt
      To resume it: circular resume spring

    in doubt:
      s14@example.org  the program ended while this copy was being handed over

    Copies in doubt may or may not have arrived. Settle them with one of
      circular resolve spring --resend
      circular resolve spring --sent
    --- exit code 0
    ");
    house.run(["resume", "spring"]).is_well();
    let (mut running, _) = serve(&house);
    let log = running.wait_for("spring: done; 23 sent, 1 in_doubt");
    assert!(!log.contains('@'), "{log}");
    running.interrupt();
    running.end().is_well();
    assert_eq!(reached(&catcher), addresses(&two_dozen()));
    house.run(["resolve", "spring", "--sent"]).is_well();
    insta::assert_snapshot!(house.run(["status", "--watch"]), @"
    spring to members (finished): 24 sent
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_password_still_serves_pages() {
    let house = TestWorkspace::new().with_relay("chair@127.0.0.1:9", 1);
    let (running, _) = serve(&house);
    running.interrupt();
    insta::assert_snapshot!(running.end(), @"
    Letters link to https://news.example.org: your web server must forward it to here.
    --- standard error
    error: there is no password for `chair`
    hint: set `CIRCULAR_RELAY_PASSWORD`, or `password_file` in `[relay]`
    Not sending until this is fixed; the pages are still served.
    --- exit code 0
    ");
}
