//! People who leave on the web at the same moment.

use std::ops::RangeInclusive;
use std::time::Duration;

use circular::database::{self, Database};
use circular::model::{EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionState, Token};
use circular::subscription::LeaveQueue;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::{at, import, list, state};
use crate::engine::{DatabaseProxy, TestDatabase, on_both};
use crate::patience::wait_for;

const READERS: i64 = 40;
const LEFT: Option<SubscriptionState> = Some(SubscriptionState::Unsubscribed);
/// The web server answers by then, whatever has happened.
const LONGEST: Duration = Duration::from_secs(20);

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

/// Lets readers leave in a task of its own.
fn spawn_leave(
    queue: &LeaveQueue,
    list: ListId,
    numbers: RangeInclusive<i64>,
) -> JoinHandle<Vec<(i64, Option<SubscriptionState>)>> {
    let queue = queue.clone();
    tokio::spawn(async move { leave(&queue, list, numbers).await })
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

/// Lets whoever records an event wait.
const HOLD_EVENTS: &str = "LOCK TABLE subscription_event IN EXCLUSIVE MODE";

/// A row bears the number of the transaction that wrote it.
const COMMITS: &str = "SELECT count(DISTINCT CAST(xmin AS TEXT)) FROM subscription WHERE state = 'unsubscribed'";

#[tokio::test]
async fn people_who_leave_during_a_commit_share_the_next_one() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let Database::Postgres(pool) = &ground.database else { panic!("it is a server") };
    let members = readers(&ground).await;
    let queue = LeaveQueue::new(ground.database.clone());
    let mut holder = pool.begin().await.unwrap();
    sqlx::query(HOLD_EVENTS).execute(&mut *holder).await.unwrap();
    let first = spawn_leave(&queue, members.id, 1..=1);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let others = spawn_leave(&queue, members.id, 2..=READERS);
    tokio::time::sleep(Duration::from_secs(1)).await;
    holder.rollback().await.unwrap();
    assert_eq!(first.await.unwrap().len() + others.await.unwrap().len(), 40);
    let (commits,): (i64,) = sqlx::query_as(COMMITS).fetch_one(pool).await.unwrap();
    ground.clear().await;
    // One would be written by itself if it asked only after the second.
    assert!((2..=4).contains(&commits), "{commits} commits");
}

#[tokio::test]
async fn place_that_is_being_written_holds_up_nobody_else() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let Database::Postgres(pool) = &ground.database else { panic!("it is a server") };
    let members = readers(&ground).await;
    let queue = LeaveQueue::new(ground.database.clone());
    let mut holder = pool.begin().await.unwrap();
    let hold = "SELECT state FROM subscription WHERE subscriber_id = 7 FOR UPDATE";
    sqlx::query(hold).execute(&mut *holder).await.unwrap();
    let mut asked = JoinSet::new();
    for number in 1..=READERS {
        let queue = queue.clone();
        asked.spawn(async move { leave(&queue, members.id, number..=number).await.remove(0) });
    }
    let mut told = Vec::new();
    while told.len() + 1 < 40 {
        told.push(timeout(LONGEST, asked.join_next()).await.expect("the others wait for number 7").unwrap().unwrap());
    }
    let has_left = |(number, state): &(i64, Option<SubscriptionState>)| *number != 7 && *state == LEFT;
    assert!(told.iter().all(has_left), "{told:?}");
    holder.rollback().await.unwrap();
    assert_eq!(asked.join_all().await, [(7, LEFT)]);
    ground.clear().await;
}

#[tokio::test]
async fn connection_that_has_died_holds_up_nobody() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let Database::Postgres(pool) = &ground.database else { panic!("it is a server") };
    let members = readers(&ground).await;
    let proxy = DatabaseProxy::before(ground.url.expose_secret()).await;
    let url = SecretString::from(proxy.url(ground.url.expose_secret()));
    let cut_off = Database::open(&url, ground.folder.path()).await.unwrap();
    let queue = LeaveQueue::new(cut_off.clone());
    let mut holder = pool.begin().await.unwrap();
    sqlx::query(HOLD_EVENTS).execute(&mut *holder).await.unwrap();
    let first = spawn_leave(&queue, members.id, 1..=1);
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = async || sqlx::query_scalar::<_, i64>(waiting).fetch_one(pool).await.unwrap() > 0;
    wait_for(async || waits().await.then_some(()), async || "nobody waits for the events".to_owned()).await;
    proxy.kill_silently();
    holder.rollback().await.unwrap();
    // The pool gives out dead connections until it has noticed.
    let _ = first.await;
    let again = async || timeout(LONGEST, leave(&queue, members.id, 1..=1)).await.ok().and_then(|told| told[0].1);
    assert_eq!(Some(wait_for(again, async || "nobody can leave any more".to_owned()).await), LEFT);
    let told = leave(&queue, members.id, 2..=READERS).await;
    assert!(told.iter().all(|(_, state)| *state == LEFT), "{told:?}");
    proxy.reset();
    cut_off.close().await;
    ground.clear().await;
}
