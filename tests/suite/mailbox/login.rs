//! Logging in: what is sent, and a wrong password told from a server that is busy.

use std::path::Path;

use circular::config::MailboxSettings;
use circular::mailbox::{Error, ImapConnector, ImapFailure, RetryAdvice};
use circular::model::token_response;

use super::say;
use super::{FakeFolder, ScriptedImap, ServerAct, connector, failure, hasty, settings};

/// Opens a session with a server that answers the commands beginning with `start` by `acts`.
async fn opened_with(start: &'static str, acts: Vec<ServerAct>) -> (Result<(), ImapFailure>, ScriptedImap) {
    let server = ScriptedImap::start_with(FakeFolder::with([]), move |command, _| {
        command.starts_with(start).then(|| acts.clone())
    })
    .await;
    let opened = hasty(connector(&server)).open().await;
    (opened.map(drop).map_err(failure), server)
}

#[tokio::test]
async fn password_is_sent_after_greeting() {
    let (opened, server) = opened_with("-", Vec::new()).await;
    opened.unwrap();
    assert_eq!(server.log(), ["CAPABILITY", "CAPABILITY", "LOGIN \"ann\" \"secret\"", "CAPABILITY"]);
}

#[tokio::test]
async fn wrong_password_needs_a_change() {
    for text in ["[AUTHENTICATIONFAILED] Authentication failed.", "Login failed.", "Login failed: no such user"] {
        let (opened, server) = opened_with("LOGIN", say(&format!("TAG NO {text}\r\n"))).await;
        let failure = opened.unwrap_err();
        assert!(matches!(failure, ImapFailure::LoginRejected(_)), "{failure}");
        assert_eq!(failure.retry_advice(), RetryAdvice::AfterChange);
        assert_eq!(server.heard("LOGIN").len(), 1, "one try");
    }
}

#[tokio::test]
async fn busy_server_is_tried_later() {
    for (start, acts) in [
        ("LOGIN", say("TAG NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n")),
        ("LOGIN", say("TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n")),
        ("LOGIN", vec![ServerAct::Say("* BYE too many\r\n".to_owned()), ServerAct::HangUp]),
        ("LOGIN", vec![ServerAct::HangUp]),
        ("LOGIN", vec![ServerAct::Stall]),
        ("GREETING", vec![ServerAct::Say("* BYE try later\r\n".to_owned()), ServerAct::HangUp]),
        ("GREETING", vec![ServerAct::HangUp]),
        ("GREETING", vec![ServerAct::Stall]),
    ] {
        let (opened, server) = opened_with(start, acts.clone()).await;
        let failure = opened.unwrap_err();
        assert_eq!(failure.retry_advice(), RetryAdvice::Soon, "{start} {acts:?}: {failure}");
        assert_eq!(server.heard("LOGIN").len(), usize::from(start == "LOGIN"));
    }
}

#[tokio::test]
async fn disabled_login_sends_no_password() {
    let capabilities = say("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK done\r\n");
    let (opened, server) = opened_with("CAPABILITY", capabilities).await;
    assert!(matches!(opened, Err(ImapFailure::LoginDisabled)));
    assert!(server.heard("LOGIN").is_empty());
}

#[tokio::test]
async fn preauth_needs_no_login() {
    let (opened, server) = opened_with("GREETING", say("* PREAUTH welcome\r\n")).await;
    opened.unwrap();
    assert!(server.heard("LOGIN").is_empty());
}

#[tokio::test]
async fn other_protocol_is_an_error() {
    let (opened, _) = opened_with("GREETING", say("220 mail.example.org ESMTP\r\n")).await;
    assert!(matches!(opened, Err(ImapFailure::OtherServer(_))));
    let (opened, _) = opened_with("GREETING", say("HTTP/1.1 400 Bad Request\r\n")).await;
    assert!(matches!(opened, Err(ImapFailure::InvalidReply)));
}

async fn open(settings: MailboxSettings) -> Result<(), Error> {
    hasty(ImapConnector::new(&settings, Path::new("/")).unwrap()).open().await.map(drop)
}

#[tokio::test]
async fn odd_passwords_are_quoted_or_sent_as_literal() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        command.starts_with("LOGIN \"ann\" {").then(|| {
            vec![
                ServerAct::Say("+ go on\r\n".to_owned()),
                ServerAct::Hear,
                ServerAct::Say("TAG OK done\r\n".to_owned()),
            ]
        })
    })
    .await;
    let with = |password: &str| MailboxSettings {
        password: Some(password.into()),
        ..settings(&format!("imap://ann@{}", server.address))
    };
    open(with("a \"b\"\\c")).await.unwrap();
    assert_eq!(server.heard("LOGIN"), ["LOGIN \"ann\" \"a \\\"b\\\"\\\\c\""]);
    open(with("größe")).await.unwrap();
    assert_eq!(server.log()[6..8], ["LOGIN \"ann\" {7}", "größe"]);
}

#[tokio::test]
async fn token_of_command_is_sent_by_xoauth2() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, connection| {
        let mut acts = vec![ServerAct::Say("+ \r\n".to_owned()), ServerAct::Hear];
        if connection == 0 {
            acts.push(ServerAct::Say("TAG OK done\r\n".to_owned()));
        } else {
            acts.extend([ServerAct::Say("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n".to_owned()), ServerAct::Hear]);
            acts.push(ServerAct::Say("TAG NO AUTHENTICATE failed.\r\n".to_owned()));
        }
        command.starts_with("AUTHENTICATE").then_some(acts)
    })
    .await;
    let toml = format!("url = \"imap://ann@{}\"\ntoken_command = [\"echo\", \"t0ken\"]", server.address);
    let settings: MailboxSettings = toml::from_str(&toml).unwrap();
    open(settings.clone()).await.unwrap();
    let refused = failure(open(settings).await.unwrap_err());
    assert!(matches!(refused, ImapFailure::TokenRejected(_)), "{refused}");
    assert_eq!(
        refused.to_string(),
        "the mail server rejected the access token: AUTHENTICATE failed. (the access token is wrong or has expired)"
    );
    let sent = "dXNlcj1hbm4BYXV0aD1CZWFyZXIgdDBrZW4BAQ==";
    let log: Vec<_> = server.log().into_iter().filter(|line| line != "CAPABILITY").collect();
    assert_eq!(log, ["AUTHENTICATE XOAUTH2", sent, "AUTHENTICATE XOAUTH2", sent, ""]);
}

#[tokio::test]
async fn expired_token_is_fetched_once_more() {
    let folder = tempfile::tempdir().unwrap();
    // The first connection gets in; then the token expires.
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, connection| {
        if command == "CAPABILITY" {
            return Some(say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nTAG OK done\r\n"));
        }
        let end = if connection == 1 {
            "TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"
        } else {
            "TAG OK done\r\n"
        };
        let acts = vec![ServerAct::Say("+ \r\n".to_owned()), ServerAct::Hear, ServerAct::Say(end.to_owned())];
        command.starts_with("AUTHENTICATE").then_some(acts)
    })
    .await;
    let script = "echo x >> runs; printf 'token-%s\\\\n' $(wc -l < runs)";
    let toml = format!(
        "url = \"imap://ann@{}\"\npassword = \"hunter2\"\ntoken_command = [\"sh\", \"-c\", \"{script}\"]",
        server.address
    );
    let settings: MailboxSettings = toml::from_str(&toml).unwrap();
    let connector = hasty(ImapConnector::new(&settings, folder.path()).unwrap());
    for _ in 0..3 {
        connector.open().await.unwrap();
    }
    let sent: Vec<_> = server.log().into_iter().filter(|line| line.starts_with("dXN")).collect();
    let expected = ["token-1", "token-1", "token-2", "token-2"].map(|token| token_response("ann", token));
    assert_eq!(sent, expected);
    assert!(server.heard("LOGIN").is_empty(), "the password is not used");
}

#[tokio::test]
async fn missing_token_is_told_in_plain_words() {
    let server = ScriptedImap::start(FakeFolder::with([])).await;
    for (command, expected, advice) in [
        ("[\"sh\", \"-c\", \"exit 1\"]", "failed", RetryAdvice::Soon),
        ("[\"echo\"]", "printed nothing", RetryAdvice::AfterChange),
    ] {
        let toml = format!("url = \"imap://ann@{}\"\ntoken_command = {command}", server.address);
        let error = open(toml::from_str(&toml).unwrap()).await.unwrap_err();
        assert!(error.to_string().ends_with(&format!("the `token_command` in the settings, {expected}")), "{error}");
        assert_eq!(error.retry_advice(), advice);
    }
    assert!(server.log().is_empty());
}

#[tokio::test]
async fn missing_password_connects_nowhere() {
    let server = ScriptedImap::start(FakeFolder::with([])).await;
    let error = open(settings(&format!("imap://ann@{}", server.address))).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no password for `ann`");
    assert!(server.log().is_empty());
}
