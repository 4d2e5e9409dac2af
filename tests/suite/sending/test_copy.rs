//! Test copies are marked, go to a few addresses that may be mailed, and leave no issue behind.

use circular::database;
use circular::mailer::SendResult;
use circular::model::Address;
use circular::sending::{MAX_TEST_ADDRESSES, TestAddresses, TestError};
use circular::subscription;
use jiff::tz::TimeZone;

use super::{SendingScenario, now};
use crate::engine::TestDatabase;

fn addresses(texts: &[&str]) -> Vec<Address> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[tokio::test]
async fn test_copy_of_one_recipient_is_sent_once_per_address() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 3).await;
    let to = addresses(&["me@example.net", "ME@example.net", "you@example.net"]);
    let to = TestAddresses::new(&story.database, to, now()).await.unwrap();
    let prepared = story.prepare().await.unwrap();
    let copies = prepared.test_copies(&story.database, to, Some("n1"), TimeZone::UTC, now()).await.unwrap();
    assert_eq!(copies.recipient.address.as_str(), "s1@example.org");
    let results = copies.send(&story.transport().await, &story.workspace.settings.sender.from.address).await;
    assert!(results.iter().all(|(_, result)| matches!(result, SendResult::Accepted(_))), "{results:?}");
    assert_eq!(story.reached(), ["me@example.net", "you@example.net"]);
    assert!(story.catcher.messages().iter().all(|caught| caught.content().subject.starts_with("[TEST ")));
    assert!(database::issues::all(&mut story.database.begin_read().await.unwrap()).await.unwrap().is_empty());
}

#[tokio::test]
async fn test_copy_is_refused_for_suppressed_or_too_many_addresses() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 1).await;
    let gone: Address = "gone@example.net".parse().unwrap();
    subscription::suppress_address(&story.database, &gone, None, now()).await.unwrap();
    let refused = TestAddresses::new(&story.database, [gone.clone()], now()).await;
    assert!(matches!(&refused, Err(TestError::Suppressed(address)) if *address == gone), "{refused:?}");
    let many = (0..=MAX_TEST_ADDRESSES).map(|number| format!("m{number}@example.net").parse().unwrap());
    let refused = TestAddresses::new(&story.database, many, now()).await;
    assert!(matches!(refused, Err(TestError::TooManyAddresses(11))), "{refused:?}");
    let to = TestAddresses::new(&story.database, addresses(&["me@example.net"]), now()).await.unwrap();
    let prepared = story.prepare().await.unwrap();
    let missing = prepared.test_copies(&story.database, to, Some("Zoe"), TimeZone::UTC, now()).await;
    assert!(matches!(missing, Err(TestError::NoRecipient)), "{missing:?}");
}
