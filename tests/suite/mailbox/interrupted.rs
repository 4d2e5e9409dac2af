//! NO, BYE and a lost connection end a pass, and the cursor stays: the end of the data is not the end of the answer.

use circular::mailbox::{ImapFailure, RetryAdvice};

use super::say;
use super::scripted_imap::fetched;
use super::{FakeFolder, PassLog, ScriptedImap, ServerAct, cursor, read};

const MAIL: &str = "Subject: x\r\n\r\n";

/// Reads 25 mails, where the fetch of the second batch is answered by `acts`; then everything works again.
async fn interrupted_by(acts: Vec<ServerAct>) -> PassLog {
    let server = ScriptedImap::start_with(FakeFolder::with(1..=25), move |command, connection| {
        (connection == 0 && command == "UID FETCH 21:25 (UID BODY.PEEK[])").then(|| acts.clone())
    })
    .await;
    let log = read(&server, None).await;
    assert_eq!(log.uids()[..20], (1..=20).collect::<Vec<_>>());
    assert_eq!(log.cursor, Some(cursor(7, 21)), "the first batch was complete, the second was not");
    let rest = read(&server, log.cursor).await;
    assert_eq!((rest.uids(), rest.cursor), ((21..=25).collect(), Some(cursor(7, 26))));
    log
}

#[tokio::test]
async fn no_stops_pass() {
    let log = interrupted_by(vec![ServerAct::Say(fetched(21, MAIL) + "TAG NO [SERVERBUG] disk\r\n")]).await;
    assert_eq!(log.uids().last(), Some(&21));
    let failure = log.failure.unwrap();
    assert_eq!(failure.to_string(), "the mail server refused FETCH: [SERVERBUG] disk");
    assert_eq!(failure.retry_advice(), RetryAdvice::Soon);
}

#[tokio::test]
async fn bad_stops_pass() {
    let log = interrupted_by(say("TAG BAD what\r\n")).await;
    assert!(matches!(log.failure, Some(ImapFailure::CommandRefused { command: "FETCH", .. })));
}

#[tokio::test]
async fn bye_stops_pass() {
    let bye = "* BYE Server shutting down.\r\n".to_owned();
    let log = interrupted_by(vec![ServerAct::Say(fetched(21, MAIL) + &bye), ServerAct::HangUp]).await;
    assert_eq!(log.failure.unwrap().to_string(), "the mail server ended the connection: Server shutting down.");
}

#[tokio::test]
async fn hang_up_between_replies_stops_pass() {
    let log = interrupted_by(vec![ServerAct::Say(fetched(21, MAIL)), ServerAct::HangUp]).await;
    assert_eq!(log.uids().last(), Some(&21));
    assert!(matches!(log.failure, Some(ImapFailure::ConnectionLost(_))));
}

#[tokio::test]
async fn hang_up_within_literal_stops_pass() {
    let half = "* 21 FETCH (UID 21 BODY[] {400}\r\nSubject: half";
    let log = interrupted_by(vec![ServerAct::Say(half.to_owned()), ServerAct::HangUp]).await;
    assert_eq!(log.uids().len(), 20);
    assert!(matches!(log.failure, Some(ImapFailure::ConnectionLost(_))));
}

#[tokio::test]
async fn silence_stops_pass() {
    let log = interrupted_by(vec![ServerAct::Say(fetched(21, MAIL)), ServerAct::Stall]).await;
    assert!(matches!(log.failure, Some(ImapFailure::TimedOut(_))));
}

#[tokio::test]
async fn endless_chatter_stops_pass() {
    let chatter = vec![ServerAct::Say("* OK Still here\r\n".to_owned()), ServerAct::Stall];
    let log = interrupted_by(chatter).await;
    assert!(matches!(log.failure, Some(ImapFailure::TimedOut(_))));
}

/// Each command before the mails is refused in turn, in each way.
#[tokio::test]
async fn refusal_of_any_command_stops_pass() {
    for start in ["STATUS", "EXAMINE", "UID SEARCH", "UID FETCH 3 (UID RFC822.SIZE)"] {
        for (acts, words) in [
            (say("TAG NO [UNAVAILABLE] later\r\n"), "refused"),
            (vec![ServerAct::Say("* BYE bye\r\n".to_owned()), ServerAct::HangUp], "ended the connection"),
            (vec![ServerAct::HangUp], "was lost"),
            (vec![ServerAct::Stall], "did not answer within"),
        ] {
            let server = ScriptedImap::start_with(FakeFolder::with([3]), move |command, _| {
                command.starts_with(start).then(|| acts.clone())
            })
            .await;
            let log = read(&server, Some(cursor(7, 2))).await;
            assert_eq!((log.uids(), log.cursor), (vec![], Some(cursor(7, 2))));
            let failure = log.failure.unwrap();
            assert!(failure.to_string().contains(words), "{start}: {failure}");
            assert_eq!(failure.retry_advice(), RetryAdvice::Soon);
        }
    }
}
