//! Postfix's own sink takes what we send.

use std::os::unix::fs::MetadataExt as _;
use std::process::{Child, Command, Stdio};

use circular::smtp::{Envelope, SmtpPhase, TransportSession};

use crate::transport::{address, relay, transport};

pub(super) const SINK: &str = "/usr/sbin/smtp-sink";

/// A running sink; it ends with the handle.
pub(super) struct SmtpSink {
    child: Child,
    pub(super) address: String,
}

impl SmtpSink {
    /// Starts it on a free port.
    pub(super) fn start(arguments: &[&str]) -> Self {
        let address = super::server_address().to_string();
        let mut command = Command::new(SINK);
        // As root it wants to become somebody else.
        if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            command.args(["-u", "nobody"]);
        }
        let child = command.args(arguments).args([&*address, "100"]).stdin(Stdio::null()).spawn().unwrap();
        Self { child, address }
    }

    /// Opens a session as soon as it listens: it does not say when that is.
    pub(super) async fn session(&mut self) -> TransportSession {
        let transport = transport(&relay(&format!("smtp://{}", self.address)));
        loop {
            match transport.open().await {
                Ok(session) => return session,
                Err(_) => assert_eq!(self.child.try_wait().unwrap(), None, "the sink went away"),
            }
        }
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

async fn a_hundred(arguments: &[&str]) {
    let mut sink = SmtpSink::start(arguments);
    let mut session = sink.session().await;
    for number in 0..100 {
        let to = address(&format!("reader{number}@example.org"));
        let message = b"Subject: x\r\n\r\n.\r\n..\r\nthe end\r\n";
        let reply = session.send(Envelope::new(&address("news@example.org"), &to), message).await.unwrap();
        assert_eq!(reply.code, 250);
    }
    session.quit().await;
}

#[tokio::test]
async fn hundred_messages_with_pipelining() {
    if super::is_here(SINK) {
        a_hundred(&[]).await;
    }
}

#[tokio::test]
async fn hundred_messages_without_pipelining() {
    if super::is_here(SINK) {
        a_hundred(&["-p"]).await;
    }
}

#[tokio::test]
async fn rejection_keeps_connection_open() {
    if !super::is_here(SINK) {
        return;
    }
    let mut sink = SmtpSink::start(&["-r", "rcpt"]);
    let mut session = sink.session().await;
    for _ in 0..3 {
        let (from, to) = (address("news@example.org"), address("ann@example.org"));
        let failure = session.send(Envelope::new(&from, &to), b"Subject: x\r\n\r\nx\r\n").await.unwrap_err();
        assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Recipient, false));
    }
}
