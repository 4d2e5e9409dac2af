//! Serves HTTP on a listener, with limits for each connection.

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

/// How long to wait when the system cannot accept another connection.
const ACCEPT_BACKOFF: Duration = Duration::from_secs(1);

/// The limits of a listener and its connections.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionLimits {
    /// How many connections are open at once; the next ones wait.
    pub(super) max_connections: usize,
    /// How long the header of a request may take, including the silence before it.
    pub(super) header_timeout: Duration,
    /// How long a connection is kept open; a request in progress may still finish.
    pub(super) max_lifetime: Duration,
    /// How long a request in progress may take when its connection is to be closed.
    pub(super) drain_timeout: Duration,
}

/// Serves `pages` on `listener` until `stop` is done, then waits until each connection has finished or timed out.
pub(super) async fn serve_http(
    listener: TcpListener,
    pages: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()>,
) {
    let (shutdown, shutting_down) = watch::channel(());
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = open.join_next() => {}
            (stream, peer) = accept(&listener), if open.len() < limits.max_connections => {
                open.spawn(serve_connection(stream, peer, pages.clone(), limits, shutting_down.clone()));
            }
        }
    }
    drop((listener, shutdown));
    while open.join_next().await.is_some() {}
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(caller) => return caller,
            // The client hung up before it was accepted.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => {
            }
            Err(error) => {
                tracing::error!(%error, "cannot accept a connection");
                sleep(ACCEPT_BACKOFF).await;
            }
        }
    }
}

async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    pages: Router,
    limits: ConnectionLimits,
    mut shutting_down: watch::Receiver<()>,
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
        _ = shutting_down.changed() => {}
        () = sleep(limits.max_lifetime) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.drain_timeout, connection).await;
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_hours(1);
    /// Longer than any of these tests takes.
    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    const GENEROUS_LIMITS: ConnectionLimits =
        ConnectionLimits { max_connections: 8, header_timeout: LONG, max_lifetime: LONG, drain_timeout: LONG };
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    const PARTIAL_REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHo";

    struct ListenerFixture {
        address: SocketAddr,
        /// The clients whose requests arrived, in order.
        peers: Arc<Mutex<Vec<SocketAddr>>>,
        stop: oneshot::Sender<()>,
        served: JoinHandle<()>,
    }

    async fn start_server(limits: ConnectionLimits) -> ListenerFixture {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let peers = Arc::<Mutex<Vec<SocketAddr>>>::default();
        let seen = Arc::clone(&peers);
        let page = async move |ConnectInfo(peer): ConnectInfo<SocketAddr>| seen.lock().unwrap().push(peer);
        let (stop, stopped) = oneshot::channel();
        let pages = Router::new().route("/", get(page));
        let served = tokio::spawn(serve_http(listener, pages, limits, async {
            let _ = stopped.await;
        }));
        ListenerFixture { address, peers, stop, served }
    }

    async fn connect_and_send(site: &ListenerFixture, words: &[u8]) -> TcpStream {
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
        assert_eq!(*site.peers.lock().unwrap(), [here; 101]);
        drop(first);
        read_response(&mut second).await;
    }

    #[tokio::test]
    async fn partial_header_does_not_delay_shutdown() {
        let site = start_server(ConnectionLimits { drain_timeout: SHORT, ..GENEROUS_LIMITS }).await;
        let _half = connect_and_send(&site, PARTIAL_REQUEST).await;
        // Once this one is answered, the earlier connection has been accepted as well.
        let mut whole = connect_and_send(&site, REQUEST).await;
        read_response(&mut whole).await;
        drop(site.stop);
        timeout(TEST_TIMEOUT, site.served).await.unwrap().unwrap();
    }
}
