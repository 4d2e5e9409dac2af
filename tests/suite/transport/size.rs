//! A message that is too big is not offered (RFC 1870).

use circular::catcher::{Action, Script, Step};
use circular::transport::{Cause, Phase};

use super::{MESSAGE, address, catcher, once, plain, send, times};

#[tokio::test]
async fn over_the_limit() {
    let catcher = catcher(Script { size: Some(MESSAGE.len()), ..Script::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let big = [MESSAGE, b"more\r\n"].concat();
    let failure = session.send(&address("news@example.org"), &address("ann@example.org"), &big).await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost, &failure.reply), (Phase::Mail, false, &None));
    assert!(matches!(failure.cause, Some(Cause::TooLarge { limit, .. }) if limit == MESSAGE.len()));
    assert_eq!(times(&catcher.log()[0], "MAIL"), 0);
    send(&mut session, "ann@example.org").await.unwrap();
    assert_eq!(catcher.count(), 1);
}

#[tokio::test]
async fn it_is_said_where_size_is_offered() {
    // The server keeps its limit to itself until it hears how much is to come.
    let offers = once(Step::Hello, Action::say("250-catcher\r\n250 SIZE"));
    let catcher = catcher(Script { size: Some(MESSAGE.len()), ..offers }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    let big = [MESSAGE, b"more\r\n"].concat();
    let failure = session.send(&address("news@example.org"), &address("ann@example.org"), &big).await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost, failure.reply.unwrap().code), (Phase::Mail, false, 552));
    assert_eq!((times(&catcher.log()[0], "DATA"), catcher.count()), (1, 1));
}
