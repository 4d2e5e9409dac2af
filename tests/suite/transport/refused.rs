//! A refused copy leaves the connection to the next one.

use circular::config::RelaySettings;
use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use circular::smtp::SmtpPhase;

use super::{catcher, once, plain, relay, send, times, transport};

const NO: &str = "550 5.1.1 No such user";

async fn refused_at(step: SmtpStep, phase: SmtpPhase, pipelining: bool) -> MailCatcher {
    let catcher = catcher(CatcherScript { pipelining, ..once(step, CatcherAction::reply(NO)) }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let failure = send(&mut session, "nobody@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (phase, false), "{step} {pipelining}");
    assert_eq!(failure.reply.as_ref().unwrap().to_string(), NO);
    assert!(session.is_open());
    send(&mut session, "ann@example.org").await.unwrap();
    session.quit().await;
    assert_eq!(catcher.command_log().len(), 1);
    assert_eq!(catcher.message_count(), 1);
    catcher
}

#[tokio::test]
async fn at_each_step() {
    for pipelining in [true, false] {
        for (step, phase) in [
            (SmtpStep::Mail, SmtpPhase::Mail),
            (SmtpStep::Recipient, SmtpPhase::Recipient),
            (SmtpStep::Data, SmtpPhase::Data),
            (SmtpStep::FinalDot, SmtpPhase::FinalDot),
        ] {
            let catcher = refused_at(step, phase, pipelining).await;
            // Only a refused MAIL opens no transaction that RSET must close.
            let reset = usize::from(step != SmtpStep::Mail);
            assert_eq!(times(&catcher.command_log()[0], "RSET"), reset, "{step} {pipelining}");
        }
    }
}

#[tokio::test]
async fn accepted_data_without_recipient_gets_empty_message() {
    let catcher = catcher(CatcherScript::with_responder(|moment| match (moment.step, moment.message) {
        (SmtpStep::Recipient, 0) => CatcherAction::reply(NO),
        (SmtpStep::Data, 0) => CatcherAction::reply("354 go on"),
        (SmtpStep::FinalDot, 0) => CatcherAction::reply("554 5.5.1 no valid recipients"),
        _ => CatcherAction::Accept,
    }))
    .await;
    let mut session = plain(&catcher).open().await.unwrap();
    let failure = send(&mut session, "nobody@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Recipient, false));
    send(&mut session, "ann@example.org").await.unwrap();
    assert_eq!(catcher.message_count(), 1);
    assert_eq!(catcher.messages()[0].to, "ann@example.org");
}

#[tokio::test]
async fn one_rejected_recipient_in_a_hundred() {
    let catcher = catcher(CatcherScript::with_responder(|moment| {
        let refused = moment.step == SmtpStep::Recipient && moment.recipient == "reader50@example.org";
        if refused { CatcherAction::reply(NO) } else { CatcherAction::Accept }
    }))
    .await;
    let mut session = plain(&catcher).open().await.unwrap();
    for number in 0..100 {
        let sent = send(&mut session, &format!("reader{number}@example.org")).await;
        assert_eq!(sent.is_ok(), number != 50);
    }
    assert_eq!((catcher.message_count(), catcher.command_log().len()), (99, 1));
}

#[tokio::test]
async fn sender_kept_after_the_dot_is_cleared() {
    for pipelining in [true, false] {
        let catcher = catcher(CatcherScript {
            pipelining,
            keeps_sender: true,
            ..CatcherScript::with_responder(|moment| {
                let refused = moment.step == SmtpStep::FinalDot && moment.message % 5 == 0;
                if refused { CatcherAction::reply("554 5.6.0 Content refused") } else { CatcherAction::Accept }
            })
        })
        .await;
        let mut session = plain(&catcher).open().await.unwrap();
        for number in 0..20 {
            let sent = send(&mut session, &format!("reader{number}@example.org")).await;
            assert_eq!(sent.is_ok(), number % 5 != 0, "{number}: {sent:?}");
        }
        assert_eq!((catcher.message_count(), catcher.command_log().len()), (16, 1));
    }
}

#[tokio::test]
async fn data_is_not_pipelined_behind_the_next_rejection() {
    let catcher = catcher(CatcherScript::with_responder(|moment| {
        let refused = moment.step == SmtpStep::Recipient && moment.recipient.starts_with("nobody");
        if refused { CatcherAction::reply(NO) } else { CatcherAction::Accept }
    }))
    .await;
    let mut session = plain(&catcher).open().await.unwrap();
    for number in 0..8 {
        assert!(session.is_open(), "{number}");
        send(&mut session, &format!("nobody{number}@example.org")).await.unwrap_err();
    }
    assert!(!session.is_open(), "a new connection is better");
    let log = catcher.command_log().remove(0);
    assert_eq!([times(&log, "MAIL"), times(&log, "RSET"), times(&log, "DATA")], [8, 7, 1]);
}

#[tokio::test]
async fn connection_sends_as_many_messages_as_set() {
    let catcher = catcher(CatcherScript::default()).await;
    let settings = RelaySettings { messages_per_connection: 3, ..relay(&format!("smtp://{}", catcher.address())) };
    let mut session = transport(&settings).open().await.unwrap();
    for number in 0..3 {
        assert!(session.is_open(), "{number}");
        send(&mut session, "ann@example.org").await.unwrap();
    }
    assert!(!session.is_open());
}
