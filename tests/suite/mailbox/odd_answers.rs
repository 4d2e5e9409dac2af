//! What good servers answer and nobody expects: mails that are gone, numbers that were not asked for, missing ones.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use circular::mailbox::ImapFailure;

use super::say;
use super::scripted_imap::fetched;
use super::{FakeFolder, PassLog, ScriptedImap, cursor, read};

/// Reads the mails 1 to 3, whose bodies the server sends as this.
async fn answered_by(bodies: &str) -> PassLog {
    let bodies = format!("{bodies}TAG OK done\r\n");
    let server = ScriptedImap::start_with(FakeFolder::with(1..=3), move |command, _| {
        command.ends_with("BODY.PEEK[])").then(|| say(&bodies))
    })
    .await;
    read(&server, None).await
}

#[tokio::test]
async fn odd_bodies_are_taken_or_skipped() {
    let made_up = "From: System Administrator <root@localhost>\r\nSubject: message unavailable\r\n\r\nGone.\r\n";
    let two = fetched(2, "x");
    for (name, bodies, expected) in [
        ("NIL is gone", format!("* 1 FETCH (UID 1 BODY[] NIL)\r\n{two}"), vec![(2, "x")]),
        ("missing is gone", two.clone(), vec![(2, "x")]),
        ("nothing at all", String::new(), vec![]),
        ("empty literal is a mail", format!("* 1 FETCH (UID 1 BODY[] {{0}}\r\n)\r\n{two}"), vec![(1, ""), (2, "x")]),
        ("empty string is a mail", format!("* 1 FETCH (UID 1 BODY[] \"\")\r\n{two}"), vec![(1, ""), (2, "x")]),
        ("made-up mail of Courier is gone", fetched(1, made_up) + &two, vec![(2, "x")]),
        ("foreign UID is ignored", fetched(9, "y") + &two, vec![(2, "x")]),
        ("mail that comes twice is taken once", two.clone() + &two, vec![(2, "x")]),
        ("body without UID is ignored", format!("* 1 FETCH (BODY[] {{1}}\r\ny)\r\n{two}"), vec![(2, "x")]),
        ("UID behind the body", "* 1 FETCH (BODY[] {1}\r\ny UID 1)\r\n".to_owned(), vec![(1, "y")]),
        (
            "change of flags",
            format!("* 2 FETCH (FLAGS (\\Seen))\r\n{two}* 2 FETCH (UID 2 FLAGS ())\r\n"),
            vec![(2, "x")],
        ),
        ("unsolicited EXPUNGE", format!("* 1 EXPUNGE\r\n{two}* 1 EXISTS\r\n"), vec![(2, "x")]),
        ("words nobody knows", format!("* XSTRANGE ((1) \"é\")\r\n* OK [X é] é\r\n* 8 BIT é\r\n{two}"), vec![(2, "x")]),
        ("missing date", format!("* 1 FETCH (UID 1 INTERNALDATE NIL)\r\n{two}"), vec![(2, "x")]),
        ("deep nesting", format!("* 1 FETCH (BODYSTRUCTURE {})\r\n{two}", "(".repeat(100_000)), vec![(2, "x")]),
        ("small letters", "* 2 fetch (uid 2 body[] {1}\r\nx)\r\n".to_owned(), vec![(2, "x")]),
    ] {
        let log = answered_by(&bodies).await;
        let mails: Vec<_> = log.mails.iter().map(|(uid, mail)| (*uid, mail.as_str())).collect();
        assert_eq!(mails, expected, "{name}: {:?}", log.failure);
        assert_eq!(log.cursor, Some(cursor(7, 4)), "{name}");
    }
}

#[tokio::test]
async fn long_line_in_mail_is_read() {
    let mail = "x".repeat(200_000);
    let log = answered_by(&fetched(1, &mail)).await;
    assert!(log.mails[0].1 == mail);
}

#[tokio::test]
async fn foreign_numbers_of_search_are_ignored() {
    let server = ScriptedImap::start_with(FakeFolder::with(1..=5), |command, _| {
        command.starts_with("UID SEARCH").then(|| say("* SEARCH 9 3 \r\n* SEARCH 5 3 1\r\nTAG OK done\r\n"))
    })
    .await;
    let log = read(&server, Some(cursor(7, 2))).await;
    assert_eq!((log.uids(), log.cursor), (vec![3, 5], Some(cursor(7, 6))));
}

#[tokio::test]
async fn missing_uidnext_is_found_elsewhere() {
    let validity = "* OK [UIDVALIDITY 7] x\r\n";
    for (status, opened) in [
        ("", format!("{validity}* OK [UIDNEXT 4] x\r\n")),
        ("* STATUS INBOX ()\r\n", validity.to_owned()),
        ("* STATUS INBOX (UIDVALIDITY 7)\r\n", validity.to_owned()),
    ] {
        let (status, opened) = (format!("{status}TAG OK done\r\n"), format!("{opened}TAG OK done\r\n"));
        let server = ScriptedImap::start_with(FakeFolder::with(1..=3), move |command, _| {
            let answer = match command.split(' ').next()? {
                "STATUS" => &status,
                "EXAMINE" => &opened,
                _ => return None,
            };
            Some(say(answer))
        })
        .await;
        let log = read(&server, Some(cursor(7, 2))).await;
        assert_eq!((log.uids(), log.cursor), (vec![2, 3], Some(cursor(7, 4))));
    }
}

#[tokio::test]
async fn missing_or_moving_uidvalidity_is_an_error() {
    for opened in ["* 3 EXISTS\r\n", "* OK [UIDVALIDITY 0] x\r\n", "* OK [UIDVALIDITY 8] x\r\n"] {
        let opened = format!("{opened}TAG OK done\r\n");
        let server = ScriptedImap::start_with(FakeFolder::with(1..=3), move |command, _| {
            command.starts_with("EXAMINE").then(|| say(&opened))
        })
        .await;
        let log = read(&server, Some(cursor(7, 2))).await;
        assert_eq!((log.uids(), log.cursor), (vec![], Some(cursor(7, 2))));
        assert!(matches!(log.failure, Some(ImapFailure::NoUidValidity)), "{:?}", log.failure);
    }
}

#[tokio::test]
async fn uidvalidity_that_lasts_only_after_select_is_made_to_last() {
    let (tries, is_stored) = (AtomicU32::new(7), AtomicBool::new(false));
    let server = ScriptedImap::start_with(FakeFolder::with(1..=3), move |command, _| {
        let validity = || if is_stored.load(Ordering::Relaxed) { 90 } else { tries.fetch_add(1, Ordering::Relaxed) };
        match command.split(' ').next()? {
            "SELECT" => is_stored.store(true, Ordering::Relaxed),
            "STATUS" => {
                let answer = format!("* STATUS INBOX (UIDNEXT 4 UIDVALIDITY {})\r\nTAG OK done\r\n", validity());
                return Some(say(&answer));
            }
            "EXAMINE" => {
                let answer = format!("* 3 EXISTS\r\n* OK [UIDVALIDITY {}] valid\r\nTAG OK done\r\n", validity());
                return Some(say(&answer));
            }
            _ => {}
        }
        None
    })
    .await;
    let log = read(&server, None).await;
    assert_eq!((log.uids(), log.cursor), (vec![1, 2, 3], Some(cursor(90, 4))));
    assert_eq!(server.heard("SELECT").len(), 1);
}

#[tokio::test]
async fn endless_reply_is_refused() {
    let log = answered_by("* 1 FETCH (UID 1 BODY[] {4000000000}\r\n").await;
    assert!(matches!(log.failure, Some(ImapFailure::ReplyTooLong)));
}
