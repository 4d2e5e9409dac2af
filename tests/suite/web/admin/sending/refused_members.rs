//! Members whose copies wait or were refused are named, with what the mail server said and how to mend it.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, IssueState};

use super::SendingAdmin;
use crate::engine::{TestDatabase, on_both};

on_both! {
    async fn refused_and_waiting_are_named(ground) {
        let script = CatcherScript::with_responder(|at| match (at.step, at.recipient) {
            (SmtpStep::Recipient, "s1@example.org") => CatcherAction::reply("550 5.1.1 no <such> user here"),
            (SmtpStep::Recipient, "s2@example.org") => CatcherAction::reply("450 4.2.0 greylisted, come back"),
            _ => CatcherAction::Accept,
        });
        let desk = SendingAdmin::with_script(ground, 4, script, "").await;
        let path = desk.send_now("4").await;
        let page = desk.wait_for(&path, "tried again at").await;
        let page = if page.contains("Refused 1") { page } else { desk.wait_for(&path, "Refused 1").await };
        for words in [
            "Waiting 1", "Name2", "example.org is busy, tried again at ", "greylisted, come back",
            "Refused 1", "Name1", "the address does not exist", "no &lt;such&gt; user here",
            "members/2\" aria-label=\"Mend the address of Name1\"",
        ] {
            assert!(page.contains(words), "no “{words}” in {page}");
        }
        assert_eq!(desk.count(DeliveryStatus::Deferred).await, 1);
    }
}

#[tokio::test]
async fn issue_that_the_program_paused_says_what_to_publish() {
    let ground = TestDatabase::sqlite().await;
    let script = CatcherScript::with_responder(|at| match at.step {
        SmtpStep::FinalDot => {
            CatcherAction::reply("550 5.7.26 this mail has been blocked because the sender is unauthenticated")
        }
        _ => CatcherAction::Accept,
    });
    let desk = SendingAdmin::with_script(&ground, 30, script, "").await;
    let path = desk.send_now("30").await;
    let page = desk.wait_for(&path, "Carry on").await;
    for words in
        ["It was paused because", "v&#x3D;DMARC1; p&#x3D;none", "unauthenticated", "Go on however many are refused"]
    {
        assert!(page.contains(words), "no “{words}” in {page}");
    }
    assert_eq!(desk.issues().await[0].state, IssueState::Paused);
    // What the page showed must still be so.
    let stale = desk.post(&format!("{path}/resume"), &[("state", "sending")]).await;
    assert_eq!(stale.header("location"), Some(format!("{path}?did=changed").as_str()));
    assert_eq!(desk.issues().await[0].state, IssueState::Paused);
    let resumed = desk.post(&format!("{path}/resume"), &[("state", "paused"), ("accept", "yes")]).await;
    assert_eq!(resumed.header("location"), Some(format!("{path}?did=resumed").as_str()));
    assert!(desk.issues().await[0].accepts_rejections);
    desk.wait_for(&path, "could not be delivered").await;
}
