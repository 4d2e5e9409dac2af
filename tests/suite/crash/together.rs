//! Two processes send the same issue, and one of them is killed.

use std::sync::Arc;
use std::{mem, thread};

use tokio::runtime::Runtime;

use super::dice::Dice;
use super::scene::{A_COPY, CONNECTIONS, READERS, Scene};
use super::tally::Tally;

const KILLS: usize = 8;

#[test]
fn the_other_one_goes_on() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let mut dice = Dice::new(Dice::seed("together"));
    let scene = Scene::new(&runtime, "", CONNECTIONS);
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
    Tally::of(&scene, KILLS, CONNECTIONS).say("one of two killed, SQLite");
}
