//! A run is killed at random moments, again and again, until the issue is done.

use std::sync::Arc;
use std::thread;

use secrecy::ExposeSecret as _;
use tokio::runtime::Runtime;

use super::dice::SeededRandom;
use super::scene::{CONNECTIONS, CrashScenario};
use super::tally::CrashTotals;
use crate::engine::TestDatabase;

/// So many issues go side by side, so that they wait for the last leases together.
const ISSUES: u64 = 4;
const KILLS: usize = 100;

/// Kills until there were enough, on as many issues as that takes.
fn kill(runtime: &Arc<Runtime>, settings: &str, kills: usize, seed: u64) -> CrashTotals {
    let mut dice = SeededRandom::new(seed);
    let mut tally = CrashTotals::default();
    while tally.kills < kills {
        let mut scene = CrashScenario::new(runtime, settings, CONNECTIONS);
        let killed = scene.kill(kills - tally.kills, &mut dice);
        tally += CrashTotals::of(&scene, killed, CONNECTIONS);
    }
    tally
}

#[test]
fn hundred_kills_lose_and_repeat_nothing() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let seed = SeededRandom::seed("killed");
    let kills = KILLS / usize::try_from(ISSUES).unwrap();
    let tally = thread::scope(|scope| {
        let runtime = &runtime;
        let issues: Vec<_> =
            (0..ISSUES).map(|issue| scope.spawn(move || kill(runtime, "", kills, seed + issue))).collect();
        issues.into_iter().fold(CrashTotals::default(), |mut all, issue| {
            all += issue.join().unwrap();
            all
        })
    });
    assert_eq!(tally.kills, KILLS);
    tally.say("killed, SQLite");
}

#[test]
fn hundred_kills_on_postgresql_lose_and_repeat_nothing() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let Some(ground) = runtime.block_on(TestDatabase::postgres()) else { return };
    let settings = format!("[database]\nurl = \"{}\"\n\n", ground.url.expose_secret());
    let mut scene = CrashScenario::new(&runtime, &settings, CONNECTIONS);
    let killed = scene.kill(15, &mut SeededRandom::new(SeededRandom::seed("killed, PostgreSQL")));
    CrashTotals::of(&scene, killed, CONNECTIONS).say("killed, PostgreSQL");
    runtime.block_on(ground.clear());
}
