//! A server that offers DSN gets the envelope id (RFC 3461 §4.4); others do not.

use circular::smtp::Envelope;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

use super::{MESSAGE, address, relay, transport};

/// Answers one connection and returns the MAIL command that it heard.
fn serve_once(listener: TcpListener, offers: &'static str) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut answers = stream.try_clone().unwrap();
        answers.write_all(b"220 mx.example.net\r\n").unwrap();
        let mut mail = String::new();
        let mut in_data = false;
        for line in BufReader::new(stream).lines() {
            let line = line.unwrap();
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "." => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => continue,
                "EHLO" => offers,
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                "MAIL" => {
                    mail = line;
                    "250 ok"
                }
                _ => "250 ok",
            };
            answers.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
        }
        mail
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn envelope_id_is_given_where_dsn_is_offered() {
    for (offers, expected) in [
        ("250-mx.example.net\r\n250 DSN", "MAIL FROM:<bounces+t@example.org> RET=HDRS ENVID=abc2"),
        ("250 mx.example.net", "MAIL FROM:<bounces+t@example.org>"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let transport = transport(&relay(&format!("smtp://{}", listener.local_addr().unwrap())));
        let server = serve_once(listener, offers);
        let mut session = transport.open().await.unwrap();
        let (from, to) = (address("bounces+t@example.org"), address("ann@example.org"));
        session.send(Envelope { id: Some("abc2"), ..Envelope::new(&from, &to) }, MESSAGE).await.unwrap();
        session.quit().await;
        assert_eq!(server.join().unwrap(), expected);
    }
}
