//! Encryption: the certificate is checked, and no password goes out without it.

use std::sync::Arc;

use circular::config::MailboxSettings;
use circular::mailbox::{ImapConnector, ImapFailure};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{failure, hasty, settings};
use crate::transport::{ANYWHERE, TestCertificateAuthority};

/// Serves one connection; with `starts_plain`, TLS begins at STARTTLS. Returns the URL's end.
async fn serve(authority: &TestCertificateAuthority, starts_plain: bool) -> String {
    let listener = TcpListener::bind(ANYWHERE).await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::clone(&authority.server));
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        if starts_plain {
            // What is sent along with the OK is not protected, and must not count.
            talk(&mut socket, "* OK ready\r\n", "* OK injected\r\n").await;
        }
        if let Ok(mut stream) = acceptor.accept(socket).await {
            talk(&mut stream, if starts_plain { "" } else { "* OK ready\r\n" }, "").await;
        }
    });
    address.to_string()
}

/// Says OK to each command, and ends at STARTTLS.
async fn talk(socket: &mut (impl AsyncRead + AsyncWrite + Unpin), greeting: &str, after_starttls: &str) {
    let mut socket = BufReader::new(socket);
    socket.write_all(greeting.as_bytes()).await.unwrap();
    let mut line = String::new();
    while socket.read_line(&mut line).await.is_ok_and(|count| count > 0) {
        let (tag, command) = line.trim_end().split_once(' ').unwrap();
        let mut answer = format!("{tag} OK done\r\n");
        match command {
            "CAPABILITY" => answer.insert_str(0, "* CAPABILITY IMAP4rev1 STARTTLS\r\n"),
            "STARTTLS" => answer.push_str(after_starttls),
            _ => {}
        }
        socket.write_all(answer.as_bytes()).await.unwrap();
        if command == "STARTTLS" {
            return;
        }
        line.clear();
    }
}

fn trusting(authority: &TestCertificateAuthority, url: &str) -> ImapConnector {
    let settings = MailboxSettings { ca_file: Some("ca.pem".into()), ..settings(url) };
    hasty(ImapConnector::new(&settings, authority.path()).unwrap())
}

#[tokio::test]
async fn implicit_tls_and_starttls_log_in() {
    let authority = TestCertificateAuthority::new();
    let address = serve(&authority, false).await;
    trusting(&authority, &format!("imaps://ann:x@{address}")).open().await.unwrap();
    let address = serve(&authority, true).await;
    trusting(&authority, &format!("imap://ann:x@{address}")).open().await.unwrap();
}

#[tokio::test]
async fn unknown_certificate_is_refused() {
    let authority = TestCertificateAuthority::new();
    let address = serve(&authority, false).await;
    let settings = settings(&format!("imaps://ann:x@{address}"));
    let opened = hasty(ImapConnector::new(&settings, authority.path()).unwrap()).open().await;
    assert!(matches!(failure(opened.unwrap_err()), ImapFailure::Tls(_)));
}

/// Serves one connection that begins with these words and then says nothing.
async fn greet(words: &'static str) -> String {
    let listener = TcpListener::bind(ANYWHERE).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.write_all(words.as_bytes()).await.unwrap();
        // Until the client is gone.
        let _ = BufReader::new(socket).read_line(&mut String::new()).await;
    });
    address.to_string()
}

#[tokio::test]
async fn wrong_port_is_named() {
    let authority = TestCertificateAuthority::new();
    let open = async |url: String| failure(trusting(&authority, &url).open().await.unwrap_err());
    for (words, server) in [
        ("220 mail.example.org ESMTP\r\n", "a server for sending mail (SMTP)"),
        ("554 mail.example.org no service\r\n", "a server for sending mail (SMTP)"),
        ("+OK ready\r\n", "a POP3 server"),
    ] {
        let failure = open(format!("imap://ann:x@{}", greet(words).await)).await;
        assert!(matches!(failure, ImapFailure::OtherServer(other) if other == server), "{failure}");
    }
    let silent = open(format!("imap://ann:x@{}", greet("").await)).await;
    assert!(matches!(silent, ImapFailure::Silent(_)), "{silent}");
    let plain = open(format!("imaps://ann:x@{}", greet("* OK ready\r\n").await)).await;
    assert!(matches!(plain, ImapFailure::NotTls), "{plain}");
}
