//! Serves HTTP on a listener, with limits for each connection.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
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

use super::open_connections::{ConnectionHandle, OpenConnections};

/// How long to wait when the system cannot accept another connection.
const ACCEPT_BACKOFF: Duration = Duration::from_secs(1);
/// How long an idle connection may take to close when another one needs its place.
const EVICTION_TIMEOUT: Duration = Duration::from_millis(100);

/// The limits of a listener and its connections.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionLimits {
    /// How many connections are open at once. A new one takes the place of the one that was idle longest, or waits.
    pub(super) max_connections: usize,
    /// How many of them one network may have. A web server on this machine speaks for everybody and has no such limit.
    pub(super) max_per_network: usize,
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
    let open = Arc::new(OpenConnections::new(limits.max_connections, limits.max_per_network));
    let mut tasks = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = tasks.join_next() => {}
            (stream, peer) = async {
                open.wait_for_room().await;
                accept(&listener).await
            } => {
                // Dropping the stream closes it: the network has its share in requests that are in progress.
                if let Some(handle) = open.admit(peer.ip()) {
                    tasks.spawn(serve_connection(stream, peer, pages.clone(), limits, handle, shutting_down.clone()));
                }
            }
        }
    }
    drop((listener, shutdown));
    while tasks.join_next().await.is_some() {}
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
    handle: ConnectionHandle,
    mut shutting_down: watch::Receiver<()>,
) {
    let pages = TowerToHyperService::new(pages);
    let handle = Arc::new(handle);
    let busy = Arc::clone(&handle);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let request_in_progress = busy.begin_request();
        let answer = pages.call(request);
        async move {
            let answer = answer.await;
            drop(request_in_progress);
            answer
        }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(limits.header_timeout);
    let mut connection = pin!(server.serve_connection(TokioIo::new(stream), answer));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = shutting_down.changed() => {}
        () = sleep(limits.max_lifetime) => {}
        () = handle.evicted() => {
            connection.as_mut().graceful_shutdown();
            // A request that began at this moment is still answered.
            if timeout(EVICTION_TIMEOUT, connection.as_mut()).await.is_ok() || !handle.is_busy() {
                return;
            }
        }
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

    const GENEROUS_LIMITS: ConnectionLimits = ConnectionLimits {
        max_connections: 8,
        max_per_network: 8,
        header_timeout: LONG,
        max_lifetime: LONG,
        drain_timeout: LONG,
    };
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
    async fn new_connection_takes_the_place_of_an_idle_one() {
        let site = start_server(ConnectionLimits { max_connections: 2, ..GENEROUS_LIMITS }).await;
        let mut first = connect_and_send(&site, REQUEST).await;
        read_response(&mut first).await;
        let mut second = connect_and_send(&site, REQUEST).await;
        read_response(&mut second).await;
        let mut third = connect_and_send(&site, REQUEST).await;
        read_response(&mut third).await;
        read_to_eof(first).await;
        second.write_all(REQUEST).await.unwrap();
        read_response(&mut second).await;
        let (second, third) = (second.local_addr().unwrap(), third.local_addr().unwrap());
        assert_eq!(site.peers.lock().unwrap()[1..], [second, third, second]);
    }

    #[tokio::test]
    async fn one_network_cannot_hold_all_connections() {
        let limits = ConnectionLimits { max_connections: 8, max_per_network: 4, ..GENEROUS_LIMITS };
        let open = OpenConnections::new(limits.max_connections, limits.max_per_network);
        let address = |text: &str| text.parse::<std::net::IpAddr>().unwrap();
        let (attacker, member) = (address("192.0.2.1"), address("198.51.100.7"));
        let held: Vec<_> = (0..100).filter_map(|_| open.admit(attacker)).collect();
        assert_eq!(held.iter().filter(|handle| !handle.is_evicted()).count(), 4);
        let busy: Vec<_> =
            held.iter().filter(|handle| !handle.is_evicted()).map(ConnectionHandle::begin_request).collect();
        assert!(open.admit(attacker).is_none(), "its share is in use");
        let reader = open.admit(member).unwrap();
        assert!(!reader.is_evicted());
        drop(busy);
        assert!(open.admit(attacker).is_some(), "an idle one made room");
    }

    #[tokio::test]
    async fn slow_headers_do_not_keep_others_out() {
        let site = start_server(ConnectionLimits { max_connections: 4, max_per_network: 4, ..GENEROUS_LIMITS }).await;
        let mut slow = Vec::new();
        for _ in 0..20 {
            slow.push(connect_and_send(&site, PARTIAL_REQUEST).await);
        }
        for _ in 0..3 {
            read_response(&mut connect_and_send(&site, REQUEST).await).await;
        }
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
