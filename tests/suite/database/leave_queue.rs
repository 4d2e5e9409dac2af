//! People who leave on the web at the same moment.

use std::time::Duration;

use circular::database::{self, Database};
use circular::model::{EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionState, Token};
use circular::subscription::LeaveQueue;
use tokio::task::JoinSet;

use super::{at, import, list, state};
use crate::engine::{TestDatabase, on_both};

const READERS: i64 = 40;

/// Makes a list of [`READERS`].
async fn readers(ground: &TestDatabase) -> circular::model::List {
    let members = list(&ground.database, "members").await;
    let rows: Vec<_> = (1..=READERS).map(|number| format!("s{number:02}@example.org")).collect();
    import(&ground.database, &members, &format!("email\n{}\n", rows.join("\n"))).await;
    members
}

fn token(list: ListId, number: i64) -> Token {
    Token { list, subscriber: SubscriberId::new(number), issue: IssueId::NONE }
}

/// Lets readers leave at the same moment; returns how each stands, `None` if it failed.
async fn leave(
    queue: &LeaveQueue,
    list: ListId,
    numbers: impl Iterator<Item = i64>,
) -> Vec<(i64, Option<SubscriptionState>)> {
    let mut asked = JoinSet::new();
    for number in numbers {
        let queue = queue.clone();
        asked.spawn(async move {
            let status = queue.unsubscribe(token(list, number), EventChannel::OneClick.into(), at(10)).await;
            (number, status.ok().and_then(|status| status.state))
        });
    }
    let mut told = asked.join_all().await;
    told.sort_unstable_by_key(|(number, _)| *number);
    told
}

on_both! {
    async fn people_who_leave_at_once_are_recorded_once_each(ground) {
        let members = readers(ground).await;
        let queue = LeaveQueue::new(ground.database.clone());
        // Everybody asks twice, as some mail programs do.
        let told = leave(&queue, members.id, (1..=READERS).chain(1..=READERS)).await;
        assert_eq!(told.len(), 80);
        assert!(told.iter().all(|(_, state)| *state == Some(SubscriptionState::Unsubscribed)), "{told:?}");
        for number in 1..=READERS {
            let mut work = ground.database.begin_read().await.unwrap();
            let events = database::event_log::by_subscriber(&mut work, SubscriberId::new(number)).await.unwrap();
            let left = events.iter().filter(|event| event.kind == EventKind::Unsubscribed).count();
            assert_eq!(left, 1, "{number}: {events:?}");
        }
    }

    async fn person_who_cannot_leave_holds_up_nobody(ground) {
        let members = readers(ground).await;
        ground.execute(match &ground.database {
            Database::Sqlite { .. } => "CREATE TRIGGER refuse BEFORE UPDATE ON subscription \
                WHEN NEW.subscriber_id = 7 BEGIN SELECT RAISE(ABORT, 'no'); END",
            Database::Postgres(_) => "ALTER TABLE subscription ADD CONSTRAINT refuse \
                CHECK (subscriber_id <> 7 OR state <> 'unsubscribed')",
        }).await;
        let told = leave(&LeaveQueue::new(ground.database.clone()), members.id, 1..=READERS).await;
        for (number, told) in told {
            let expected = Some(SubscriptionState::Unsubscribed).filter(|_| number != 7);
            assert_eq!(told, expected, "{number}");
            let stands = state(&ground.database, &members, SubscriberId::new(number)).await;
            assert_eq!(stands, expected.or(Some(SubscriptionState::Confirmed)), "{number}");
        }
    }
}

/// A row bears the number of the transaction that wrote it.
const COMMITS: &str = "SELECT count(DISTINCT CAST(xmin AS TEXT)) FROM subscription WHERE state = 'unsubscribed'";

#[tokio::test]
async fn people_who_leave_during_a_commit_share_the_next_one() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let Database::Postgres(pool) = &ground.database else { panic!("it is a server") };
    let members = readers(&ground).await;
    let queue = LeaveQueue::new(ground.database.clone());
    let mut holder = pool.begin().await.unwrap();
    sqlx::query("SELECT state FROM subscription WHERE subscriber_id = 1 FOR UPDATE")
        .execute(&mut *holder)
        .await
        .unwrap();
    let first = tokio::spawn({
        let queue = queue.clone();
        async move { leave(&queue, members.id, 1..=1).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let others = tokio::spawn(async move { leave(&queue, members.id, 2..=READERS).await });
    tokio::time::sleep(Duration::from_secs(1)).await;
    holder.rollback().await.unwrap();
    assert_eq!(first.await.unwrap().len() + others.await.unwrap().len(), 40);
    let (commits,): (i64,) = sqlx::query_as(COMMITS).fetch_one(pool).await.unwrap();
    ground.clear().await;
    // One would be written by itself if it asked only after the second.
    assert!((2..=4).contains(&commits), "{commits} commits");
}
