//! A proxy before a database server: it holds answers back, delays them, and breaks connections or lets them die.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What becomes of what clients and server say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyMode {
    /// It is forwarded.
    Open,
    /// Each answer comes so much later, as from a slow disk.
    Delayed(Duration),
    /// The server hears its clients, and no answer comes.
    AnswersHeld,
}

/// A proxy on a free port; it ends with its handle.
pub(crate) struct DatabaseProxy {
    address: SocketAddr,
    mode: watch::Sender<ProxyMode>,
    resets: watch::Sender<u64>,
    deaths: watch::Sender<u64>,
    accepting: JoinHandle<()>,
}

impl DatabaseProxy {
    /// Stands before the server that a URL names.
    pub(crate) async fn before(url: &str) -> Self {
        let server = server_of(url).to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mode, resets, deaths) =
            (watch::Sender::new(ProxyMode::Open), watch::Sender::new(0), watch::Sender::new(0));
        let (modes, breaks, ends) = (mode.clone(), resets.clone(), deaths.clone());
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, mode, mut broken) = (server.clone(), modes.subscribe(), breaks.subscribe());
                let mut died = ends.subscribe();
                tokio::spawn(async move {
                    let mut forwarding = pin!(connect(client, &server, mode));
                    tokio::select! {
                        _ = &mut forwarding => {}
                        _ = broken.changed() => {}
                        // Its sockets stay open, and nothing goes from one to the other.
                        Ok(()) = died.changed() => drop(broken.changed().await),
                    }
                });
            }
        });
        Self { address, mode, resets, deaths, accepting }
    }

    /// Returns the URL of the server behind it, by which it is reached through the proxy.
    pub(crate) fn url(&self, url: &str) -> String {
        url.replace(server_of(url), &self.address.to_string())
    }

    pub(crate) fn set(&self, mode: ProxyMode) {
        self.mode.send_replace(mode);
    }

    /// Lets all connections die without a word, as when a network goes away; new ones live.
    pub(crate) fn kill_silently(&self) {
        self.deaths.send_modify(|count| *count += 1);
    }

    /// Breaks all connections, with what was held back.
    pub(crate) fn reset(&self) {
        self.resets.send_modify(|count| *count += 1);
    }
}

impl Drop for DatabaseProxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.reset();
    }
}

/// Returns the host and the port of `postgres://user@host:port/name`.
fn server_of(url: &str) -> &str {
    url.split_once('@').unwrap().1.split_once('/').unwrap().0
}

async fn connect(client: TcpStream, server: &str, mode: watch::Receiver<ProxyMode>) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((asks, answers), (hears, says)) = (client.into_split(), server.into_split());
    tokio::try_join!(forward(asks, says, None), forward(hears, answers, Some(mode))).map(drop)
}

/// Forwards one way; answers as the mode has it.
async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut mode: Option<watch::Receiver<ProxyMode>>,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        if let Some(mode) = &mut mode {
            let now = mode.wait_for(|mode| *mode != ProxyMode::AnswersHeld).await.map(|mode| *mode);
            if let Ok(ProxyMode::Delayed(time)) = now {
                tokio::time::sleep(time).await;
            }
        }
        to.write_all(&buffer[..length]).await?;
    }
}
