//! The line breaks, and the phase says what is known of the copy.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::smtp::{Envelope, SmtpPhase};

use super::{address, catcher, once, plain, send, send_one};

#[tokio::test]
async fn at_each_step() {
    for pipelining in [true, false] {
        for (step, phase, caught) in [
            (SmtpStep::Greeting, SmtpPhase::Greeting, 0),
            (SmtpStep::Hello, SmtpPhase::Hello, 0),
            (SmtpStep::Mail, SmtpPhase::Mail, 0),
            (SmtpStep::Recipient, SmtpPhase::Recipient, 0),
            (SmtpStep::Data, SmtpPhase::Data, 0),
            (SmtpStep::FinalDot, SmtpPhase::FinalDot, 1),
        ] {
            let catcher = catcher(CatcherScript { pipelining, ..once(step, CatcherAction::Close) }).await;
            let failure = send_one(&plain(&catcher)).await.unwrap_err();
            assert_eq!((failure.phase, failure.connection_lost), (phase, true), "{step} {pipelining}");
            assert_eq!(failure.reply, None);
            assert_eq!(catcher.message_count(), caught);
        }
    }
}

#[tokio::test]
async fn connection_lost_in_body_is_not_in_doubt() {
    let catcher = catcher(once(SmtpStep::Body, CatcherAction::Close)).await;
    let mut session = plain(&catcher).open().await.unwrap();
    // More than the kernel's buffers on both sides hold, so that the final dot cannot be out.
    let message = b"a line of the letter\r\n".repeat(2_000_000);
    let failure = session
        .send(Envelope::new(&address("news@example.org"), &address("ann@example.org")), &message)
        .await
        .unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Body, true));
    assert!(!session.is_open());
    let failure = send(&mut session, "ann@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Mail, true));
}

#[tokio::test]
async fn connection_lost_between_copies_is_transient() {
    let drops_at_the_second = |moment: &circular::mail_catcher::StepContext<'_>| {
        if moment.step == SmtpStep::Mail && moment.message == 1 { CatcherAction::Close } else { CatcherAction::Accept }
    };
    let catcher = catcher(CatcherScript::with_responder(drops_at_the_second)).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    let failure = send(&mut session, "ben@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost, failure.reply), (SmtpPhase::Mail, true, None));
    assert_eq!(catcher.message_count(), 1);
}

#[tokio::test]
async fn refused_connection_is_transient() {
    let catcher = catcher(CatcherScript::default()).await;
    let transport = plain(&catcher);
    drop(catcher);
    // The listener is closed by the runtime: until then a connection may still be taken, and lost at once.
    let failure = loop {
        match transport.open().await {
            Ok(_) => tokio::task::yield_now().await,
            Err(failure) => break failure,
        }
    };
    assert!(failure.connection_lost && failure.phase <= SmtpPhase::Hello);
}
