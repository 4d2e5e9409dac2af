//! The envelope of the next copy travels with the final dot of the one before: nothing is sent that was not meant.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::smtp::SmtpPhase;

use super::{catcher, once, plain, send, send_ahead, times};

const NO: &str = "550 5.1.1 No such user";

#[tokio::test]
async fn each_copy_of_a_hundred_is_announced() {
    let catcher = catcher(CatcherScript::default()).await;
    let mut session = plain(&catcher).open().await.unwrap();
    for number in 0..100 {
        let to = |number: i32| format!("reader{number}@example.org");
        send_ahead(&mut session, &to(number), &to(number + 1)).await.unwrap();
    }
    session.quit().await;
    assert_eq!(catcher.message_count(), 100);
    let log = catcher.command_log();
    for (verb, count) in [("EHLO", 1), ("MAIL", 101), ("RCPT", 101), ("DATA", 101), ("RSET", 0), ("QUIT", 0)] {
        assert_eq!(times(&log[0], verb), count, "{verb}");
    }
}

#[tokio::test]
async fn other_message_than_announced_needs_another_connection() {
    let catcher = catcher(CatcherScript::default()).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send_ahead(&mut session, "ann@example.org", "ben@example.org").await.unwrap();
    let failure = send(&mut session, "carl@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Mail, true));
    assert!(!session.is_open() && !session.may_have_arrived());
    session.quit().await;
    assert_eq!((catcher.message_count(), times(&catcher.command_log()[0], "QUIT")), (1, 0));
}

#[tokio::test]
async fn announced_recipient_may_be_refused() {
    let catcher = catcher(CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "ben@example.org") => CatcherAction::reply(NO),
        _ => CatcherAction::Accept,
    }))
    .await;
    let mut session = plain(&catcher).open().await.unwrap();
    send_ahead(&mut session, "ann@example.org", "ben@example.org").await.unwrap();
    let failure = send_ahead(&mut session, "ben@example.org", "carl@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Recipient, false));
    assert!(!session.has_announced(), "a refused copy has no dot to travel with");
    send_ahead(&mut session, "carl@example.org", "dora@example.org").await.unwrap();
    assert!(!session.has_announced(), "after a refused recipient DATA waits");
    session.quit().await;
    let log = catcher.command_log();
    assert_eq!((catcher.message_count(), times(&log[0], "RSET"), times(&log[0], "QUIT")), (2, 1, 1));
}

#[tokio::test]
async fn message_refused_at_the_dot_leaves_the_announced_one() {
    for (keeps_sender, sent) in [(false, true), (true, false)] {
        let script = CatcherScript { keeps_sender, ..once(SmtpStep::FinalDot, CatcherAction::reply(NO)) };
        let catcher = catcher(script).await;
        let mut session = plain(&catcher).open().await.unwrap();
        let failure = send_ahead(&mut session, "ann@example.org", "ben@example.org").await.unwrap_err();
        assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::FinalDot, false));
        // A server that keeps the sender refuses the second MAIL: the message needs another connection.
        let result = send(&mut session, "ben@example.org").await;
        let refused =
            result.as_ref().err().map(|failure| (failure.phase, failure.reply.as_ref().map(|reply| reply.code)));
        assert_eq!(refused, (!sent).then_some((SmtpPhase::Mail, Some(503))), "{result:?}");
        assert_eq!(catcher.message_count(), usize::from(sent));
    }
}

#[tokio::test]
async fn nothing_is_announced_without_pipelining() {
    let catcher = catcher(CatcherScript { pipelining: false, ..CatcherScript::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send_ahead(&mut session, "ann@example.org", "ben@example.org").await.unwrap();
    assert!(!session.has_announced());
    session.quit().await;
    assert_eq!((times(&catcher.command_log()[0], "MAIL"), times(&catcher.command_log()[0], "QUIT")), (1, 1));
}
