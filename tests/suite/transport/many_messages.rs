//! Many copies go over one connection.

use circular::catcher::Script;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{ANYWHERE, catcher, plain, relay, send, send_one, times, transport};

async fn a_hundred(pipelining: bool) {
    let catcher = catcher(Script { pipelining, ..Script::default() }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    for number in 0..100 {
        let reply = send(&mut session, &format!("reader{number}@example.org")).await.unwrap();
        assert_eq!(reply.to_string(), "250 2.0.0 caught");
    }
    session.quit().await;
    assert_eq!(catcher.count(), 100);
    assert_eq!(catcher.caught()[99].to, "reader99@example.org");
    let log = catcher.log();
    assert_eq!(log.len(), 1);
    for (verb, count) in [("EHLO", 1), ("MAIL", 100), ("RCPT", 100), ("DATA", 100), ("RSET", 0), ("QUIT", 1)] {
        assert_eq!(times(&log[0], verb), count, "{verb}");
    }
}

#[tokio::test]
async fn pipelined() {
    a_hundred(true).await;
}

#[tokio::test]
async fn by_turns() {
    a_hundred(false).await;
}

#[tokio::test]
async fn three_commands_go_before_the_first_answer() {
    let listener = TcpListener::bind(ANYWHERE).await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = String::new();
        for (said, until) in [
            ("220 x\r\n", "\r\n"),
            ("250-x\r\n250 PIPELINING\r\n", "DATA\r\n"),
            ("250 a\r\n250 b\r\n354 c\r\n", "\r\n.\r\n"),
            ("250 taken\r\n", "QUIT\r\n"),
        ] {
            stream.write_all(said.as_bytes()).await.unwrap();
            heard.clear();
            while !heard.ends_with(until) {
                let byte = stream.read_u8().await.unwrap();
                heard.push(char::from(byte));
            }
        }
    });
    assert_eq!(send_one(&transport(&relay(&url))).await.unwrap().text, "taken");
    server.await.unwrap();
}
