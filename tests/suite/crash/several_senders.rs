//! Several senders on one PostgreSQL: one is killed, the server dies and comes back, the network is cut, the disk hangs.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::runtime::Runtime;

use super::dice::SeededRandom;
use super::scene::A_COPY;
use super::sender_round::{SENDERS, SenderRound, SenderSociety, SenderTotals};
use crate::engine::{PostgresCluster, TestDatabase};

/// Set to do all of it: twenty rounds of twenty thousand copies, which take a quarter of an hour.
const FULL_VARIABLE: &str = "CIRCULAR_TEST_SENDERS";

/// Rounds, copies a round and copies a second: fewer than three senders could send, so that the limit is reached.
fn extent() -> (usize, usize, usize) {
    if std::env::var_os(FULL_VARIABLE).is_some() { (20, 20_000, 500) } else { (2, 1_500, 60) }
}

#[test]
fn killed_sender_leaves_its_copies_in_doubt_and_the_rest_to_the_others() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let Some(ground) = runtime.block_on(TestDatabase::postgres()) else { return };
    let mut dice = SeededRandom::new(SeededRandom::seed("several senders"));
    let (rounds, readers, rate) = extent();
    let mut society = SenderSociety::new(&runtime, ground.url.expose_secret(), readers, rate);
    let mut totals = SenderTotals::default();
    for number in 0..rounds {
        let mark = dice.below(readers * 9 / 10);
        let (delay, victim) = (dice.moment(A_COPY), dice.below(SENDERS));
        let (back, round) = society.round(number, |round, senders| {
            round.gets_to(mark);
            thread::sleep(delay);
            assert!(senders[victim].kill(), "round {number}: sender {victim} had ended");
            Some(victim)
        });
        totals += round;
        society = back;
    }
    totals.say("one of three senders killed, PostgreSQL");
    drop(society);
    runtime.block_on(ground.clear());
}

/// Sends a letter with three senders that all live while something happens to their server.
fn outlast(cluster: &PostgresCluster, what: &str, disturb: impl FnOnce(&SenderRound, usize)) {
    let runtime = Arc::new(Runtime::new().unwrap());
    let (_, readers, rate) = extent();
    let society = SenderSociety::new(&runtime, &cluster.url(), readers, rate);
    let (society, totals) = society.round(0, |round, _| {
        disturb(round, readers);
        None
    });
    drop(society);
    assert_eq!(totals.in_doubt, 0, "every sender lives, and knows what it has sent");
    totals.say(&format!("{what} under three senders"));
}

#[test]
fn senders_wait_for_a_server_that_dies_and_comes_back() {
    let Some(cluster) = PostgresCluster::start() else { return };
    let mut dice = SeededRandom::new(SeededRandom::seed("server that dies"));
    outlast(&cluster, "PostgreSQL killed twice and stopped once", |round, readers| {
        for part in 1..=3 {
            round.gets_to(readers * part / 5 + dice.below(readers / 10));
            thread::sleep(dice.moment(A_COPY));
            if part == 2 {
                cluster.stop();
            } else {
                cluster.kill();
            }
            cluster.start_again();
        }
    });
}

#[test]
fn senders_wait_for_a_network_that_is_cut() {
    let Some(cluster) = PostgresCluster::start_behind_network() else { return };
    outlast(&cluster, "network cut for 14 s", |round, readers| {
        round.gets_to(readers / 3);
        cluster.set_cut(true);
        // Longer than a lease, and than the server keeps a transaction of somebody who was cut off.
        thread::sleep(Duration::from_secs(14));
        cluster.set_cut(false);
    });
}

#[test]
fn senders_wait_for_a_disk_that_does_not_answer() {
    let Some(cluster) = PostgresCluster::start() else { return };
    outlast(&cluster, "disk of PostgreSQL that does not answer for 2 s and for 14 s", |round, readers| {
        // Shorter than anybody waits for an answer, and longer than a lease.
        for (part, seconds) in [(1, 2), (2, 14)] {
            round.gets_to(readers * part / 4);
            cluster.set_frozen(true);
            thread::sleep(Duration::from_secs(seconds));
            cluster.set_frozen(false);
        }
    });
}
