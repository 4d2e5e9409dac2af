//! The line breaks, and the phase says what is known of the copy.

use circular::catcher::{Action, Script, Step};
use circular::transport::Phase;

use super::{address, catcher, once, plain, send, send_one};

#[tokio::test]
async fn at_each_step() {
    for pipelining in [true, false] {
        for (step, phase, caught) in [
            (Step::Greeting, Phase::Greeting, 0),
            (Step::Hello, Phase::Hello, 0),
            (Step::Mail, Phase::Mail, 0),
            (Step::Recipient, Phase::Recipient, 0),
            (Step::Data, Phase::Data, 0),
            (Step::Dot, Phase::Dot, 1),
        ] {
            let catcher = catcher(Script { pipelining, ..once(step, Action::Drop) }).await;
            let failure = send_one(&plain(&catcher)).await.unwrap_err();
            assert_eq!((failure.phase, failure.line_lost), (phase, true), "{step} {pipelining}");
            assert_eq!(failure.reply, None);
            assert_eq!(catcher.count(), caught);
        }
    }
}

#[tokio::test]
async fn in_the_body_nothing_is_in_doubt() {
    let catcher = catcher(once(Step::Body, Action::Drop)).await;
    let mut session = plain(&catcher).open().await.unwrap();
    // More than the kernel's buffers on both sides hold, so that the final dot cannot be out.
    let message = b"a line of the letter\r\n".repeat(2_000_000);
    let failure = session.send(&address("news@example.org"), &address("ann@example.org"), &message).await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (Phase::Body, true));
    assert!(!session.is_open());
    let failure = send(&mut session, "ann@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (Phase::Mail, true));
}

#[tokio::test]
async fn between_two_copies() {
    let drops_at_the_second = |moment: &circular::catcher::Moment<'_>| {
        if moment.step == Step::Mail && moment.message == 1 { Action::Drop } else { Action::Accept }
    };
    let catcher = catcher(Script::answering(drops_at_the_second)).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    let failure = send(&mut session, "ben@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost, failure.reply), (Phase::Mail, true, None));
    assert_eq!(catcher.count(), 1);
}

#[tokio::test]
async fn nobody_listens() {
    let catcher = catcher(Script::default()).await;
    let transport = plain(&catcher);
    drop(catcher);
    // The listener is closed by the runtime: until then a connection may still be taken, and lost at once.
    let failure = loop {
        match transport.open().await {
            Ok(_) => tokio::task::yield_now().await,
            Err(failure) => break failure,
        }
    };
    assert!(failure.line_lost && failure.phase <= Phase::Hello);
}
