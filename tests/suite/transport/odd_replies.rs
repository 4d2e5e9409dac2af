//! Servers with bad manners are understood, or given up, and never mistaken.

use circular::catcher::{Action, Script, Step};
use circular::transport::Phase;

use super::{catcher, once, plain, relay, send, send_one, times, transport};

#[tokio::test]
async fn latin_1_keeps_its_code() {
    let said = b"550 5.1.1 Empf\xe4nger unbekannt".to_vec();
    let catcher = catcher(once(Step::Recipient, Action::Say(said))).await;
    let failure = send_one(&plain(&catcher)).await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (Phase::Recipient, false));
    let reply = failure.reply.unwrap();
    assert_eq!((reply.code, reply.enhanced()), (550, Some((5, 1, 1))));
}

#[tokio::test]
async fn a_bare_250_after_the_dot_takes_the_copy() {
    for said in ["250", "250 ", "250-\r\n250", "299 odd but good"] {
        let catcher = catcher(once(Step::Dot, Action::say(said))).await;
        let reply = send_one(&plain(&catcher)).await.unwrap();
        assert_eq!(reply.code / 100, 2, "{said}");
    }
}

#[tokio::test]
async fn a_reply_of_many_lines_is_one() {
    let said = "550-5.7.25 The IP address\r\n550-5.7.25 has no PTR record\r\n550 5.7.25 at all";
    let catcher = catcher(once(Step::Dot, Action::say(said))).await;
    let failure = send_one(&plain(&catcher)).await.unwrap_err();
    assert_eq!(failure.reply.unwrap().to_string(), "550 5.7.25 The IP address has no PTR record at all");
}

#[tokio::test]
async fn keywords_in_lower_case() {
    let offers = "250-catcher\r\n250-pipelining\r\n250-size 10\r\n250 auth login";
    let mut script = once(Step::Hello, Action::say(offers));
    script.account = Some(("ann".to_owned(), "secret".to_owned()));
    let catcher = catcher(script).await;
    let transport = transport(&relay(&format!("smtp://ann:secret@{}", catcher.address())));
    let mut session = transport.open().await.unwrap();
    assert_eq!(times(&catcher.log()[0], "AUTH"), 1);
    assert_eq!(send(&mut session, "ann@example.org").await.unwrap_err().phase, Phase::Mail, "the size was not read");
}

#[tokio::test]
async fn a_reply_without_end_is_given_up() {
    for (step, phase) in [
        (Step::Greeting, Phase::Greeting),
        (Step::Hello, Phase::Hello),
        (Step::Mail, Phase::Mail),
        (Step::Dot, Phase::Dot),
    ] {
        for said in [b"250-more\r\n".repeat(100_000), vec![b'2'; 1_000_000]] {
            let catcher = catcher(once(step, Action::Say(said))).await;
            let failure = send_one(&plain(&catcher)).await.unwrap_err();
            assert_eq!((failure.phase, failure.line_lost, failure.reply), (phase, true, None));
        }
    }
}

#[tokio::test]
async fn rubbish_after_the_dot_is_no_answer() {
    for said in ["HTTP/1.1 400 Bad Request", "354 go on", "250-one\r\n550 other", "2x0 ok"] {
        let catcher = catcher(once(Step::Dot, Action::say(said))).await;
        let failure = send_one(&plain(&catcher)).await.unwrap_err();
        assert_eq!((failure.phase, failure.line_lost, failure.reply), (Phase::Dot, true, None), "{said}");
    }
}

#[tokio::test]
async fn a_positive_answer_out_of_turn_is_no_go() {
    for (step, said, phase) in [
        (Step::Mail, "354 go on", Phase::Mail),
        (Step::Recipient, "354 go on", Phase::Recipient),
        (Step::Data, "250 ok", Phase::Data),
    ] {
        let script = Script { pipelining: false, ..once(step, Action::say(said)) };
        let catcher = catcher(script).await;
        let failure = send_one(&plain(&catcher)).await.unwrap_err();
        assert_eq!((failure.phase, failure.line_lost, failure.reply), (phase, true, None), "{said}");
    }
}

#[tokio::test]
async fn a_reply_too_many_is_taken_for_no_copy() {
    for pipelining in [true, false] {
        let script = once(Step::Dot, Action::say("250 2.0.0 caught\r\n250 and again"));
        let catcher = catcher(Script { pipelining, ..script }).await;
        let mut session = plain(&catcher).open().await.unwrap();
        send(&mut session, "ann@example.org").await.unwrap();
        let failure = send(&mut session, "ben@example.org").await.unwrap_err();
        assert_eq!((failure.phase, failure.line_lost, failure.reply), (Phase::Data, true, None));
        assert_eq!(catcher.count(), 1);
    }
}

#[tokio::test]
async fn a_web_server_is_told_from_a_relay() {
    let catcher = catcher(once(Step::Greeting, Action::say("HTTP/1.1 400 Bad Request\r\nServer: x"))).await;
    let failure = send_one(&plain(&catcher)).await.unwrap_err();
    assert_eq!(failure.to_string(), "the line to the relay failed at the greeting");
    assert_eq!(failure.cause.unwrap().to_string(), "the relay speaks no SMTP: `HTTP/1.1 400 Bad Request Server: x`");
}
