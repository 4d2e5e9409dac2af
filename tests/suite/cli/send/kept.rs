//! What is frozen stays as it was, and who leaves in the meantime gets nothing more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::catcher::{Action, Script, Step};

use super::super::{House, MEMBERS, SPRING, catcher};

/// A society whose relay refused its user the first time.
async fn interrupted(refuses: &Arc<AtomicBool>) -> (House, circular::catcher::Catcher) {
    let refuses = Arc::clone(refuses);
    let script = Script::answering(move |moment| match moment.step {
        Step::Mail if refuses.load(Ordering::Relaxed) => Action::say("530 5.7.0 Authentication required"),
        _ => Action::Accept,
    });
    let catcher = catcher(script).await;
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let said = house.run(["send", "spring", "--yes"]);
    assert_eq!((said.code(), catcher.count()), (1, 0), "{said}");
    (house, catcher)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_change_of_the_file_goes_to_nobody() {
    let refuses = Arc::new(AtomicBool::new(true));
    let (house, catcher) = interrupted(&refuses).await;
    let house = house.with_draft("spring", "broken");
    refuses.store(false, Ordering::Relaxed);
    house.run(["send", "spring"]).is_well();
    assert_eq!(catcher.count(), 3);
    assert!(catcher.caught().iter().all(|copy| copy.letter().text.contains("Spring is here.")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_in_the_meantime_gets_nothing() {
    let refuses = Arc::new(AtomicBool::new(true));
    let (house, catcher) = interrupted(&refuses).await;
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    refuses.store(false, Ordering::Relaxed);
    house.run(["send", "spring"]).is_well();
    assert_eq!(catcher.count(), 2);
    assert!(catcher.caught().iter().all(|copy| copy.to != "bob@example.org"));
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 2 sent, 1 skipped
    --- exit code 0
    ");
}
