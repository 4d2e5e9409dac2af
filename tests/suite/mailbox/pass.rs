//! A pass reads what came since the cursor, each mail once, and changes nothing.

use circular::mailbox::MAX_FETCH_BYTES;

use super::{FakeFolder, ScriptedImap, cursor, read, run_pass, session};

#[tokio::test]
async fn new_mails_are_read_once() {
    let server = ScriptedImap::start(FakeFolder::with(1..=3)).await;
    let mut session = session(&server).await;
    let first = run_pass(&mut session, None).await;
    assert_eq!((first.uids(), first.cursor), (vec![1, 2, 3], Some(cursor(7, 4))));
    assert_eq!(first.mails[2].1, "Subject: 3\r\n\r\n");
    let again = run_pass(&mut session, first.cursor).await;
    assert_eq!((again.uids(), again.cursor), (vec![], Some(cursor(7, 4))));
    *server.folder.lock().unwrap() = FakeFolder::with([1, 3, 5, 6]);
    let later = run_pass(&mut session, again.cursor).await;
    assert_eq!((later.uids(), later.cursor), (vec![5, 6], Some(cursor(7, 7))));
    let changing: Vec<_> = server.log().into_iter().filter(|command| !is_reading(command)).collect();
    assert!(changing.is_empty(), "{changing:?}");
}

fn is_reading(command: &str) -> bool {
    ["CAPABILITY", "LOGIN", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"].iter().any(|own| command.starts_with(own))
        && !command.contains("BODY[")
}

#[tokio::test]
async fn mails_are_fetched_in_batches_of_twenty() {
    let server = ScriptedImap::start(FakeFolder::with(1..=45)).await;
    let log = read(&server, None).await;
    assert_eq!((log.uids(), log.cursor), ((1..=45).collect(), Some(cursor(7, 46))));
    let fetches = server.heard("UID FETCH");
    assert_eq!(fetches.len(), 6);
    assert_eq!(fetches[..2], ["UID FETCH 1:20 (UID RFC822.SIZE)", "UID FETCH 1:20 (UID BODY.PEEK[])"]);
    assert_eq!(fetches[5], "UID FETCH 41:45 (UID BODY.PEEK[])");
}

#[tokio::test]
async fn searched_range_is_closed() {
    let server = ScriptedImap::start(FakeFolder::with([4, 9])).await;
    let log = read(&server, Some(cursor(7, 5))).await;
    assert_eq!((log.uids(), log.cursor), (vec![9], Some(cursor(7, 10))));
    assert_eq!(server.heard("UID SEARCH"), ["UID SEARCH UID 5:9"]);
}

#[tokio::test]
async fn nothing_new_is_not_searched() {
    let server = ScriptedImap::start(FakeFolder::with([4, 9])).await;
    let log = read(&server, Some(cursor(7, 10))).await;
    assert_eq!((log.uids(), log.cursor), (vec![], Some(cursor(7, 10))));
    assert!(server.heard("UID").is_empty());
}

#[tokio::test]
async fn new_uidvalidity_begins_at_one() {
    let server = ScriptedImap::start(FakeFolder::with(1..=2)).await;
    // A smaller one is another one too: Courier's begins with another clock.
    for uid_validity in [6, 8] {
        let log = read(&server, Some(cursor(uid_validity, 90))).await;
        assert_eq!((log.uids(), log.cursor), (vec![1, 2], Some(cursor(7, 3))));
    }
}

#[tokio::test]
async fn only_beginning_of_giant_is_fetched() {
    let mut folder = FakeFolder::with(1..=3);
    let giant = "x".repeat(MAX_FETCH_BYTES as usize + 1);
    folder.mails.insert(2, giant);
    let server = ScriptedImap::start(folder).await;
    let log = read(&server, None).await;
    assert_eq!(log.uids(), [1, 3, 2]);
    assert_eq!(
        server.heard("UID FETCH")[1..],
        ["UID FETCH 1,3 (UID BODY.PEEK[])".to_owned(), format!("UID FETCH 2 (UID BODY.PEEK[]<0.{MAX_FETCH_BYTES}>)"),]
    );
    assert_eq!(log.cursor, Some(cursor(7, 4)));
}

#[tokio::test]
async fn first_pass_over_large_folder_begins_at_first_letter() {
    let server = ScriptedImap::start(FakeFolder::with(1..=1_001)).await;
    let mut session = session(&server).await;
    let since = "2026-03-01".parse().ok();
    let pass = session.begin_pass("INBOX", None, since).await.unwrap();
    assert_eq!(pass.mail_count(), 1_001);
    drop(pass);
    session.begin_pass("INBOX", Some(cursor(7, 2)), since).await.unwrap();
    assert_eq!(
        server.heard("UID SEARCH"),
        ["UID SEARCH UID 1:1001", "UID SEARCH UID 1:1001 SINCE 1-Mar-2026", "UID SEARCH UID 2:1001",]
    );
}

#[tokio::test]
async fn processed_mails_are_marked_or_moved_if_wanted() {
    let server = ScriptedImap::start(FakeFolder::with(1..=5)).await;
    let mut session = session(&server).await;
    session.mark_read("INBOX", 7, &[1, 2, 5]).await.unwrap();
    session.move_mails("INBOX", 7, &[3], "INBOX.bounces").await.unwrap();
    assert_eq!(
        server.log()[4..],
        [
            "SELECT \"INBOX\"",
            "UID STORE 1:2,5 +FLAGS.SILENT (\\Seen)",
            "SELECT \"INBOX\"",
            "UID MOVE 3 \"INBOX.bounces\"",
        ]
    );
    assert!(session.mark_read("INBOX", 8, &[1]).await.is_err(), "other mails have these numbers now");
}
