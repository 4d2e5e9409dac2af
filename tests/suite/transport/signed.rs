//! Messages are signed once, before they are handed over.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use circular::config::RelaySettings;
use circular::delivery::{DeliveryOutcome, RelayFailureKind, RelaySession};
use circular::mail_catcher::CatcherScript;
use circular::model::MessageSigner;
use circular::smtp::{Envelope, Transport};

use super::{MESSAGE, address, catcher, plain};
use crate::message::signed::signer;

/// Signs when it is told to.
#[derive(Debug)]
struct SlowSigner {
    begun: Sender<()>,
    go_on: Mutex<Receiver<()>>,
}

impl MessageSigner for SlowSigner {
    fn is_slow(&self) -> bool {
        true
    }

    fn sign(&self, message: &[u8]) -> io::Result<Vec<u8>> {
        self.begun.send(()).unwrap();
        self.go_on.lock().unwrap().recv().unwrap();
        Ok([b"Signed: yes\r\n", message].concat())
    }
}

/// Cannot sign.
#[derive(Debug)]
struct BrokenSigner;

impl MessageSigner for BrokenSigner {
    fn is_slow(&self) -> bool {
        false
    }

    fn sign(&self, _: &[u8]) -> io::Result<Vec<u8>> {
        Err(io::Error::other("the system gives no random bytes"))
    }
}

#[tokio::test]
async fn relay_gets_the_signed_bytes() {
    let catcher = catcher(CatcherScript::default()).await;
    let transport = plain(&catcher).with_signer(Arc::new(signer("example.org")));
    let mut session = RelaySession::new(&transport);
    let message = [MESSAGE, b".\r\n..\r\n \r\n\r\n"].concat();
    for to in ["ann@example.org", "ben@example.org"] {
        let attempt = session.send(Envelope::new(&address("news@example.org"), &address(to)), &message).await;
        assert!(matches!(attempt.outcome, DeliveryOutcome::Sent(_)), "{attempt:?}");
    }
    session.quit().await;
    let expected = signer("example.org").sign(&message).unwrap();
    for caught in catcher.messages() {
        assert_eq!(String::from_utf8_lossy(&caught.bytes), String::from_utf8_lossy(&expected));
    }
    assert_eq!(catcher.message_count(), 2);
}

#[tokio::test]
async fn message_that_cannot_be_signed_is_not_sent() {
    let catcher = catcher(CatcherScript::default()).await;
    let transport = plain(&catcher).with_signer(Arc::new(BrokenSigner));
    let mut session = RelaySession::new(&transport);
    let attempt = session.send(Envelope::new(&address("news@example.org"), &address("ann@example.org")), MESSAGE).await;
    let reason = "the message cannot be signed: the system gives no random bytes".into();
    assert_eq!(attempt.outcome, DeliveryOutcome::RelayFailed { reason, kind: RelayFailureKind::Rejected, code: None });
    assert_eq!(catcher.message_count(), 0);
}

#[tokio::test]
async fn message_broken_off_while_it_is_signed_is_not_in_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let (begun, has_begun) = channel();
    let (go_on, wait) = channel();
    let outbox = Transport::new(&RelaySettings::default(), folder.path(), "example.org").unwrap();
    let transport = outbox.with_signer(Arc::new(SlowSigner { begun, go_on: Mutex::new(wait) }));
    let mut session = RelaySession::new(&transport);
    let (from, to) = (address("news@example.org"), address("ann@example.org"));
    go_on.send(()).unwrap();
    assert!(matches!(session.send(Envelope::new(&from, &to), MESSAGE).await.outcome, DeliveryOutcome::Sent(_)));
    has_begun.recv().unwrap();
    // The session of the outbox is open now, and the second message is still being signed.
    let signing = tokio::task::spawn_blocking(move || has_begun.recv().unwrap());
    tokio::select! {
        biased;
        attempt = session.send(Envelope::new(&from, &to), MESSAGE) => panic!("{attempt:?}"),
        begun = signing => begun.unwrap(),
    }
    assert_eq!(session.break_off(), DeliveryOutcome::Stopped);
    go_on.send(()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("outbox")).unwrap().count(), 1);
}
