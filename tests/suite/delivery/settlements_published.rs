//! What a run publishes: each settlement once, after its commit, and nothing that was not committed.

use std::collections::BTreeMap;

use circular::database::Database;
use circular::delivery::{Error, RunEnding, RunUpdate};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, SubscriberId};
use jiff::Timestamp;
use tokio::sync::watch;

use super::database_fails::{FailingStatement, SHORT, fail, mend};
use super::{DeliveryScenario, now};
use crate::engine::on_both;

const COPIES: usize = 20;

/// Accepts all copies but two, which it bounces and defers.
fn script() -> CatcherScript {
    CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "s3@example.org") => CatcherAction::reply("550 5.2.2 Mailbox full"),
        (SmtpStep::Recipient, "s4@example.org") => CatcherAction::reply("450 4.2.0 Greylisted"),
        _ => CatcherAction::Accept,
    })
}

/// Looks up what the ledger says of the deliveries in an update.
async fn assert_committed(database: &Database, update: &RunUpdate) {
    let mut work = database.begin_read().await.unwrap();
    for settled in &update.settled {
        let mut committed = false;
        for copy in circular::database::deliveries::list_by_status(&mut work, settled.issue, settled.status, i64::MAX)
            .await
            .unwrap()
        {
            let same_reply = settled.reply.is_none() || copy.reply.as_deref() == settled.reply.as_deref();
            committed |= same_reply && copy.attempts == settled.attempts;
        }
        assert!(committed, "{settled:?} is not in the ledger");
    }
}

/// Sends, and returns what was published by subscriber, and how the run ended. Each update is compared with the ledger,
/// unless the run may have changed it again by then.
async fn send(
    story: &DeliveryScenario,
    ledger_is_final: bool,
) -> (BTreeMap<SubscriberId, Vec<DeliveryStatus>>, Result<RunEnding, Error>) {
    let mut published: BTreeMap<SubscriberId, Vec<DeliveryStatus>> = BTreeMap::new();
    let mut handled = 0;
    let ended = story
        .send_observed(watch::channel(false).1, now, async |update| {
            if ledger_is_final {
                assert_committed(&story.database, update).await;
            }
            assert!(update.progress.handled >= handled, "progress never goes back");
            handled = update.progress.handled;
            for settled in &update.settled {
                assert_eq!(settled.issue, story.issue.id);
                published.entry(settled.subscriber).or_default().push(settled.status);
            }
        })
        .await;
    (published, ended.map(|(ending, _)| ending))
}

async fn each_is_published_once(story: &DeliveryScenario) {
    let (published, ending) = send(story, true).await;
    assert!(matches!(ending, Ok(RunEnding::Waiting(_))), "{ending:?}");
    assert_eq!(published.len(), COPIES);
    let mut counts: BTreeMap<DeliveryStatus, u64> = BTreeMap::new();
    for (subscriber, statuses) in &published {
        let [status] = statuses[..] else { panic!("{subscriber:?} was published as {statuses:?}") };
        *counts.entry(status).or_default() += 1;
    }
    let expected = [(DeliveryStatus::Sent, 18), (DeliveryStatus::Deferred, 1), (DeliveryStatus::Bounced, 1)];
    assert_eq!(counts, BTreeMap::from(expected));
    for (status, count) in expected {
        assert_eq!(story.count(status).await, count);
    }
}

on_both! {
    async fn settlement_is_published_once_after_its_commit(ground) {
        let story = DeliveryScenario::new(ground, COPIES, script(), "connections = 3").await;
        each_is_published_once(&story).await;
    }

    async fn settlement_is_published_once_after_failed_statements(ground) {
        let story = DeliveryScenario::new(ground, COPIES, script(), "connections = 3").await;
        fail(ground, FailingStatement::Settling, now() + SHORT).await;
        each_is_published_once(&story).await;
    }

    async fn settlement_is_published_once_after_failed_commits(ground) {
        let story = DeliveryScenario::new(ground, COPIES, script(), "connections = 3").await;
        fail(ground, FailingStatement::Commit, now() + SHORT).await;
        each_is_published_once(&story).await;
    }

    async fn uncommitted_settlement_is_not_published(ground) {
        let story = DeliveryScenario::new(ground, COPIES, CatcherScript::default(), "connections = 3").await;
        fail(ground, FailingStatement::Settling, Timestamp::MAX).await;
        let (published, ended) = send(&story, true).await;
        assert!(matches!(ended, Err(Error::Database(_))), "{ended:?}");
        assert_eq!((published.len(), story.count(DeliveryStatus::Sent).await), (0, 0));
        assert!(story.catcher.message_count() > 0, "the relay accepted copies");
        mend(ground).await;
    }

    async fn requeued_rejection_is_published_again(ground) {
        let script = CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient => CatcherAction::reply("550 5.7.1 Blocked by policy"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, COPIES, script, "connections = 1").await;
        let (published, ending) = send(&story, false).await;
        assert!(matches!(ending, Ok(RunEnding::Paused(_))), "{ending:?}");
        let expected = [DeliveryStatus::Bounced, DeliveryStatus::Queued];
        assert_eq!(published.len(), 10);
        assert!(published.values().all(|statuses| statuses == &expected), "{published:?}");
        assert_eq!(story.count(DeliveryStatus::Queued).await, COPIES as u64);
    }
}
