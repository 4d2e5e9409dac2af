//! A message that is too big is not offered (RFC 1870).

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::smtp::{Envelope, FailureCause, SmtpPhase};

use super::{MESSAGE, address, catcher, once, plain, send, times};

#[tokio::test]
async fn message_over_size_limit_is_rejected() {
    let catcher = catcher(CatcherScript { max_size: Some(MESSAGE.len()), ..CatcherScript::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let big = [MESSAGE, b"more\r\n"].concat();
    let failure =
        session.send(Envelope::new(&address("news@example.org"), &address("ann@example.org")), &big).await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost, &failure.reply), (SmtpPhase::Mail, false, &None));
    assert!(matches!(failure.cause, Some(FailureCause::TooLarge { limit, .. }) if limit == MESSAGE.len()));
    assert_eq!(times(&catcher.command_log()[0], "MAIL"), 0);
    send(&mut session, "ann@example.org").await.unwrap();
    assert_eq!(catcher.message_count(), 1);
}

#[tokio::test]
async fn size_parameter_is_sent_when_offered() {
    // The server keeps its limit to itself until it hears how much is to come.
    let offers = once(SmtpStep::Hello, CatcherAction::reply("250-catcher\r\n250 SIZE"));
    let catcher = catcher(CatcherScript { max_size: Some(MESSAGE.len()), ..offers }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    let big = [MESSAGE, b"more\r\n"].concat();
    let failure =
        session.send(Envelope::new(&address("news@example.org"), &address("ann@example.org")), &big).await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost, failure.reply.unwrap().code), (SmtpPhase::Mail, false, 552));
    assert_eq!((times(&catcher.command_log()[0], "DATA"), catcher.message_count()), (1, 1));
}
