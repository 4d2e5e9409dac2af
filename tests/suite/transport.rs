//! Copies go over real TCP to a catcher that does what a test's script says.

mod dots;
mod line_lost;
mod many_messages;
mod odd_replies;
mod outbox;
mod refused;
mod secrets;
mod service_closing;
mod size;
mod stall;
mod tls;
mod utf8;

pub(crate) use tls::Authority;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use circular::catcher::{Action, Catcher, Script, Step};
use circular::config::RelaySettings;
use circular::model::{Address, Reply};
use circular::transport::{Failure, Limits, Session, Transport};

/// A message as `message/` makes them: CRLF, 7-bit.
const MESSAGE: &[u8] = b"Subject: Spring\r\n\r\nDear Ann,\r\nthe garden is open.\r\n";

/// Where a catcher of a test listens.
pub(crate) const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn catcher(script: Script) -> Catcher {
    Catcher::start(ANYWHERE, script).await.unwrap()
}

/// A script that does `action` at `step` of the first message of each connection.
fn once(step: Step, action: Action) -> Script {
    Script::answering(
        move |moment| {
            if moment.step == step && moment.message == 0 { action.clone() } else { Action::Accept }
        },
    )
}

pub(crate) fn relay(url: &str) -> RelaySettings {
    RelaySettings { url: url.parse().unwrap(), ..RelaySettings::default() }
}

pub(crate) fn transport(settings: &RelaySettings) -> Transport {
    Transport::new(settings, Path::new("."), "news.example.org").unwrap()
}

fn plain(catcher: &Catcher) -> Transport {
    transport(&relay(&format!("smtp://{}", catcher.address())))
}

/// The same transport, impatient after the dot, at commands and at the body.
fn hasty(transport: Transport) -> Transport {
    let short = Duration::from_millis(50);
    transport.limited(Limits { command: short, data: short, dot: short, greeting: short, ..Limits::default() })
}

pub(crate) fn address(text: &str) -> Address {
    text.parse().unwrap()
}

async fn send(session: &mut Session, to: &str) -> Result<Reply, Failure> {
    session.send(&address("news@example.org"), &address(to), MESSAGE).await
}

/// Sends one copy on a new line and says goodbye.
async fn send_one(transport: &Transport) -> Result<Reply, Failure> {
    let mut session = transport.open().await?;
    let sent = send(&mut session, "ann@example.org").await;
    session.quit().await;
    sent
}

fn times(log: &[String], verb: &str) -> usize {
    log.iter().filter(|heard| *heard == verb).count()
}
