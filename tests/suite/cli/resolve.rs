//! `circular resolve`.

use std::sync::atomic::{AtomicBool, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};

use super::{MEMBERS, SPRING, TestWorkspace, catcher};

/// A society that does not know whether Bob's copy arrived: it did.
async fn in_doubt() -> (TestWorkspace, MailCatcher) {
    let lost = AtomicBool::new(false);
    let script = CatcherScript::with_responder(move |moment| match (moment.step, moment.recipient) {
        (SmtpStep::FinalDot, "bob@example.org") if !lost.swap(true, Ordering::Relaxed) => CatcherAction::Close,
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn resolve_resend_sends_doubtful_copy() {
    let (house, catcher) = in_doubt().await;
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 2 of 3; 1 in doubt.
    1 copy may or may not have arrived: circular status spring
    Next: circular resolve spring --resend, or --sent
    --- exit code 75
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (in progress): 2 sent, 1 in doubt

    in doubt:
      bob@example.org  the line to the relay failed at the final dot: the relay closed the connection

    Copies in doubt may or may not have arrived. Settle them with one of
      circular resolve spring --resend
      circular resolve spring --sent
    --- exit code 0
    ");
    // Without the chair's word it is not sent again.
    assert_eq!((house.run(["send", "spring"]).code(), catcher.message_count()), (75, 3));
    insta::assert_snapshot!(house.run(["resolve", "spring", "--resend"]), @"
    1 copy will be sent again.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    Continuing `spring` with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 0
    ");
    let caught = catcher.messages();
    let ids: Vec<_> =
        caught.iter().filter(|copy| copy.to == "bob@example.org").map(|copy| copy.header("Message-ID")).collect();
    assert!(ids.len() == 2 && ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
    insta::assert_snapshot!(house.run(["resolve", "spring", "--sent"]), @"
    No copy of `spring` is in doubt.
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn resolve_sent_counts_doubtful_copy() {
    let (house, catcher) = in_doubt().await;
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 75);
    insta::assert_snapshot!(house.run(["resolve", "spring", "--sent"]), @"
    1 copy counted as sent.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 3 sent
    --- exit code 0
    ");
    assert_eq!((house.run(["send", "spring", "--yes"]).code(), catcher.message_count()), (1, 3));
}
