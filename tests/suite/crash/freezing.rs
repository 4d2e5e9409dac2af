//! A run is killed while it freezes its issue: that is there whole, or not at all.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use circular::database;
use tokio::runtime::Runtime;

use super::dice::SeededRandom;
use super::scene::{CONNECTIONS, CrashScenario, READERS};
use super::tally::CrashTotals;
use crate::cli::RunningCommand;

const DRAFTS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "spring"];

#[test]
fn killed_freeze_is_all_or_nothing() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let mut dice = SeededRandom::new(SeededRandom::seed("freezing"));
    let mut scene = CrashScenario::new(&runtime, "", CONNECTIONS);
    // It never says a word: no copy goes before a kill.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let relay = format!("smtp://{}", silent.local_addr().unwrap());
    scene.house = scene.house.with_variable("CIRCULAR_RELAY_URL", relay);
    scene = scene.with_draft("measured");
    let mut freezing = freeze(&scene, "measured");
    let begun = Instant::now();
    silent.accept().unwrap();
    let time = begun.elapsed();
    freezing.kill();

    let mut whole = 0;
    for draft in DRAFTS {
        scene = scene.with_draft(draft);
        let mut freezing = freeze(&scene, draft);
        thread::sleep(dice.moment(time));
        assert!(freezing.kill());
        if let Some(copies) = copies(&scene, draft) {
            assert_eq!(copies, READERS, "{draft} is there in part");
            whole += 1;
        }
    }
    let relay = format!("smtp://{}", scene.relay());
    scene.house = scene.house.with_variable("CIRCULAR_RELAY_URL", relay);
    CrashTotals::of(&scene, 1, CONNECTIONS).say(&format!("frozen {whole} times of {}, SQLite", DRAFTS.len()));
}

/// Begins to send a draft, and returns when nothing is left to do but to freeze and to send it.
fn freeze(scene: &CrashScenario, draft: &str) -> RunningCommand {
    let mut running = scene.house.begin(["send", draft, "--yes"]);
    while !running.line().starts_with("Largest copy") {}
    running
}

/// Counts the copies of an issue; `None` when it is not there.
fn copies(scene: &CrashScenario, draft: &str) -> Option<usize> {
    scene.runtime.block_on(async {
        let mut work = scene.database.begin_read().await.unwrap();
        let issue = database::issues::by_slug(&mut work, draft).await.unwrap().pop()?;
        let copies = database::deliveries::count_by_status(&mut work, issue.id).await.unwrap().total();
        Some(usize::try_from(copies).unwrap())
    })
}
