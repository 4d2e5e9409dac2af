//! One sees a letter go, pauses it, carries on, and stops it for good.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, IssueState};

use super::{SendingAdmin, everyone};
use crate::engine::{TestDatabase, on_both};
use crate::patience::wait_for;

const SLOWLY: &str = "[throttle]\nrate = '20/second'\n";

on_both! {
    async fn letter_is_paused_and_carried_on(ground) {
        let desk = SendingAdmin::with_script(ground, 40, CatcherScript::default(), SLOWLY).await;
        let path = desk.send_now("40").await;
        let page = desk.wait_for(&path, "id=\"pause\"").await;
        for words in ["Sending", " of 40", "Keep this program open", "20 a second", "Stop for good…", "<noscript><meta http-equiv=\"refresh\""] {
            assert!(page.contains(words), "no “{words}” in {page}");
        }
        desk.wait_for_first_copy().await;
        assert_eq!(desk.post(&format!("{path}/pause"), &[]).await.status, 303);
        let page = desk.get(&path).await.body;
        assert!(page.contains("It is paused:") && page.contains("Carry on"), "{page}");
        assert!(desk.count(DeliveryStatus::Sent).await < 40);
        desk.post(&format!("{path}/resume"), &[("state", "paused")]).await;
        desk.wait_for(&path, "Sent to 40 of 40.").await;
        assert_eq!(desk.reached(), everyone(40));
    }

    async fn letter_is_stopped_for_good(ground) {
        let desk = SendingAdmin::with_script(ground, 40, CatcherScript::default(), SLOWLY).await;
        let path = desk.send_now("40").await;
        desk.wait_for_first_copy().await;
        desk.post(&format!("{path}/pause"), &[]).await;
        desk.wait_for(&path, "It is paused:").await;
        let asked = desk.get(&format!("{path}/stop")).await.body;
        for words in ["Stop it for good?", "will never be sent it, and it cannot be sent again", "Not now"] {
            assert!(asked.contains(words), "no “{words}” in {asked}");
        }
        desk.post(&format!("{path}/stop"), &[]).await;
        let page = desk.get(&path).await.body;
        assert!(page.contains("Stopped for good") && page.contains("were not sent it, because it was stopped"), "{page}");
        assert_eq!(desk.issues().await[0].state, IssueState::Cancelled);
        let closed = desk.get("draft/spring/send").await;
        assert_eq!(closed.status, 409);
        assert!(closed.body.contains("they would get it twice"), "{}", closed.body);
        // Copies that were being handed over are still recorded.
        let look = async || (desk.count(DeliveryStatus::Sending).await == 0).then_some(());
        wait_for(look, async || "copies stay under way".to_owned()).await;
        let sent = desk.count(DeliveryStatus::Sent).await + desk.count(DeliveryStatus::InDoubt).await;
        assert_eq!(desk.catcher.message_count() as u64, sent);
        // Old pages change nothing any more.
        for act in ["pause", "resume", "stop", "retry"] {
            desk.post(&format!("{path}/{act}"), &[("state", "cancelled")]).await;
        }
        assert_eq!(desk.issues().await[0].state, IssueState::Cancelled);
    }
}

#[tokio::test]
async fn relay_that_takes_nothing_is_named_and_tried_again() {
    let ground = TestDatabase::sqlite().await;
    let refusals = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&refusals);
    let script = CatcherScript::with_responder(move |at| match at.step {
        SmtpStep::FinalDot if counted.load(Ordering::SeqCst) == 0 => {
            CatcherAction::reply("454 Throttling failure: Daily message quota exceeded.")
        }
        _ => CatcherAction::Accept,
    });
    let desk = SendingAdmin::with_script(&ground, 3, script, "").await;
    let path = desk.send_now("3").await;
    let page = desk.wait_for(&path, "takes nothing at the moment").await;
    for words in ["Daily message quota exceeded", "Nothing is lost", "tried again"] {
        assert!(page.contains(words), "no “{words}” in {page}");
    }
    refusals.store(1, Ordering::SeqCst);
    desk.post(&format!("{path}/retry"), &[]).await;
    desk.wait_for(&path, "Sent to 3 of 3.").await;
    assert_eq!(desk.reached(), everyone(3));
}

#[tokio::test]
async fn relay_that_is_tried_again_is_named_at_once() {
    let ground = TestDatabase::sqlite().await;
    let dead = "[relay]\nurl = 'smtp://127.0.0.1:1'\n";
    let desk = SendingAdmin::with_script(&ground, 2, CatcherScript::default(), dead).await;
    let path = desk.send_now("2").await;
    let page = desk.wait_for(&path, "takes nothing at the moment").await;
    assert!(page.contains("It is being tried again.") && page.contains("0 of 2"), "{page}");
}

#[tokio::test]
async fn settings_that_change_meanwhile_are_used() {
    let ground = TestDatabase::sqlite().await;
    let dead = "[relay]\nurl = 'smtp://127.0.0.1:1'\n";
    let desk = SendingAdmin::with_script(&ground, 2, CatcherScript::default(), dead).await;
    let path = desk.send_now("2").await;
    let settings = desk.workspace.settings_file();
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("127.0.0.1:1'", &format!("{}'", desk.catcher.address()))).unwrap();
    desk.post(&format!("{path}/retry"), &[]).await;
    desk.wait_for(&path, "Sent to 2 of 2.").await;
    assert_eq!(desk.reached(), everyone(2));
}
