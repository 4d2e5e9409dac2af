//! Hears browsers on a listener, and lets none of them hold a line for ever.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How long to wait when the system has no room for another connection.
const BREATH: Duration = Duration::from_secs(1);

/// What a caller may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many connections are open at once; the next ones wait.
    pub(super) connections: usize,
    /// How long the head of a request may take, and the silence before it.
    pub(super) head: Duration,
    /// How long a connection is kept; a request that is under way may still end.
    pub(super) life: Duration,
    /// How long a request may take that is under way when its connection is to be closed.
    pub(super) farewell: Duration,
}

/// Answers on `listener` until `stop` is done and what is under way has had its farewell.
pub(super) async fn listen(listener: TcpListener, pages: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let (closing, closes) = watch::channel(());
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = open.join_next() => {}
            (stream, peer) = accept(&listener), if open.len() < limits.connections => {
                open.spawn(attend(stream, peer, pages.clone(), limits, closes.clone()));
            }
        }
    }
    drop((listener, closing));
    while open.join_next().await.is_some() {}
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(caller) => return caller,
            // Whoever hung up before being heard is no trouble of ours.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {
            }
            Err(error) => {
                tracing::error!(%error, "cannot take a connection");
                sleep(BREATH).await;
            }
        }
    }
}

/// Answers one connection's requests.
async fn attend(stream: TcpStream, peer: SocketAddr, pages: Router, limits: Limits, mut closes: watch::Receiver<()>) {
    let pages = TowerToHyperService::new(pages);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        pages.call(request)
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let mut connection = pin!(server.serve_connection(TokioIo::new(stream), answer));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = closes.changed() => {}
        () = sleep(limits.life) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.farewell, connection).await;
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_hours(1);
    /// More than any of this takes.
    const PATIENCE: Duration = Duration::from_secs(20);

    const WIDE: Limits = Limits { connections: 8, head: LONG, life: LONG, farewell: LONG };
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const HALF: &[u8] = b"GET / HTTP/1.1\r\nHo";

    struct Open {
        address: SocketAddr,
        /// Who asked, in turn.
        asked: Arc<Mutex<Vec<SocketAddr>>>,
        stop: oneshot::Sender<()>,
        served: JoinHandle<()>,
    }

    async fn open(limits: Limits) -> Open {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<SocketAddr>>>::default();
        let seen = Arc::clone(&asked);
        let page = async move |ConnectInfo(peer): ConnectInfo<SocketAddr>| seen.lock().unwrap().push(peer);
        let (stop, stopped) = oneshot::channel();
        let pages = Router::new().route("/", get(page));
        let served = tokio::spawn(listen(listener, pages, limits, async {
            let _ = stopped.await;
        }));
        Open { address, asked, stop, served }
    }

    /// Connects and says something.
    async fn call(site: &Open, words: &[u8]) -> TcpStream {
        let mut line = TcpStream::connect(site.address).await.unwrap();
        line.write_all(words).await.unwrap();
        line
    }

    async fn hear_one(line: &mut TcpStream) {
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(timeout(PATIENCE, line.read_u8()).await.unwrap().unwrap());
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
    }

    async fn hear_the_end(mut line: TcpStream) {
        let _ = timeout(PATIENCE, line.read_to_end(&mut Vec::new())).await.unwrap();
    }

    #[tokio::test]
    async fn half_a_head_and_silence_hold_no_line() {
        let site = open(Limits { head: SHORT, ..WIDE }).await;
        for words in [HALF, b""] {
            hear_the_end(call(&site, words).await).await;
        }
    }

    #[tokio::test]
    async fn no_line_is_held_beyond_its_life() {
        let site = open(Limits { life: SHORT, farewell: SHORT, ..WIDE }).await;
        for words in [HALF, b"", REQUEST] {
            hear_the_end(call(&site, words).await).await;
        }
    }

    #[tokio::test]
    async fn who_comes_into_a_full_house_waits() {
        let site = open(Limits { connections: 1, ..WIDE }).await;
        let mut first = call(&site, REQUEST).await;
        hear_one(&mut first).await;
        let mut second = call(&site, REQUEST).await;
        for _ in 0..100 {
            first.write_all(REQUEST).await.unwrap();
            hear_one(&mut first).await;
        }
        let here = first.local_addr().unwrap();
        assert_eq!(*site.asked.lock().unwrap(), [here; 101]);
        drop(first);
        hear_one(&mut second).await;
    }

    #[tokio::test]
    async fn half_a_head_does_not_hold_up_closing() {
        let site = open(Limits { farewell: SHORT, ..WIDE }).await;
        let _half = call(&site, HALF).await;
        // By its answer, the one before it has been taken as well.
        let mut whole = call(&site, REQUEST).await;
        hear_one(&mut whole).await;
        drop(site.stop);
        timeout(PATIENCE, site.served).await.unwrap().unwrap();
    }
}
