//! Copies go over real TCP to a catcher that does what a test's script says.

mod access_token;
mod dots;
mod envelope_id;
mod introduced;
mod line_lost;
mod many_messages;
mod odd_replies;
mod outbox;
mod refused;
mod secrets;
mod sent_ahead;
mod service_closing;
mod signed;
mod size;
mod stall;
mod tls;
mod utf8;

pub(crate) use tls::TestCertificateAuthority;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use circular::config::RelaySettings;
use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use circular::model::{Address, Reply};
use circular::smtp::{Envelope, NextMessage, SmtpFailure, SmtpTimeouts, Transport, TransportSession};

/// A message as `message/` makes them: CRLF, 7-bit.
const MESSAGE: &[u8] = b"Subject: Spring\r\n\r\nDear Ann,\r\nthe garden is open.\r\n";

/// Where a catcher of a test listens.
pub(crate) const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn catcher(script: CatcherScript) -> MailCatcher {
    MailCatcher::start(ANYWHERE, script).await.unwrap()
}

/// A script that does `action` at `step` of the first message of each connection.
fn once(step: SmtpStep, action: CatcherAction) -> CatcherScript {
    CatcherScript::with_responder(move |moment| {
        if moment.step == step && moment.message == 0 { action.clone() } else { CatcherAction::Accept }
    })
}

pub(crate) fn relay(url: &str) -> RelaySettings {
    RelaySettings { url: url.parse().unwrap(), ..RelaySettings::default() }
}

pub(crate) fn transport(settings: &RelaySettings) -> Transport {
    Transport::new(settings, Path::new("."), "news.example.org").unwrap()
}

fn plain(catcher: &MailCatcher) -> Transport {
    transport(&relay(&format!("smtp://{}", catcher.address())))
}

/// The same transport, impatient after the dot, at commands and at the body.
fn hasty(transport: Transport) -> Transport {
    let short = Duration::from_millis(50);
    transport.with_timeouts(SmtpTimeouts {
        command: short,
        data: short,
        final_dot: short,
        greeting: short,
        ..SmtpTimeouts::default()
    })
}

pub(crate) fn address(text: &str) -> Address {
    text.parse().unwrap()
}

async fn send(session: &mut TransportSession, to: &str) -> Result<Reply, SmtpFailure> {
    session.send(Envelope::new(&address("news@example.org"), &address(to)), MESSAGE).await
}

/// Sends one copy, and the envelope of another one behind it.
async fn send_ahead(session: &mut TransportSession, to: &str, next: &str) -> Result<Reply, SmtpFailure> {
    let (from, to, next) = (address("news@example.org"), address(to), address(next));
    let next = NextMessage { envelope: Envelope::new(&from, &next), octets: MESSAGE.len() };
    session.send_before(Envelope::new(&from, &to), MESSAGE, Some(next)).await
}

/// Sends one copy on a new line and says goodbye.
async fn send_one(transport: &Transport) -> Result<Reply, SmtpFailure> {
    let mut session = transport.open().await?;
    let sent = send(&mut session, "ann@example.org").await;
    session.quit().await;
    sent
}

fn times(log: &[String], verb: &str) -> usize {
    log.iter().filter(|heard| *heard == verb).count()
}
