//! Addresses beyond ASCII go only where SMTPUTF8 is offered (RFC 6531).

use circular::mail_catcher::CatcherScript;
use circular::smtp::{FailureCause, SmtpPhase};

use super::{catcher, plain, send};

#[tokio::test]
async fn utf8_address_without_smtputf8_is_rejected() {
    let catcher = catcher(CatcherScript::default()).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let failure = send(&mut session, "jürgen@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost, &failure.reply), (SmtpPhase::Recipient, false, &None));
    assert!(matches!(failure.cause, Some(FailureCause::NeedsSmtpUtf8)));
    send(&mut session, "u@münchen.example").await.unwrap();
    assert_eq!(catcher.messages()[0].to, "u@xn--mnchen-3ya.example");
}

#[tokio::test]
async fn offered() {
    let catcher = catcher(CatcherScript { smtp_utf8: true, ..CatcherScript::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    send(&mut session, "jürgen@example.org").await.unwrap();
    assert_eq!(catcher.messages()[0].to, "jürgen@example.org");
}
