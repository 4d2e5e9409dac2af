//! The stream between lettre and the network: ours to write to, to listen in on, and to take back for TLS.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::replies::Replies;

/// A TCP stream, plain or under TLS.
pub(super) trait Socket: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Socket for T {}

/// One handle of a line; lettre owns another, which is why there is a lock (never contended: both live in one task).
#[derive(Clone)]
pub(super) struct Wire {
    peer: SocketAddr,
    line: Arc<Mutex<Line>>,
}

struct Line {
    socket: Option<Box<dyn Socket>>,
    replies: Replies,
    spoken: bool,
    ended: bool,
}

impl Wire {
    /// Makes a wire whose server has yet to greet.
    pub(super) fn new(socket: Box<dyn Socket>, peer: SocketAddr) -> Self {
        Self::with(socket, peer, Replies::default())
    }

    /// Makes a wire that goes on after STARTTLS, where no second greeting comes (RFC 3207 §4.2): lettre gets one here.
    pub(super) fn resumed(socket: Box<dyn Socket>, peer: SocketAddr) -> Self {
        Self::with(socket, peer, Replies::beginning_with("220 TLS\r\n"))
    }

    fn with(socket: Box<dyn Socket>, peer: SocketAddr, replies: Replies) -> Self {
        let line = Line { socket: Some(socket), replies, spoken: false, ended: false };
        Self { peer, line: Arc::new(Mutex::new(line)) }
    }

    /// Takes the socket away, and with it everything that was read ahead is forgotten.
    pub(super) fn take(&self) -> Option<Box<dyn Socket>> {
        self.line().socket.take()
    }

    /// Returns who is at the other end.
    pub(super) fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Tells whether we have written anything.
    pub(super) fn has_spoken(&self) -> bool {
        self.line().spoken
    }

    /// Tells whether the server closed its side.
    pub(super) fn has_ended(&self) -> bool {
        self.line().ended
    }

    /// Returns what the server said since our last command.
    pub(super) fn heard(&self) -> String {
        self.line().replies.heard()
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn socket(&mut self) -> io::Result<Pin<&mut Box<dyn Socket>>> {
        self.socket.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut line = self.line();
        let Line { socket: Some(socket), replies, ended, .. } = &mut *line else {
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
            replies.take(read.filled())?;
        }
        let count = replies.unread().len().min(buf.remaining());
        buf.put_slice(&replies.unread()[..count]);
        replies.consume(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let mut line = self.line();
        line.spoken = true;
        line.replies.forget();
        line.socket()?.poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line().socket()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line().socket()?.poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.peer)
    }
}
