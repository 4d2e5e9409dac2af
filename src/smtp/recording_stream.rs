//! The stream between lettre and the network: it records replies, and returns the socket for TLS.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::ProtocolVersion;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::reply_normalizer::ReplyNormalizer;

/// A TCP stream, plain or under TLS.
pub(super) trait NetworkStream: AsyncRead + AsyncWrite + Send + Sync + Unpin {
    /// Returns the version of TLS, such as `TLS 1.3`; `None` in clear text.
    fn tls_version(&self) -> Option<&'static str> {
        None
    }
}

impl NetworkStream for TcpStream {}

impl NetworkStream for TlsStream<Box<dyn NetworkStream>> {
    fn tls_version(&self) -> Option<&'static str> {
        Some(match self.get_ref().1.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        })
    }
}

/// A handle of a stream; lettre owns another one, so there is a lock (never contended: both are used by one task).
#[derive(Clone)]
pub(super) struct RecordingStream {
    peer: SocketAddr,
    state: Arc<Mutex<StreamState>>,
}

struct StreamState {
    socket: Option<Box<dyn NetworkStream>>,
    replies: ReplyNormalizer,
    has_written: bool,
    is_closed: bool,
}

impl RecordingStream {
    /// Creates a stream whose server has not sent its greeting yet.
    pub(super) fn new(socket: Box<dyn NetworkStream>, peer: SocketAddr) -> Self {
        Self::from_parts(socket, peer, ReplyNormalizer::default())
    }

    /// Creates a stream after STARTTLS, where no second greeting follows (RFC 3207 §4.2): lettre gets an artificial
    /// one.
    pub(super) fn after_starttls(socket: Box<dyn NetworkStream>, peer: SocketAddr) -> Self {
        Self::from_parts(socket, peer, ReplyNormalizer::starting_with("220 TLS\r\n"))
    }

    fn from_parts(socket: Box<dyn NetworkStream>, peer: SocketAddr, replies: ReplyNormalizer) -> Self {
        let line = StreamState { socket: Some(socket), replies, has_written: false, is_closed: false };
        Self { peer, state: Arc::new(Mutex::new(line)) }
    }

    /// Takes the socket; everything already read is discarded.
    pub(super) fn take_socket(&self) -> Option<Box<dyn NetworkStream>> {
        self.lock_state().socket.take()
    }

    /// Returns the address of the server.
    pub(super) fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Returns the version of TLS; `None` in clear text.
    pub(super) fn tls_version(&self) -> Option<&'static str> {
        self.lock_state().socket.as_ref()?.tls_version()
    }

    pub(super) fn has_written(&self) -> bool {
        self.lock_state().has_written
    }

    /// Returns whether the server closed the connection.
    pub(super) fn is_closed(&self) -> bool {
        self.lock_state().is_closed
    }

    /// Returns what the server sent since our last command.
    pub(super) fn transcript(&self) -> String {
        self.lock_state().replies.transcript()
    }

    fn lock_state(&self) -> MutexGuard<'_, StreamState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StreamState {
    fn socket(&mut self) -> io::Result<Pin<&mut Box<dyn NetworkStream>>> {
        self.socket.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl AsyncRead for RecordingStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut line = self.lock_state();
        let StreamState { socket: Some(socket), replies, is_closed: ended, .. } = &mut *line else {
            return Poll::Ready(Err(io::ErrorKind::NotConnected.into()));
        };
        while replies.unread().is_empty() {
            let mut chunk = [0; 1024];
            let mut read = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut *socket).poll_read(cx, &mut read))?;
            if read.filled().is_empty() {
                *ended = true;
                return Poll::Ready(Ok(()));
            }
            replies.push(read.filled())?;
        }
        let count = replies.unread().len().min(buf.remaining());
        buf.put_slice(&replies.unread()[..count]);
        replies.consume(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for RecordingStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let mut line = self.lock_state();
        line.has_written = true;
        line.replies.reset();
        line.socket()?.poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.lock_state().socket()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.lock_state().socket()?.poll_shutdown(cx)
    }
}

impl AsyncTokioStream for RecordingStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl fmt::Debug for RecordingStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.peer)
    }
}
