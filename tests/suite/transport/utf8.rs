//! Addresses beyond ASCII go only where SMTPUTF8 is offered (RFC 6531).

use circular::catcher::Script;
use circular::transport::{Cause, Phase};

use super::{catcher, plain, send};

#[tokio::test]
async fn not_offered() {
    let catcher = catcher(Script::default()).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let failure = send(&mut session, "jürgen@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost, &failure.reply), (Phase::Recipient, false, &None));
    assert!(matches!(failure.cause, Some(Cause::NeedsUtf8)));
    send(&mut session, "u@münchen.example").await.unwrap();
    assert_eq!(catcher.caught()[0].to, "u@xn--mnchen-3ya.example");
}

#[tokio::test]
async fn offered() {
    let catcher = catcher(Script { smtp_utf8: true, ..Script::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "jürgen@example.org").await.unwrap();
    assert_eq!(catcher.caught()[0].to, "jürgen@example.org");
}
