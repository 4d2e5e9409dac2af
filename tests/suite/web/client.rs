//! A plain HTTP/1.1 client that hides nothing: no redirect is followed, no cookie kept.

use std::fmt::Write as _;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl HttpResponse {
    /// The value of a header, if it is there.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Reads until the line is closed, or until all is there of an answer whose sender keeps it open.
async fn read_more(from: &mut OwnedReadHalf, bytes: &mut Vec<u8>) {
    while !is_complete(bytes) && from.read_buf(bytes).await.is_ok_and(|read| read > 0) {}
}

fn is_complete(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]);
    let header = |line: &str| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok();
    head.lines().find_map(header).is_some_and(|length| bytes.len() >= end + 4 + length)
}

/// Sends one request on its own connection and reads all that comes back.
pub(crate) async fn send(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> HttpResponse {
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "Host") {
        let _ = write!(request, "Host: {to}\r\n");
    }
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    request.push_str("\r\n");
    let stream = TcpStream::connect(to).await.unwrap();
    let (mut from, mut into) = stream.into_split();
    into.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A body that is too large is cut off by the server while it is still being written.
    let (_, ()) = tokio::join!(into.write_all(body), read_more(&mut from, &mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default();
    HttpResponse { status, head: head.to_owned(), body: body.to_owned() }
}
