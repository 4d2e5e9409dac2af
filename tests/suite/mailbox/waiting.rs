//! Waiting for new mail by IDLE or by the clock.

use circular::mailbox::ImapFailure;

use super::say;
use super::{FakeFolder, ScriptedImap, ServerAct, session};

async fn idle_answered_by(acts: Vec<ServerAct>) -> (Result<(), ImapFailure>, ScriptedImap) {
    let server =
        ScriptedImap::start_with(FakeFolder::with([]), move |command, _| (command == "IDLE").then(|| acts.clone()))
            .await;
    let mut session = session(&server).await;
    (session.wait_for_change().await, server)
}

fn act(text: &str) -> ServerAct {
    ServerAct::Say(text.to_owned())
}

#[tokio::test]
async fn new_mail_ends_idle() {
    let acts = vec![act("+ idling\r\n* OK Still here\r\n* 4 EXISTS\r\n"), ServerAct::Hear, act("TAG OK done\r\n")];
    let (waited, server) = idle_answered_by(acts).await;
    waited.unwrap();
    assert_eq!(server.log()[4..], ["IDLE", "DONE", "NOOP"]);
}

#[tokio::test]
async fn outer_clock_ends_idle() {
    let acts = vec![act("+ idling\r\n* OK Still here\r\n"), ServerAct::Hear, act("TAG OK done\r\n")];
    let (waited, server) = idle_answered_by(acts).await;
    waited.unwrap();
    assert_eq!(server.log()[4..], ["IDLE", "DONE", "NOOP"]);
}

#[tokio::test]
async fn lost_connection_ends_idle_with_an_error() {
    for (acts, words) in [
        (vec![act("+ idling\r\n"), ServerAct::HangUp], "was lost"),
        (vec![act("+ idling\r\n* BYE idle for too long\r\n"), ServerAct::HangUp], "idle for too long"),
        (vec![ServerAct::Stall], "did not answer within"),
        (vec![act("+ idling\r\n"), ServerAct::Hear, ServerAct::Stall], "did not answer within"),
    ] {
        let (waited, _) = idle_answered_by(acts).await;
        let failure = waited.unwrap_err().to_string();
        assert!(failure.contains(words), "{failure}");
    }
}

#[tokio::test]
async fn refused_idle_waits_by_the_clock() {
    let (waited, server) = idle_answered_by(say("TAG NO not now\r\n")).await;
    waited.unwrap();
    assert_eq!(server.log()[4..], ["IDLE"]);
}

#[tokio::test]
async fn server_without_idle_is_not_asked_for_it() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        (command == "CAPABILITY").then(|| say("* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"))
    })
    .await;
    session(&server).await.wait_for_change().await.unwrap();
    assert!(server.heard("IDLE").is_empty());
}
