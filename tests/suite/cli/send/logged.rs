//! What `CIRCULAR_LOG` brings to standard error: a line for each copy, and no address.

use circular::catcher::{Action, Script, Step};

use super::super::{House, MEMBERS, SPRING, catcher};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_a_reply_is_left_out() {
    let script = Script::answering(|moment| match (moment.step, moment.recipient) {
        (Step::Recipient, "ann@example.org") => Action::say("550 5.1.1 <ann@example.org>: no such person"),
        (Step::Recipient, "bob@example.org") => Action::say("450 4.2.0 bob@example.org: Greylisted"),
        (Step::Dot, to) => Action::say(&format!("250 2.0.0 Ok: kept for {to}")),
        _ => Action::Accept,
    });
    let catcher = catcher(script).await;
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let quiet = house.run(["send", "spring", "--dry-run"]);
    assert_eq!(quiet.err, "", "{quiet}");
    let said = house.with_variable("CIRCULAR_LOG", "trace").run(["send", "spring", "--yes"]);
    assert!(said.code() == 75 && !said.err.contains('@'), "{said}");
    for words in ["dsn=5.1.1, status=bounced (", "dsn=4.2.0, status=deferred (", "dsn=2.0.0, status=sent ("] {
        assert_eq!(said.err.lines().filter(|line| line.contains(words)).count(), 1, "{words}: {said}");
    }
}
