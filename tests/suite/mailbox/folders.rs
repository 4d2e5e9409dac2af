//! Folder names: sent in modified UTF-7, and the name that the server wants when the one in the settings is wrong.

use circular::mailbox::{ImapFailure, RetryAdvice};

use super::say;
use super::{FakeFolder, ScriptedImap, session};

#[tokio::test]
async fn missing_folder_names_the_one_that_was_meant() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| match command.split(' ').next()? {
        "STATUS" => Some(say("TAG NO Mailbox does not exist\r\n")),
        "LIST" => Some(say("* LIST (\\HasChildren) \".\" INBOX\r\n* LIST () \".\" \"INBOX.R&APw-ckl&AOQ-ufer\"\r\n\
            * LIST () \".\" {14}\r\nINBOX.Sent x.y\r\nTAG OK done\r\n")),
        _ => None,
    })
    .await;
    let failure = session(&server).await.begin_pass("Rückläufer", None, None).await.unwrap_err();
    assert_eq!(failure.to_string(), "the mailbox has no folder `Rückläufer`");
    assert_eq!(failure.retry_advice(), RetryAdvice::AfterChange);
    let ImapFailure::FolderNotFound { similar, folders, .. } = failure else { panic!("{failure}") };
    assert_eq!(similar.as_deref(), Some("INBOX.Rückläufer"));
    assert_eq!(folders, ["INBOX", "INBOX.Rückläufer", "INBOX.Sent x.y"]);
    assert_eq!(server.heard("STATUS"), ["STATUS \"R&APw-ckl&AOQ-ufer\" (UIDNEXT UIDVALIDITY)"]);
}

#[tokio::test]
async fn refused_folder_that_exists_is_tried_later() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        command.starts_with("STATUS").then(|| say("TAG NO [INUSE] locked\r\n"))
    })
    .await;
    let failure = session(&server).await.begin_pass("INBOX", None, None).await.unwrap_err();
    assert_eq!(failure.to_string(), "the mail server refused STATUS: [INUSE] locked");
    assert_eq!(failure.retry_advice(), RetryAdvice::Soon);
}

#[tokio::test]
async fn missing_target_of_a_move_is_named() {
    let server = ScriptedImap::start_with(FakeFolder::with([1]), |command, _| {
        command.starts_with("UID MOVE").then(|| say("TAG NO [TRYCREATE] no such folder\r\n"))
    })
    .await;
    let failure = session(&server).await.move_mails("INBOX", 7, &[1], "bounces").await.unwrap_err();
    assert!(matches!(failure, ImapFailure::FolderNotFound { similar: Some(name), .. } if name == "INBOX.bounces"));
}
