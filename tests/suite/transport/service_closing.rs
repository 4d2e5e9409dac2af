//! 421 means that the server goes away, whenever it says so.

use circular::catcher::{Action, Script, Step};
use circular::transport::Phase;

use super::{catcher, once, plain, send, send_one};

const CLOSING: &str = "421 4.7.0 Try again later";

#[tokio::test]
async fn at_each_step() {
    for (step, phase) in [
        (Step::Greeting, Phase::Greeting),
        (Step::Hello, Phase::Hello),
        (Step::Mail, Phase::Mail),
        (Step::Recipient, Phase::Recipient),
        (Step::Data, Phase::Data),
        (Step::Dot, Phase::Dot),
    ] {
        let catcher = catcher(once(step, Action::say(CLOSING))).await;
        let failure = send_one(&plain(&catcher)).await.unwrap_err();
        assert_eq!((failure.phase, failure.line_lost), (phase, true), "{step}");
        assert_eq!(failure.reply.unwrap().to_string(), CLOSING);
    }
}

#[tokio::test]
async fn unasked_between_two_copies() {
    let said = format!("250 2.0.0 caught\r\n{CLOSING}");
    let catcher = catcher(once(Step::Dot, Action::say(&said))).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    let failure = send(&mut session, "ben@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost, session.is_open()), (Phase::Mail, true, false));
    assert_eq!(failure.reply.unwrap().to_string(), CLOSING);
    assert_eq!(catcher.count(), 1);
}

#[tokio::test]
async fn a_new_line_goes_on() {
    let catcher = catcher(Script::answering(|moment| {
        let closes = moment.connection == 0 && moment.message == 1 && moment.step == Step::Mail;
        if closes { Action::say(CLOSING) } else { Action::Accept }
    }))
    .await;
    let transport = plain(&catcher);
    let mut session = transport.open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    send(&mut session, "ben@example.org").await.unwrap_err();
    assert!(!session.is_open());
    send_one(&transport).await.unwrap();
    assert_eq!((catcher.count(), catcher.log().len()), (2, 2));
}
