//! A message that is too big is not offered (RFC 1870).

use circular::catcher::Script;
use circular::transport::{Cause, Phase};

use super::{MESSAGE, address, catcher, plain, send, times};

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
