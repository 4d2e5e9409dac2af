//! Two processes send the same issue, and one of them is killed.

use std::sync::Arc;
use std::{mem, thread};

use tokio::runtime::Runtime;

use super::dice::SeededRandom;
use super::scene::{A_COPY, CONNECTIONS, CrashScenario, READERS};
use super::tally::CrashTotals;

const KILLS: usize = 8;

#[test]
fn killed_run_leaves_the_other_running() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let mut dice = SeededRandom::new(SeededRandom::seed("together"));
    let scene = CrashScenario::new(&runtime, "", CONNECTIONS);
    let mut one = scene.send();
    scene.gets_to(1, &mut one);
    for kill in 0..KILLS {
        let mut other = scene.send();
        scene.gets_to(READERS * kill / KILLS + dice.below(READERS / KILLS), &mut other);
        thread::sleep(dice.moment(A_COPY));
        // It may be the old one or the new one.
        if dice.below(2) == 0 {
            mem::swap(&mut one, &mut other);
        }
        assert!(other.kill(), "kill {kill}: both were sending");
    }
    let said = one.end();
    assert!([0, 75].contains(&said.code()) && !said.out.contains("waiting"), "it did not go on to the end: {said}");
    CrashTotals::of(&scene, KILLS, CONNECTIONS).say("one of two killed, SQLite");
}
