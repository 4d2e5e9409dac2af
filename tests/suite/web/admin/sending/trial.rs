//! Without a mail server the copies are files, and the pages say that nobody was mailed.

use std::fs;

use circular::mail_catcher::CatcherScript;

use super::{SendingAdmin, hidden};
use crate::engine::TestDatabase;

#[tokio::test]
async fn trial_says_that_nobody_was_mailed() {
    let ground = TestDatabase::sqlite().await;
    let relay = "[relay]\nurl = 'outbox:outbox'\n";
    let desk = SendingAdmin::with_script(&ground, 3, CatcherScript::default(), relay).await;
    let page = desk.get("draft/spring/send").await.body;
    for words in ["This is a trial.", "nobody is mailed", "Write 3 copies"] {
        assert!(page.contains(words), "no “{words}” in {page}");
    }
    assert!(!page.contains("type=\"date\""), "a trial is not scheduled: {page}");
    let shown = hidden(&page);
    let form = [("shown", shown.as_str()), ("count", "3")];
    let later = [("when", "later"), ("date", "2038-12-01"), ("time", "09:00")];
    let refused = desk.post("draft/spring/send", &[&form[..], &later].concat()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("cannot be scheduled"), "{}", refused.body);
    let (first, second) = tokio::join!(desk.post("draft/spring/send", &form), desk.post("draft/spring/send", &form));
    assert_eq!((first.status, second.status), (303, 303));
    let path = first.header("location").unwrap();
    assert_eq!(second.header("location"), Some(path), "a second press writes no second trial");
    let page = desk.wait_for(path, "Sent to 3 of 3.").await;
    assert!(page.contains("Trial: nobody was mailed"), "{page}");
    assert_eq!(fs::read_dir(ground.folder.path().join("outbox")).unwrap().count(), 3);
    assert_eq!(desk.get("draft/spring/send").await.status, 200, "the letter can still be sent");
    let shown = desk.shown().await;
    let again = desk.post("draft/spring/send", &[("shown", &shown), ("count", "3")]).await;
    assert_eq!(again.status, 303);
    assert_ne!(again.header("location"), Some(path), "whoever asks for another trial gets one");
    desk.wait_for(again.header("location").unwrap(), "Sent to 3 of 3.").await;
    let test = desk.post("draft/spring/test", &[]).await;
    let page = desk.get(test.header("location").unwrap()).await.body;
    assert!(page.contains("nobody was mailed"), "{page}");
}
