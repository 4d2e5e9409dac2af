//! The database fails while copies are under way: for a moment that is waited out, for longer the run ends and says so.

use circular::database::Database;
use circular::delivery::{Error, LEASE, RunEnding};
use circular::model::DeliveryStatus;
use circular::{clock, mail_catcher::CatcherScript, subscription};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

const COPIES: usize = 20;
const CONNECTIONS: u64 = 3;
/// Longer than one try, shorter than all of them.
pub(super) const SHORT: SignedDuration = SignedDuration::from_millis(1_300);

/// What the database refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailingStatement {
    /// To mark a copy as `sending`.
    Claiming,
    /// To keep the relay's 250.
    Settling,
    /// To commit that it was kept.
    Commit,
    /// To set aside the copy of somebody who has left.
    SettingAside,
}

/// A failure that begins at once and ends at a moment.
pub(super) async fn fail(ground: &TestDatabase, what: FailingStatement, until: Timestamp) {
    let new = match what {
        FailingStatement::Claiming => "sending",
        FailingStatement::Settling | FailingStatement::Commit => "sent",
        FailingStatement::SettingAside => "skipped",
    };
    let (until, when) = (until.as_second(), format!("NEW.status = '{new}' AND OLD.status <> '{new}'"));
    let script = match (&ground.database, what) {
        // A reference to nothing is noticed by the commit.
        (Database::Sqlite { .. }, FailingStatement::Commit) => format!(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT; \
             CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED) STRICT; \
             CREATE TRIGGER failure AFTER UPDATE ON delivery WHEN {when} AND unixepoch() < {until} \
             BEGIN INSERT INTO child VALUES (1); END"
        ),
        (Database::Sqlite { .. }, _) => format!(
            "CREATE TRIGGER failure BEFORE UPDATE ON delivery WHEN {when} AND unixepoch() < {until} \
             BEGIN SELECT RAISE(ABORT, 'out of order'); END"
        ),
        (Database::Postgres(_), what) => {
            let kind = if what == FailingStatement::Commit { "CONSTRAINT TRIGGER" } else { "TRIGGER" };
            let deferred = if what == FailingStatement::Commit { "DEFERRABLE INITIALLY DEFERRED" } else { "" };
            format!(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                    IF clock_timestamp() < to_timestamp({until}) THEN RAISE 'out of order'; END IF; \
                    RETURN NULL; END $$; \
                 CREATE {kind} failure AFTER UPDATE ON delivery {deferred} FOR EACH ROW WHEN ({when}) \
                 EXECUTE FUNCTION fail()"
            )
        }
    };
    ground.execute(&script).await;
}

pub(super) async fn mend(ground: &TestDatabase) {
    let script = match &ground.database {
        Database::Sqlite { .. } => "DROP TRIGGER failure",
        Database::Postgres(_) => "DROP TRIGGER failure ON delivery",
    };
    ground.execute(script).await;
}

async fn three_wide(ground: &TestDatabase) -> DeliveryScenario {
    DeliveryScenario::new(ground, COPIES, CatcherScript::default(), &format!("connections = {CONNECTIONS}")).await
}

async fn is_waited_out(ground: &TestDatabase, what: FailingStatement) {
    let story = three_wide(ground).await;
    let until = now() + SHORT;
    fail(ground, what, until).await;
    let (ending, progress) = story.send().await;
    assert_eq!(
        (ending, progress.counts.count(DeliveryStatus::Sent)),
        (RunEnding::Completed, COPIES as u64),
        "{what:?}"
    );
    assert!(now().as_second() >= until.as_second(), "{what:?}: it did not fail");
    assert_eq!(story.reached(), everyone(COPIES), "{what:?}");
    assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1), "{what:?}");
}

/// Returns how many copies were in doubt.
async fn ends_the_run(ground: &TestDatabase, what: FailingStatement) -> u64 {
    let story = three_wide(ground).await;
    fail(ground, what, Timestamp::MAX).await;
    let ended = story.send_until(watch::channel(false).1, now, |_| ()).await;
    assert!(matches!(ended, Err(Error::Database(_))), "{what:?}: {ended:?}");
    mend(ground).await;
    let accepted = story.catcher.message_count() as u64;
    assert_eq!(
        (story.count(DeliveryStatus::Sending).await, story.count(DeliveryStatus::Sent).await),
        (accepted, 0),
        "{what:?}"
    );
    let after_the_lease = || clock::now() + LEASE;
    let (ending, progress) = story.send_at(after_the_lease).await;
    assert_eq!((ending, progress.counts.count(DeliveryStatus::InDoubt)), (RunEnding::Completed, accepted), "{what:?}");
    assert_eq!(progress.counts.count(DeliveryStatus::Sent), COPIES as u64 - accepted, "{what:?}");
    assert_eq!(story.reached(), everyone(COPIES), "{what:?}: each got one");
    accepted
}

on_both! {
    async fn brief_claim_failure_is_retried(ground) {
        is_waited_out(ground, FailingStatement::Claiming).await;
    }

    async fn brief_settle_failure_is_retried(ground) {
        is_waited_out(ground, FailingStatement::Settling).await;
    }

    async fn brief_commit_failure_is_retried(ground) {
        is_waited_out(ground, FailingStatement::Commit).await;
    }

    async fn brief_suppression_failure_is_retried(ground) {
        let story = three_wide(ground).await;
        let left = "s7@example.org".parse().unwrap();
        subscription::unsubscribe_address(&ground.database, &story.list, &left, now()).await.unwrap().unwrap();
        fail(ground, FailingStatement::SettingAside, now() + SHORT).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Skipped)), (RunEnding::Completed, 1));
        assert_eq!(story.catcher.message_count(), COPIES - 1);
    }

    async fn permanent_claim_failure_leaves_no_doubt(ground) {
        assert_eq!(ends_the_run(ground, FailingStatement::Claiming).await, 0);
    }

    async fn permanent_settle_failure_leaves_doubt(ground) {
        let in_doubt = ends_the_run(ground, FailingStatement::Settling).await;
        assert!((1..=CONNECTIONS).contains(&in_doubt), "{in_doubt}");
    }

    async fn permanent_commit_failure_leaves_doubt(ground) {
        let in_doubt = ends_the_run(ground, FailingStatement::Commit).await;
        assert!((1..=CONNECTIONS).contains(&in_doubt), "{in_doubt}");
    }
}
