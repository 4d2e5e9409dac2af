//! Many copies go over one connection.

use std::io::ErrorKind;

use circular::mail_catcher::CatcherScript;
use circular::smtp::SmtpPhase;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{ANYWHERE, catcher, hasty, plain, relay, send, send_ahead, send_one, times, transport};

async fn a_hundred(pipelining: bool) {
    let catcher = catcher(CatcherScript { pipelining, ..CatcherScript::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    for number in 0..100 {
        let reply = send(&mut session, &format!("reader{number}@example.org")).await.unwrap();
        assert_eq!(reply.to_string(), "250 2.0.0 caught");
    }
    session.quit().await;
    assert_eq!(catcher.message_count(), 100);
    assert_eq!(catcher.messages()[99].to, "reader99@example.org");
    let log = catcher.command_log();
    assert_eq!(log.len(), 1);
    for (verb, count) in [("EHLO", 1), ("MAIL", 100), ("RCPT", 100), ("DATA", 100), ("RSET", 0), ("QUIT", 1)] {
        assert_eq!(times(&log[0], verb), count, "{verb}");
    }
}

#[tokio::test]
async fn hundred_messages_with_pipelining() {
    a_hundred(true).await;
}

#[tokio::test]
async fn hundred_messages_without_pipelining() {
    a_hundred(false).await;
}

/// A server that says each text once it has heard the other side end the one before, and hears no more than that.
async fn by_heart(talk: &'static [(&'static str, &'static str)]) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind(ANYWHERE).await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for (said, until) in talk {
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut heard = String::new();
            while !heard.ends_with(until) {
                heard.push(char::from(stream.read_u8().await.unwrap()));
            }
            let early = stream.try_read(&mut [0]).map_err(|error| error.kind());
            assert_eq!(early, Err(ErrorKind::WouldBlock), "after {heard:?}");
        }
    });
    (url, server)
}

#[tokio::test]
async fn pipelined_commands_precede_first_reply() {
    let (url, server) = by_heart(&[
        ("220 x\r\n", "\r\n"),
        ("250-x\r\n250 PIPELINING\r\n", "DATA\r\n"),
        ("250 a\r\n250 b\r\n354 c\r\n", "\r\n.\r\n"),
        ("250 taken\r\n", "QUIT\r\n"),
    ])
    .await;
    assert_eq!(send_one(&transport(&relay(&url))).await.unwrap().text, "taken");
    server.await.unwrap();
}

#[tokio::test]
async fn commands_wait_for_replies_without_pipelining() {
    let (url, server) = by_heart(&[
        ("220 x\r\n", "\r\n"),
        ("250-x\r\n250 SIZE\r\n", "\r\n"),
        ("250 a\r\n", "\r\n"),
        ("250 b\r\n", "DATA\r\n"),
        ("354 c\r\n", "\r\n.\r\n"),
        ("250 taken\r\n", "QUIT\r\n"),
    ])
    .await;
    assert_eq!(send_one(&transport(&relay(&url))).await.unwrap().text, "taken");
    server.await.unwrap();
}

#[tokio::test]
async fn next_envelope_travels_with_the_final_dot() {
    let (url, server) = by_heart(&[
        ("220 x\r\n", "\r\n"),
        ("250-x\r\n250 PIPELINING\r\n", "DATA\r\n"),
        (
            "250 a\r\n250 b\r\n354 c\r\n",
            "\r\n.\r\nMAIL FROM:<news@example.org>\r\nRCPT TO:<ben@example.org>\r\nDATA\r\n",
        ),
        ("250 first\r\n250 a\r\n250 b\r\n354 c\r\n", "\r\n.\r\n"),
        ("250 second\r\n", "QUIT\r\n"),
    ])
    .await;
    let mut session = transport(&relay(&url)).open().await.unwrap();
    assert_eq!(send_ahead(&mut session, "ann@example.org", "ben@example.org").await.unwrap().text, "first");
    assert!(session.has_announced() && session.is_open());
    assert_eq!(send(&mut session, "ben@example.org").await.unwrap().text, "second");
    assert!(!session.has_announced());
    session.quit().await;
    server.await.unwrap();
}

#[tokio::test]
async fn relay_that_forgets_the_next_envelope_costs_a_connection() {
    let (url, server) = by_heart(&[
        ("220 x\r\n", "\r\n"),
        ("250-x\r\n250 PIPELINING\r\n", "DATA\r\n"),
        ("250 a\r\n250 b\r\n354 c\r\n", "DATA\r\n"),
        ("250 first\r\n", ""),
    ])
    .await;
    let mut session = hasty(transport(&relay(&url))).open().await.unwrap();
    assert_eq!(send_ahead(&mut session, "ann@example.org", "ben@example.org").await.unwrap().text, "first");
    let failure = send(&mut session, "ben@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Mail, true));
    assert!(!session.is_open() && !session.may_have_arrived());
    server.await.unwrap();
}
