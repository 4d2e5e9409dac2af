//! Servers with bad manners are understood, or given up, and never mistaken.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::smtp::SmtpPhase;

use super::{catcher, once, plain, relay, send, send_one, times, transport};

#[tokio::test]
async fn latin_1_reply_keeps_its_code() {
    let said = b"550 5.1.1 Empf\xe4nger unbekannt".to_vec();
    let catcher = catcher(once(SmtpStep::Recipient, CatcherAction::Reply(said))).await;
    let failure = send_one(&plain(&catcher)).await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Recipient, false));
    let reply = failure.reply.unwrap();
    assert_eq!((reply.code, reply.enhanced_code()), (550, Some((5, 1, 1))));
}

#[tokio::test]
async fn bare_250_after_dot_is_accepted() {
    for said in ["250", "250 ", "250-\r\n250", "299 odd but good"] {
        let catcher = catcher(once(SmtpStep::FinalDot, CatcherAction::reply(said))).await;
        let reply = send_one(&plain(&catcher)).await.unwrap();
        assert_eq!(reply.code / 100, 2, "{said}");
    }
}

#[tokio::test]
async fn multiline_reply_is_joined() {
    let said = "550-5.7.25 The IP address\r\n550-5.7.25 has no PTR record\r\n550 5.7.25 at all";
    let catcher = catcher(once(SmtpStep::FinalDot, CatcherAction::reply(said))).await;
    let failure = send_one(&plain(&catcher)).await.unwrap_err();
    assert_eq!(failure.reply.unwrap().to_string(), "550 5.7.25 The IP address has no PTR record at all");
}

#[tokio::test]
async fn lower_case_keywords_are_recognized() {
    let offers = "250-catcher\r\n250-pipelining\r\n250-size 10\r\n250 auth login";
    let mut script = once(SmtpStep::Hello, CatcherAction::reply(offers));
    script.credentials = Some(("ann".to_owned(), "secret".to_owned()));
    let catcher = catcher(script).await;
    let transport = transport(&relay(&format!("smtp://ann:secret@{}", catcher.address())));
    let mut session = transport.open().await.unwrap();
    assert_eq!(times(&catcher.command_log()[0], "AUTH"), 1);
    assert_eq!(
        send(&mut session, "ann@example.org").await.unwrap_err().phase,
        SmtpPhase::Mail,
        "the size was not read"
    );
}

#[tokio::test]
async fn endless_reply_is_aborted() {
    for (step, phase) in [
        (SmtpStep::Greeting, SmtpPhase::Greeting),
        (SmtpStep::Hello, SmtpPhase::Hello),
        (SmtpStep::Mail, SmtpPhase::Mail),
        (SmtpStep::FinalDot, SmtpPhase::FinalDot),
    ] {
        for said in [b"250-more\r\n".repeat(100_000), vec![b'2'; 1_000_000]] {
            let catcher = catcher(once(step, CatcherAction::Reply(said))).await;
            let failure = send_one(&plain(&catcher)).await.unwrap_err();
            assert_eq!((failure.phase, failure.connection_lost, failure.reply), (phase, true, None));
        }
    }
}

#[tokio::test]
async fn invalid_reply_after_dot_is_in_doubt() {
    for said in ["HTTP/1.1 400 Bad Request", "354 go on", "250-one\r\n550 other", "2x0 ok"] {
        let catcher = catcher(once(SmtpStep::FinalDot, CatcherAction::reply(said))).await;
        let failure = send_one(&plain(&catcher)).await.unwrap_err();
        assert_eq!(
            (failure.phase, failure.connection_lost, failure.reply),
            (SmtpPhase::FinalDot, true, None),
            "{said}"
        );
    }
}

#[tokio::test]
async fn unexpected_positive_reply_is_an_error() {
    for (step, said, phase) in [
        (SmtpStep::Mail, "354 go on", SmtpPhase::Mail),
        (SmtpStep::Recipient, "354 go on", SmtpPhase::Recipient),
        (SmtpStep::Data, "250 ok", SmtpPhase::Data),
    ] {
        let script = CatcherScript { pipelining: false, ..once(step, CatcherAction::reply(said)) };
        let catcher = catcher(script).await;
        let failure = send_one(&plain(&catcher)).await.unwrap_err();
        assert_eq!((failure.phase, failure.connection_lost, failure.reply), (phase, true, None), "{said}");
    }
}

#[tokio::test]
async fn extra_reply_is_not_taken_for_next_copy() {
    for pipelining in [true, false] {
        let script = once(SmtpStep::FinalDot, CatcherAction::reply("250 2.0.0 caught\r\n250 and again"));
        let catcher = catcher(CatcherScript { pipelining, ..script }).await;
        let mut session = plain(&catcher).open().await.unwrap();
        send(&mut session, "ann@example.org").await.unwrap();
        let failure = send(&mut session, "ben@example.org").await.unwrap_err();
        assert_eq!((failure.phase, failure.connection_lost, failure.reply), (SmtpPhase::Data, true, None));
        assert_eq!(catcher.message_count(), 1);
    }
}

#[tokio::test]
async fn web_server_is_detected() {
    let catcher =
        catcher(once(SmtpStep::Greeting, CatcherAction::reply("HTTP/1.1 400 Bad Request\r\nServer: x"))).await;
    let failure = send_one(&plain(&catcher)).await.unwrap_err();
    assert_eq!(failure.to_string(), "the line to the relay failed at the greeting");
    assert_eq!(failure.cause.unwrap().to_string(), "the relay speaks no SMTP: `HTTP/1.1 400 Bad Request Server: x`");
}
