//! Stopped or killed in mid-run, the same command finishes it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::super::gate::gate_at;
use super::super::{SPRING, TestWorkspace, addresses, catcher, reached, two_dozen};

/// Which message a relay is reading when something happens.
const FIFTH: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn interrupt_finishes_copies_in_progress() {
    let (script, gate) = gate_at(FIFTH);
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let mut running = house.begin(["send", "spring", "--yes"]);
    gate.wait();
    running.interrupt();
    running.wait_for("Stopping");
    gate.open();
    let said = running.end();
    insta::assert_snapshot!(said.brief(), @"
    Stopped: `spring` is paused. Sent 5 of 24; 19 waiting.
    Next: circular send spring
    --- exit code 75
    ");
    assert_eq!((said.code(), catcher.message_count()), (75, 5), "{said}");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (paused): 19 queued, 5 sent
      To resume it: circular resume spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 24 of 24.
    Next: circular report spring
    --- standard error
    `spring` was paused; continuing with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(&two_dozen()));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_send_reports_doubt_and_sends_rest() {
    const CONNECTIONS: u16 = 4;
    const SILENT: usize = 12;
    let (there, silent) = mpsc::channel();
    let dots = AtomicUsize::new(0);
    let script = CatcherScript::with_responder(move |moment| {
        // Once, one relay process falls silent after the dot: the copy is there, and the answer never comes. Which of
        // the connections it is does not matter: how many copies each carries is a matter of chance.
        if moment.step == SmtpStep::FinalDot && dots.fetch_add(1, Ordering::Relaxed) == SILENT {
            there.send(()).unwrap();
            return CatcherAction::Stall;
        }
        CatcherAction::Accept
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING);
    let house = house.with_relay(catcher.address(), CONNECTIONS).with_settings("[throttle]\nrate = \"50/second\"\n");
    let mut running = house.begin(["send", "spring", "--yes"]);
    silent.recv().unwrap();
    running.kill();
    let before = catcher.message_count();
    let said = house.run(["send", "spring"]);
    let status = house.run(["status", "spring", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    let counts = &status["issues"][0]["counts"];
    let in_doubt = counts["in_doubt"].as_u64().unwrap();
    assert!((1..=u64::from(CONNECTIONS)).contains(&in_doubt), "{status}");
    assert_eq!(counts["sent"].as_u64().unwrap() + in_doubt, 24, "{status}");
    assert_eq!(said.code(), 75, "{said}");
    // Nobody got two, and who got none is named.
    let reached = reached(&catcher);
    assert!(before < 24 && reached.windows(2).all(|pair| pair[0] != pair[1]), "{reached:?}");
    let deliveries = status["issues"][0]["deliveries"].as_array().unwrap();
    let named = |address: &str| {
        deliveries.iter().any(|delivery| delivery["status"] == "in_doubt" && delivery["address"] == address)
    };
    for address in addresses(&two_dozen()) {
        assert!(reached.contains(&address) || named(&address), "{address} is forgotten");
    }
}
