//! The relay, the mailbox and the public page.

use std::sync::Arc;

use circular::mail_catcher::{CatcherScript, CatcherTls};
use rustls::ServerConfig;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{TestWorkspace, house, ids};
use crate::cli::{MEMBERS, catcher};
use crate::transport::{ANYWHERE, TestCertificateAuthority};

fn report(house: &TestWorkspace) -> Value {
    let said = house.run(["doctor", "--json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"))
}

/// Returns what is right about a topic.
fn right(report: &Value, topic: &str) -> String {
    let rows = report["passed"].as_array().unwrap().iter().filter(|row| row["topic"] == topic);
    rows.map(|row| row["message"].as_str().unwrap()).collect::<Vec<_>>().join("; ")
}

fn message(report: &Value, id: &str) -> String {
    let rows = report["findings"].as_array().unwrap().iter().filter(|row| row["id"] == id);
    rows.map(|row| row["message"].as_str().unwrap()).collect::<Vec<_>>().join("; ")
}

#[tokio::test(flavor = "multi_thread")]
async fn relay_with_login_is_examined_without_sending() {
    let authority = TestCertificateAuthority::new();
    let script = |password: &str| CatcherScript {
        tls: Some(CatcherTls::StartTls(Arc::clone(&authority.server))),
        credentials: Some(("ann".to_owned(), password.to_owned())),
        ..CatcherScript::default()
    };
    for (password, expected) in [("x", true), ("y", false)] {
        let relay = catcher(script(password)).await;
        let ca_file = authority.path().join("ca.pem");
        let house = house(&format!(
            "[relay]\nurl = \"smtp://ann@{}?tls=required\"\npassword = \"x\"\nca_file = \"{}\"\n",
            relay.address(),
            ca_file.display()
        ));
        let report = report(&house);
        let words = right(&report, "Relay");
        if expected {
            assert!(words.contains("encrypts with TLS 1.3, accepts the login"), "{words}");
        } else {
            assert!(message(&report, "relay-failed").contains("535"), "{report:#}");
        }
        assert_eq!((report["blocked"] == false, relay.message_count()), (expected, 0), "{report:#}");
    }
}

#[test]
fn missing_password_and_relay_are_findings() {
    let report = report(&house("[relay]\nurl = \"smtps://ann@127.0.0.1:9\"\n"));
    assert_eq!(message(&report, "relay-failed"), "there is no password for `ann`");
    assert!(ids(&report).contains(&"w mailbox-missing".to_owned()), "the rest is examined all the same");
}

/// Answers each request over TLS with the answer for its method.
async fn web_server(config: Arc<ServerConfig>, opened: &'static str, posted: &'static str) -> u16 {
    let listener = TcpListener::bind(ANYWHERE).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = TlsAcceptor::from(Arc::clone(&config)).accept(stream).await else { continue };
            let mut request = Vec::new();
            while !is_whole(&request) && stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {}
            let answer = if request.starts_with(b"GET /u/") { opened } else { posted };
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    text.contains("\r\n\r\n") && (text.starts_with("GET ") || text.ends_with("List-Unsubscribe=One-Click"))
}

#[tokio::test(flavor = "multi_thread")]
async fn public_page_is_tried_with_a_token_of_nobody() {
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const OLD: &str = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n";
    const COOKIE: &str = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n";
    const MOVED: &str = "HTTP/1.1 301 Moved\r\nLocation: https://www.example.org/\r\nContent-Length: 0\r\n\r\n";
    const MISSING: &str = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    const FORBIDDEN: &str = "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n";
    let authority = TestCertificateAuthority::new();
    for (get, post, expected) in [
        (OK, OK, &[][..]),
        (OLD, OK, &["b clock-wrong"]),
        (COOKIE, OK, &["w page-failed"]),
        (MOVED, MOVED, &["b page-failed", "b page-failed"]),
        (MISSING, MISSING, &["b page-failed", "b page-failed"]),
        (OK, FORBIDDEN, &["b page-failed"]),
        ("SSH-2.0-OpenSSH\r\n", OK, &["w page-failed"]),
    ] {
        let port = web_server(Arc::clone(&authority.server), get, post).await;
        let settings =
            format!("[web]\npublic_url = \"https://127.0.0.1:{port}\"\n[mailbox]\nurl = \"maildir:mails\"\n");
        let house = house(&settings).with_file("mails/new/.keep", "").with_list(MEMBERS);
        house.run(["subscriber", "export", "--list", "members"]).is_well();
        house.run(["signing-key", "rotate"]).is_well();
        // A page on this machine is for nobody, but it can be tried.
        let house = house.with_variable("SSL_CERT_FILE", authority.path().join("ca.pem").display());
        let report = report(&house);
        let found: Vec<_> =
            ids(&report).into_iter().filter(|id| id != "w relay-missing" && id != "b page-url").collect();
        assert_eq!(found, expected, "{get} {post} {report:#}");
    }
}
