//! What `CIRCULAR_LOG` brings to standard error: a line for each copy, and no address.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::super::{MEMBERS, SPRING, TestWorkspace, catcher};

#[tokio::test(flavor = "multi_thread")]
async fn reply_address_is_not_logged() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "ann@example.org") => CatcherAction::reply("550 5.1.1 <ann@example.org>: no such person"),
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("450 4.2.0 bob@example.org: Greylisted"),
        (SmtpStep::FinalDot, to) => CatcherAction::reply(&format!("250 2.0.0 Ok: kept for {to}")),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let quiet = house.run(["send", "spring", "--dry-run"]);
    assert_eq!(quiet.err, "", "{quiet}");
    let said = house.with_variable("CIRCULAR_LOG", "trace").run(["send", "spring", "--yes"]);
    assert!(said.code() == 75 && !said.err.contains('@'), "{said}");
    for words in ["dsn=5.1.1, status=bounced (", "dsn=4.2.0, status=deferred (", "dsn=2.0.0, status=sent ("] {
        assert_eq!(said.err.lines().filter(|line| line.contains(words)).count(), 1, "{words}: {said}");
    }
}
