//! `circular resume`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};

use super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached, two_dozen};

/// A society whose relay takes nothing from it, until it is mended.
async fn refused() -> (TestWorkspace, MailCatcher, Arc<AtomicBool>) {
    let refuses = Arc::new(AtomicBool::new(true));
    let relay = Arc::clone(&refuses);
    let script = CatcherScript::with_responder(move |moment| match moment.step {
        SmtpStep::Recipient if relay.load(Ordering::Relaxed) => {
            CatcherAction::reply("550 5.7.1 Your domain is not welcome")
        }
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    (house, catcher, refuses)
}

#[tokio::test(flavor = "multi_thread")]
async fn automatic_pause_needs_explicit_resume() {
    let (house, catcher, refuses) = refused().await;
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 0 of 24; 24 waiting.
    --- standard error
    error: `spring` is paused because too many copies were rejected: the relay answered `550 5.7.1 Your domain is not welcome` to RCPT
    hint: fix it, then run `circular resume spring` and `circular send spring`; if the fault was not theirs, `circular resume spring --bounced` also mails the rejected again, and no longer suppresses them
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (paused): 24 queued
      Paused by the program: the relay answered `550 5.7.1 Your domain is not welcome` to RCPT
      To resume it: circular resume spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    --- standard error
    error: `spring` is paused because too many copies were rejected: the relay answered `550 5.7.1 Your domain is not welcome` to RCPT
    hint: fix it, then run `circular resume spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["pause", "spring"]), @"
    `spring` is already paused, by the program: the relay answered `550 5.7.1 Your domain is not welcome` to RCPT
    Next: circular resume spring
    --- exit code 0
    ");
    refuses.store(false, Ordering::Relaxed);
    insta::assert_snapshot!(house.run(["resume", "spring"]), @"
    `spring` is resumed. Sent 0 of 24; 24 waiting.
    The program had paused it: the relay answered `550 5.7.1 Your domain is not welcome` to RCPT
    If that was not fixed, it pauses again after some more rejections, unless you add `--accept-rejections`.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["resume", "spring"]), @"
    `spring` is not paused.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    house.run(["send", "spring"]).is_well();
    assert_eq!(reached(&catcher), addresses(&two_dozen()));
    insta::assert_snapshot!(house.run(["resume", "spring"]), @"
    --- standard error
    error: `spring` is finished: there is nothing to resume
    hint: see `circular report spring`
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_refusals_can_be_undone() {
    let (house, catcher, refuses) = refused().await;
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 1);
    insta::assert_snapshot!(house.run(["resume", "spring", "--accept-rejections"]), @"
    `spring` is resumed. Sent 0 of 24; 24 waiting.
    The program had paused it: the relay answered `550 5.7.1 Your domain is not welcome` to RCPT
    It now continues regardless of how many copies are rejected for such reasons.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 0 of 24; 24 bounced.
    Next: circular report spring
    --- standard error
    Continuing `spring` with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 0
    ");
    refuses.store(false, Ordering::Relaxed);
    insta::assert_snapshot!(house.run(["resume", "spring"]), @"
    --- standard error
    error: `spring` is finished: there is nothing to resume
    hint: `circular resume spring --bounced` sends the 24 rejected copies again
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["resume", "spring", "--bounced"]), @"
    24 rejected copies will be tried again.
    `spring` is resumed. Sent 0 of 24; 24 waiting.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    house.run(["send", "spring"]).is_well();
    assert_eq!(reached(&catcher), addresses(&two_dozen()));
}

#[tokio::test(flavor = "multi_thread")]
async fn resume_restores_suppressed_address() {
    let knows = Arc::new(AtomicBool::new(false));
    let relay = Arc::clone(&knows);
    let script = CatcherScript::with_responder(move |moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") if !relay.load(Ordering::Relaxed) => {
            CatcherAction::reply("550 5.1.1 No such person")
        }
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"
    members  Our members — 2 subscribers, 0 unsubscribed, 1 suppressed
      private: nobody can ask to join it
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "import", "members.csv", "--list", "members"]), @"
    Imported `members.csv` into `members`: 0 joined, 2 unchanged, 1 suppressed, as their address takes no mail.
    Letters can use {{first_name}}, {{category}}.
    --- standard error
    members.csv: UTF-8, commas between the cells
      email      → address           such as `ann@example.org`
      first_name → first_name  text  such as `Ann`
      category   → category    text  such as `student`
    --- exit code 0
    ");
    knows.store(true, Ordering::Relaxed);
    insta::assert_snapshot!(house.run(["resume", "spring", "--bounced"]), @"
    1 rejected copy will be tried again.
    No longer suppressed: bob@example.org
    `spring` is resumed. Sent 2 of 3; 1 waiting.
    Next: circular send spring --wait, unless `circular serve` runs: it sends what is due
    --- exit code 0
    ");
    house.run(["send", "spring"]).is_well();
    assert_eq!(reached(&catcher), addresses(MEMBERS));
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"
    members  Our members — 3 subscribers, 0 unsubscribed
      private: nobody can ask to join it
    --- exit code 0
    ");
}
