//! PostgreSQL takes what a run tells it, and its answer is lost: copies that never left are told from those that may have.

use std::time::Duration;

use circular::database::Database;
use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::{DatabaseProxy, ProxyMode, TestDatabase};

const COPIES: usize = 400;
const CUTS: usize = 5;

/// A story whose runs reach the database through a proxy.
async fn behind_proxy(ground: &TestDatabase, settings: &str) -> (DeliveryScenario, DatabaseProxy) {
    let mut story = DeliveryScenario::new(ground, COPIES, CatcherScript::default(), settings).await;
    let proxy = DatabaseProxy::before(ground.url.expose_secret()).await;
    let url = SecretString::from(proxy.url(ground.url.expose_secret()));
    story.database = Database::open(&url, ground.folder.path()).await.unwrap();
    (story, proxy)
}

/// Counts the copies that were claimed although nobody has sent them; asks the server itself.
async fn claimed_in_vain(story: &DeliveryScenario, direct: &Database) -> usize {
    let there = story.seen_from(direct.clone());
    let reached = story.reached();
    let claimed = there.entries(DeliveryStatus::Sending).await;
    let is_unsent = |address: &str| reached.binary_search_by(|one| one.as_str().cmp(address)).is_err();
    claimed.iter().filter(|copy| copy.address.as_ref().is_some_and(|address| is_unsent(address.as_str()))).count()
}

/// Sends while the server's answers are held back and its connections broken, again and again. Returns how many copies
/// were claimed in vain.
async fn survives(settings: &str) -> Option<usize> {
    let ground = TestDatabase::postgres().await?;
    let (story, proxy) = behind_proxy(&ground, settings).await;
    let sending = story.send_until(watch::channel(false).1, now, |_| ());
    let cutting = async {
        let mut in_vain = 0;
        for cut in 1..=CUTS {
            while story.catcher.message_count() < COPIES * cut / (CUTS + 1) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            proxy.set(ProxyMode::AnswersHeld);
            // What is under way reaches the relay, and what was asked is committed.
            let mut before = usize::MAX;
            while before != story.catcher.message_count() {
                before = story.catcher.message_count();
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            in_vain += claimed_in_vain(&story, &ground.database).await;
            proxy.reset();
            proxy.set(ProxyMode::Open);
        }
        in_vain
    };
    let (ended, in_vain) = tokio::join!(sending, cutting);
    let (ending, progress) = ended.unwrap();
    assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent)), (RunEnding::Completed, COPIES as u64));
    assert_eq!(story.reached(), everyone(COPIES), "each got one, and none is in doubt");
    assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1));
    story.database.close().await;
    ground.clear().await;
    Some(in_vain)
}

#[tokio::test]
async fn copies_of_lost_claims_are_sent_once() {
    let in_vain = Box::pin(survives("connections = 4")).await;
    assert!(in_vain.is_none_or(|count| count > 0), "no claim was committed and not answered");
}

#[tokio::test]
async fn copies_of_lost_claims_are_sent_once_at_a_rate() {
    Box::pin(survives("connections = 4\n[throttle]\nrate = '2000/second'\n")).await;
}

/// Two runs share an issue while every answer takes long, and one takes longer than a lease.
#[tokio::test]
async fn slow_disk_delays_and_repeats_nothing() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let (story, proxy) = behind_proxy(&ground, "connections = 4").await;
    let other = story.seen_from(ground.database.clone());
    let slow = async {
        while story.catcher.message_count() < COPIES / 4 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        proxy.set(ProxyMode::Delayed(Duration::from_millis(300)));
        tokio::time::sleep(Duration::from_secs(2)).await;
        proxy.set(ProxyMode::Delayed(Duration::from_secs(11)));
        tokio::time::sleep(Duration::from_millis(500)).await;
        proxy.set(ProxyMode::Open);
    };
    let (one, two, ()) = tokio::join!(
        story.send_until(watch::channel(false).1, now, |_| ()),
        other.send_until(watch::channel(false).1, now, |_| ()),
        slow
    );
    assert_eq!((one.unwrap().0, two.unwrap().0), (RunEnding::Completed, RunEnding::Completed));
    assert_eq!(story.reached(), everyone(COPIES));
    assert_eq!(other.count(DeliveryStatus::Sent).await, COPIES as u64);
    story.database.close().await;
    ground.clear().await;
}
