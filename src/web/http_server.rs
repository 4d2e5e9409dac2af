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
const ACCEPT_BACKOFF: Duration = Duration::from_secs(1);

/// What a caller may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionLimits {
    /// How many connections are open at once; the next ones wait.
    pub(super) max_connections: usize,
    /// How long the head of a request may take, and the silence before it.
    pub(super) header_timeout: Duration,
    /// How long a connection is kept; a request that is under way may still end.
    pub(super) max_lifetime: Duration,
    /// How long a request may take that is under way when its connection is to be closed.
    pub(super) drain_timeout: Duration,
}

/// Answers on `listener` until `stop` is done and what is under way has had its farewell.
pub(super) async fn listen(
    listener: TcpListener,
    pages: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()>,
) {
    let (closing, closes) = watch::channel(());
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = open.join_next() => {}
            (stream, peer) = accept(&listener), if open.len() < limits.max_connections => {
                open.spawn(serve_connection(stream, peer, pages.clone(), limits, closes.clone()));
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
                sleep(ACCEPT_BACKOFF).await;
            }
        }
    }
}

/// Answers one connection's requests.
async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    pages: Router,
    limits: ConnectionLimits,
    mut closes: watch::Receiver<()>,
) {
    let pages = TowerToHyperService::new(pages);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        pages.call(request)
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(limits.header_timeout);
    let mut connection = pin!(server.serve_connection(TokioIo::new(stream), answer));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = closes.changed() => {}
        () = sleep(limits.max_lifetime) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.drain_timeout, connection).await;
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
    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    const GENEROUS_LIMITS: ConnectionLimits =
        ConnectionLimits { max_connections: 8, header_timeout: LONG, max_lifetime: LONG, drain_timeout: LONG };
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const PARTIAL_REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHo";

    struct Open {
        address: SocketAddr,
        /// Who asked, in turn.
        asked: Arc<Mutex<Vec<SocketAddr>>>,
        stop: oneshot::Sender<()>,
        served: JoinHandle<()>,
    }

    async fn start_server(limits: ConnectionLimits) -> Open {
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
    async fn connect_and_send(site: &Open, words: &[u8]) -> TcpStream {
        let mut line = TcpStream::connect(site.address).await.unwrap();
        line.write_all(words).await.unwrap();
        line
    }

    async fn read_response(line: &mut TcpStream) {
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(timeout(TEST_TIMEOUT, line.read_u8()).await.unwrap().unwrap());
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
    }

    async fn read_to_eof(mut line: TcpStream) {
        let _ = timeout(TEST_TIMEOUT, line.read_to_end(&mut Vec::new())).await.unwrap();
    }

    #[tokio::test]
    async fn partial_or_missing_header_closes_connection() {
        let site = start_server(ConnectionLimits { header_timeout: SHORT, ..GENEROUS_LIMITS }).await;
        for words in [PARTIAL_REQUEST, b""] {
            read_to_eof(connect_and_send(&site, words).await).await;
        }
    }

    #[tokio::test]
    async fn connection_past_lifetime_is_closed() {
        let site =
            start_server(ConnectionLimits { max_lifetime: SHORT, drain_timeout: SHORT, ..GENEROUS_LIMITS }).await;
        for words in [PARTIAL_REQUEST, b"", REQUEST] {
            read_to_eof(connect_and_send(&site, words).await).await;
        }
    }

    #[tokio::test]
    async fn connection_over_limit_waits() {
        let site = start_server(ConnectionLimits { max_connections: 1, ..GENEROUS_LIMITS }).await;
        let mut first = connect_and_send(&site, REQUEST).await;
        read_response(&mut first).await;
        let mut second = connect_and_send(&site, REQUEST).await;
        for _ in 0..100 {
            first.write_all(REQUEST).await.unwrap();
            read_response(&mut first).await;
        }
        let here = first.local_addr().unwrap();
        assert_eq!(*site.asked.lock().unwrap(), [here; 101]);
        drop(first);
        read_response(&mut second).await;
    }

    #[tokio::test]
    async fn partial_header_does_not_delay_shutdown() {
        let site = start_server(ConnectionLimits { drain_timeout: SHORT, ..GENEROUS_LIMITS }).await;
        let _half = connect_and_send(&site, PARTIAL_REQUEST).await;
        // By its answer, the one before it has been taken as well.
        let mut whole = connect_and_send(&site, REQUEST).await;
        read_response(&mut whole).await;
        drop(site.stop);
        timeout(TEST_TIMEOUT, site.served).await.unwrap().unwrap();
    }
}
