//! Sends requests to web servers: asks a public page for its answer, as a mailbox provider does that unsubscribes somebody
//! with one click, and posts events.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::config::{TlsMode, TlsSetupError, tls_client_config};

/// How long one request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// How many octets of an answer are read: its headers are enough.
const MAX_HEAD_BYTES: u64 = 64 * 1024;
/// How many headers an answer may have.
const MAX_HEADERS: usize = 100;

/// Sends requests to public pages. It follows no redirect.
pub struct WebProbe {
    tls: Arc<ClientConfig>,
}

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageReply {
    /// The status, such as 200.
    pub status: u16,
    headers: Vec<(String, String)>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WebProbeError {
    /// The URL has no host, or one that no certificate can name.
    #[error("`{0}` names no host")]
    NoHost(Url),
    /// Nothing can be reached there.
    #[error("`{host}:{port}` cannot be reached")]
    Connect {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// The cause.
        source: io::Error,
    },
    /// TLS failed, most often because of the certificate.
    #[error("no secure connection to `{host}` is possible")]
    Tls {
        /// The host.
        host: String,
        /// The cause.
        source: io::Error,
    },
    /// The connection broke.
    #[error("the connection broke")]
    Lost(#[source] io::Error),
    /// There was no answer in time.
    #[error("there was no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// What answered speaks no HTTP.
    #[error("the answer is not HTTP")]
    NotHttp,
}

impl PageReply {
    /// Returns the first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl WebProbe {
    /// Prepares requests; the authorities of this system are trusted.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new() -> Result<Self, TlsSetupError> {
        Ok(Self { tls: tls_client_config(TlsMode::Required, None)? })
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn get(&self, url: &Url) -> Result<PageReply, WebProbeError> {
        self.request("GET", url, &[], None).await
    }

    /// Sends a form.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn post(&self, url: &Url, form: &str) -> Result<PageReply, WebProbeError> {
        self.request("POST", url, &[("Content-Type", "application/x-www-form-urlencoded")], Some(form)).await
    }

    /// Sends JSON with more headers.
    ///
    /// # Errors
    /// There is no answer.
    pub async fn post_json(&self, url: &Url, headers: &[(&str, &str)], body: &str) -> Result<PageReply, WebProbeError> {
        let all = [headers, &[("Content-Type", "application/json")]].concat();
        self.request("POST", url, &all, Some(body)).await
    }

    async fn request(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Result<PageReply, WebProbeError> {
        let request = async {
            let host = url.host_str().ok_or_else(|| WebProbeError::NoHost(url.clone()))?.trim_matches(['[', ']']);
            let port = url.port_or_known_default().unwrap_or(443);
            let connect = |source| WebProbeError::Connect { host: host.to_owned(), port, source };
            let stream = TcpStream::connect((host, port)).await.map_err(connect)?;
            let head = request_text(method, url, headers, body);
            if url.scheme() != "https" {
                return exchange(stream, &head).await;
            }
            let name = ServerName::try_from(host.to_owned()).map_err(|_| WebProbeError::NoHost(url.clone()))?;
            let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await;
            exchange(stream.map_err(|source| WebProbeError::Tls { host: host.to_owned(), source })?, &head).await
        };
        timeout(REQUEST_TIMEOUT, request).await.map_err(|_| WebProbeError::TimedOut(REQUEST_TIMEOUT))?
    }
}

fn request_text(method: &str, url: &Url, headers: &[(&str, &str)], body: Option<&str>) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut target = url.path().to_owned();
    if let Some(query) = url.query() {
        target = format!("{target}?{query}");
    }
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAccept: */*\r\n");
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    match body {
        Some(body) => head.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n", body]),
        None => head += "\r\n",
    }
    head
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> Result<PageReply, WebProbeError> {
    stream.write_all(request.as_bytes()).await.map_err(WebProbeError::Lost)?;
    stream.flush().await.map_err(WebProbeError::Lost)?;
    let mut received = Vec::new();
    let mut limited = stream.take(MAX_HEAD_BYTES);
    loop {
        let count = limited.read_buf(&mut received).await;
        if let Some(reply) = parse_head(&received)? {
            return Ok(reply);
        }
        match count {
            Ok(0) => return Err(WebProbeError::NotHttp),
            Ok(_) => {}
            Err(error) => return Err(WebProbeError::Lost(error)),
        }
    }
}

/// Parses the head of an answer; `None` while it is not complete.
fn parse_head(received: &[u8]) -> Result<Option<PageReply>, WebProbeError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(received) {
        Ok(httparse::Status::Complete(_)) => {
            let status = response.code.ok_or(WebProbeError::NotHttp)?;
            let headers = response.headers.iter();
            let headers =
                headers.map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()));
            Ok(Some(PageReply { status, headers: headers.collect() }))
        }
        Ok(httparse::Status::Partial) => Ok(None),
        Err(_) => Err(WebProbeError::NotHttp),
    }
}
