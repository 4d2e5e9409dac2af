//! 421 means that the server goes away, whenever it says so.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::smtp::SmtpPhase;

use super::{catcher, once, plain, send, send_one};

const CLOSING: &str = "421 4.7.0 Try again later";

#[tokio::test]
async fn at_each_step() {
    for (step, phase) in [
        (SmtpStep::Greeting, SmtpPhase::Greeting),
        (SmtpStep::Hello, SmtpPhase::Hello),
        (SmtpStep::Mail, SmtpPhase::Mail),
        (SmtpStep::Recipient, SmtpPhase::Recipient),
        (SmtpStep::Data, SmtpPhase::Data),
        (SmtpStep::FinalDot, SmtpPhase::FinalDot),
    ] {
        let catcher = catcher(once(step, CatcherAction::reply(CLOSING))).await;
        let failure = send_one(&plain(&catcher)).await.unwrap_err();
        assert_eq!((failure.phase, failure.connection_lost), (phase, true), "{step}");
        assert_eq!(failure.reply.unwrap().to_string(), CLOSING);
    }
}

#[tokio::test]
async fn unsolicited_421_between_copies_closes_session() {
    let said = format!("250 2.0.0 caught\r\n{CLOSING}");
    let catcher = catcher(once(SmtpStep::FinalDot, CatcherAction::reply(&said))).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    let failure = send(&mut session, "ben@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost, session.is_open()), (SmtpPhase::Mail, true, false));
    assert_eq!(failure.reply.unwrap().to_string(), CLOSING);
    assert_eq!(catcher.message_count(), 1);
}

#[tokio::test]
async fn new_connection_continues_after_421() {
    let catcher = catcher(CatcherScript::with_responder(|moment| {
        let closes = moment.connection == 0 && moment.message == 1 && moment.step == SmtpStep::Mail;
        if closes { CatcherAction::reply(CLOSING) } else { CatcherAction::Accept }
    }))
    .await;
    let transport = plain(&catcher);
    let mut session = transport.open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    send(&mut session, "ben@example.org").await.unwrap_err();
    assert!(!session.is_open());
    send_one(&transport).await.unwrap();
    assert_eq!((catcher.message_count(), catcher.command_log().len()), (2, 2));
}
