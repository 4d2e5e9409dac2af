//! How we introduce ourselves, and a relay that does not.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use circular::config::{EhloName, RelaySettings};
use circular::smtp::{SmtpPhase, SmtpTimeouts};

use super::{ANYWHERE, relay, transport};

/// Returns what a relay hears first, with these settings.
async fn heard(change: impl FnOnce(&mut RelaySettings)) -> String {
    let listener = TcpListener::bind(ANYWHERE).unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket.write_all(b"220 mail.example.org\r\n").unwrap();
        let mut line = String::new();
        BufReader::new(socket).read_line(&mut line).unwrap();
        line
    });
    let mut settings = relay(&format!("smtp://{address}"));
    change(&mut settings);
    transport(&settings).open().await.unwrap_err();
    server.join().unwrap()
}

#[tokio::test]
async fn ehlo_name_is_the_domain_or_what_the_settings_say() {
    let named = |name: &str| EhloName::try_from(name.to_owned()).unwrap();
    assert_eq!(heard(|_| ()).await, "EHLO news.example.org\r\n");
    assert_eq!(heard(|relay| relay.ehlo_name = Some(named("box.example.com"))).await, "EHLO box.example.com\r\n");
    assert_eq!(heard(|relay| relay.ehlo_name = Some(named("[192.0.2.1]"))).await, "EHLO [192.0.2.1]\r\n");
    assert_eq!(heard(|relay| relay.ehlo_name = Some(named("[IPv6:2001:db8::1]"))).await, "EHLO [IPv6:2001:db8::1]\r\n");
}

#[tokio::test]
async fn silent_relay_is_named() {
    let listener = TcpListener::bind(ANYWHERE).unwrap();
    let address = listener.local_addr().unwrap();
    let short = Duration::from_millis(50);
    for scheme in ["smtp", "smtps"] {
        let limits = SmtpTimeouts { greeting: short, connect: short, ..SmtpTimeouts::default() };
        let silent = transport(&relay(&format!("{scheme}://{address}"))).with_timeouts(limits);
        let failure = silent.open().await.unwrap_err();
        let words = failure.cause.unwrap().to_string();
        assert!(words.starts_with(&format!("`{address}` accepts connections but says nothing")), "{scheme}: {words}");
    }
}

#[tokio::test]
async fn server_for_reading_mail_is_named() {
    for (greeting, server) in [
        ("* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", "an IMAP server"),
        ("+OK Dovecot ready.\r\n", "a POP3 server"),
    ] {
        let listener = TcpListener::bind(ANYWHERE).unwrap();
        let address = listener.local_addr().unwrap();
        let other = thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            socket.write_all(greeting.as_bytes()).unwrap();
            // Until the client is gone.
            let _ = BufReader::new(socket).read_line(&mut String::new());
        });
        let failure = transport(&relay(&format!("smtp://{address}"))).open().await.unwrap_err();
        assert_eq!(failure.phase, SmtpPhase::Greeting);
        let words = failure.cause.unwrap().to_string();
        assert!(words.starts_with(&format!("`{address}` is {server}")), "{words}");
        other.join().unwrap();
    }
}
