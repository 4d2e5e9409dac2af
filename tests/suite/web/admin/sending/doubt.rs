//! Copies that may or may not have arrived are named one by one, and a person decides about each.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;

use super::{SendingAdmin, everyone};
use crate::engine::on_both;

on_both! {
    async fn each_copy_in_doubt_is_decided_by_name(ground) {
        let is_mended = Arc::new(AtomicBool::new(false));
        let answers = Arc::clone(&is_mended);
        let script = CatcherScript::with_responder(move |at| match (at.step, at.recipient) {
            (SmtpStep::FinalDot, "s0@example.org" | "s1@example.org" | "s2@example.org")
                if !answers.load(Ordering::SeqCst) => CatcherAction::Close,
            _ => CatcherAction::Accept,
        });
        let desk = SendingAdmin::with_script(ground, 6, script, "").await;
        let path = desk.send_now("6").await;
        let page = desk.wait_for(&path, "Not sure whether it arrived: 3").await;
        for words in ["Name0", "Name1", "Name2", "It arrived", "Send it again", "All 3 arrived"] {
            assert!(page.contains(words), "no “{words}” in {page}");
        }
        assert!(!page.contains("<strong>Name3</strong>"), "{page}");
        let resolve = format!("{path}/resolve");
        desk.post(&resolve, &[("member", "1"), ("decision", "arrived")]).await;
        assert_eq!(desk.count(DeliveryStatus::InDoubt).await, 2);
        // Somebody presses a button on an old page.
        desk.post(&resolve, &[("member", "1"), ("decision", "again")]).await;
        desk.post(&resolve, &[("member", "4"), ("decision", "again")]).await;
        desk.post(&resolve, &[("member", "2"), ("decision", "nonsense")]).await;
        assert_eq!(desk.count(DeliveryStatus::InDoubt).await, 2);
        assert_eq!(desk.post(&resolve, &[("member", "x"), ("decision", "again")]).await.status, 404);
        is_mended.store(true, Ordering::SeqCst);
        desk.post(&resolve, &[("member", "2"), ("decision", "again")]).await;
        desk.post(&resolve, &[("member", "all"), ("decision", "arrived")]).await;
        let page = desk.wait_for(&path, "Sent to 6 of 6.").await;
        assert!(!page.contains("Not sure"), "{page}");
        let mut twice = everyone(6);
        twice.insert(1, "s1@example.org".to_owned());
        assert_eq!(desk.reached(), twice, "only the one for whom somebody said so got it again");
    }
}
