//! The database fails while copies are under way: for a moment that is waited out, for longer the run ends and says so.

use circular::database::Database;
use circular::delivery::{Ending, Error, LEASE};
use circular::model::Status;
use circular::{catcher::Script, clock, subscription};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{Story, everyone, now};
use crate::engine::{Ground, on_both};

const COPIES: usize = 20;
const CONNECTIONS: u64 = 3;
/// Longer than one try, shorter than all of them.
const SHORT: SignedDuration = SignedDuration::from_millis(1_300);

/// What the database refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
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
async fn fail(ground: &Ground, what: Refused, until: Timestamp) {
    let new = match what {
        Refused::Claiming => "sending",
        Refused::Settling | Refused::Commit => "sent",
        Refused::SettingAside => "skipped",
    };
    let (until, when) = (until.as_second(), format!("NEW.status = '{new}' AND OLD.status <> '{new}'"));
    let script = match (&ground.database, what) {
        // A reference to nothing is noticed by the commit.
        (Database::Sqlite { .. }, Refused::Commit) => format!(
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
            let kind = if what == Refused::Commit { "CONSTRAINT TRIGGER" } else { "TRIGGER" };
            let deferred = if what == Refused::Commit { "DEFERRABLE INITIALLY DEFERRED" } else { "" };
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

async fn mend(ground: &Ground) {
    let script = match &ground.database {
        Database::Sqlite { .. } => "DROP TRIGGER failure",
        Database::Postgres(_) => "DROP TRIGGER failure ON delivery",
    };
    ground.execute(script).await;
}

async fn three_wide(ground: &Ground) -> Story {
    Story::new(ground, COPIES, Script::default(), &format!("connections = {CONNECTIONS}")).await
}

async fn is_waited_out(ground: &Ground, what: Refused) {
    let story = three_wide(ground).await;
    let until = now() + SHORT;
    fail(ground, what, until).await;
    let (ending, progress) = story.send().await;
    assert_eq!((ending, progress.counts.of(Status::Sent)), (Ending::Done, COPIES as u64), "{what:?}");
    assert!(now().as_second() >= until.as_second(), "{what:?}: it did not fail");
    assert_eq!(story.reached(), everyone(COPIES), "{what:?}");
    assert!(story.entries(Status::Sent).await.iter().all(|copy| copy.attempts == 1), "{what:?}");
}

/// Returns how many copies were in doubt.
async fn ends_the_run(ground: &Ground, what: Refused) -> u64 {
    let story = three_wide(ground).await;
    fail(ground, what, Timestamp::MAX).await;
    let ended = story.send_until(watch::channel(false).1, now, |_| ()).await;
    assert!(matches!(ended, Err(Error::Database(_))), "{what:?}: {ended:?}");
    mend(ground).await;
    let accepted = story.catcher.count() as u64;
    assert_eq!((story.count(Status::Sending).await, story.count(Status::Sent).await), (accepted, 0), "{what:?}");
    let after_the_lease = || clock::now() + LEASE;
    let (ending, progress) = story.send_at(after_the_lease).await;
    assert_eq!((ending, progress.counts.of(Status::InDoubt)), (Ending::Done, accepted), "{what:?}");
    assert_eq!(progress.counts.of(Status::Sent), COPIES as u64 - accepted, "{what:?}");
    assert_eq!(story.reached(), everyone(COPIES), "{what:?}: each got one");
    accepted
}

on_both! {
    async fn a_moment_without_claiming_is_waited_out(ground) {
        is_waited_out(ground, Refused::Claiming).await;
    }

    async fn a_moment_without_settling_is_waited_out(ground) {
        is_waited_out(ground, Refused::Settling).await;
    }

    async fn a_moment_without_commits_is_waited_out(ground) {
        is_waited_out(ground, Refused::Commit).await;
    }

    async fn a_moment_without_setting_aside_is_waited_out(ground) {
        let story = three_wide(ground).await;
        let left = "s7@example.org".parse().unwrap();
        subscription::take_off(&ground.database, &story.list, &left, now()).await.unwrap().unwrap();
        fail(ground, Refused::SettingAside, now() + SHORT).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Skipped)), (Ending::Done, 1));
        assert_eq!(story.catcher.count(), COPIES - 1);
    }

    async fn a_run_that_cannot_claim_leaves_nothing_in_doubt(ground) {
        assert_eq!(ends_the_run(ground, Refused::Claiming).await, 0);
    }

    async fn a_run_that_cannot_settle_leaves_in_doubt_what_was_under_way(ground) {
        let in_doubt = ends_the_run(ground, Refused::Settling).await;
        assert!((1..=CONNECTIONS).contains(&in_doubt), "{in_doubt}");
    }

    async fn a_run_that_cannot_commit_leaves_in_doubt_what_was_under_way(ground) {
        let in_doubt = ends_the_run(ground, Refused::Commit).await;
        assert!((1..=CONNECTIONS).contains(&in_doubt), "{in_doubt}");
    }
}
