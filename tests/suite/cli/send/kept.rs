//! What is frozen stays as it was, and who leaves in the meantime gets nothing more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::super::{MEMBERS, SPRING, TestWorkspace, catcher};

/// A society whose relay refused its user the first time.
async fn interrupted(refuses: &Arc<AtomicBool>) -> (TestWorkspace, circular::mail_catcher::MailCatcher) {
    let refuses = Arc::clone(refuses);
    let script = CatcherScript::with_responder(move |moment| match moment.step {
        SmtpStep::Mail if refuses.load(Ordering::Relaxed) => CatcherAction::reply("530 5.7.0 Authentication required"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let said = house.run(["send", "spring", "--yes"]);
    assert_eq!((said.code(), catcher.message_count()), (1, 0), "{said}");
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn draft_edited_after_freezing_is_not_sent() {
    let refuses = Arc::new(AtomicBool::new(true));
    let (house, catcher) = interrupted(&refuses).await;
    let house = house.with_draft("spring", "broken");
    refuses.store(false, Ordering::Relaxed);
    house.run(["send", "spring"]).is_well();
    assert_eq!(catcher.message_count(), 3);
    assert!(catcher.messages().iter().all(|copy| copy.content().text.contains("Spring is here.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn unsubscribed_after_freezing_is_skipped() {
    let refuses = Arc::new(AtomicBool::new(true));
    let (house, catcher) = interrupted(&refuses).await;
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    refuses.store(false, Ordering::Relaxed);
    house.run(["send", "spring"]).is_well();
    assert_eq!(catcher.message_count(), 2);
    assert!(catcher.messages().iter().all(|copy| copy.to != "bob@example.org"));
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 2 sent, 1 skipped
    --- exit code 0
    ");
}
