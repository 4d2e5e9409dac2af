//! What the ledger says of an issue, held against what the relay accepted.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;

use serde_json::Value;

use super::scene::{CrashScenario, READERS, readers};
use crate::cli::CommandOutput;

/// What came of issues whose runs were killed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CrashTotals {
    pub(super) issues: usize,
    pub(super) kills: usize,
    pub(super) accepted: usize,
    pub(super) in_doubt: usize,
    /// Of those in doubt, how many had been accepted: they were sent twice, because somebody said so.
    pub(super) sent_again: usize,
}

impl CrashTotals {
    /// Sends an issue to its end, holds each copy against the ledger, and then settles what is in doubt by sending it
    /// again. `kills` runs were killed, over `connections` each.
    pub(super) fn of(scene: &CrashScenario, kills: usize, connections: u16) -> Self {
        // The last run may have been killed after it had done everything.
        let said = (status(scene)["state"] != "finished").then(|| scene.house.run(["send", "spring", "--yes"]));
        let status = status(scene);
        let doubtful = named(&status, "in_doubt");
        assert!(doubtful.len() <= kills * usize::from(connections), "{kills} kills: {doubtful:?}");
        let code = said.as_ref().map_or(0, CommandOutput::code);
        assert_eq!(code, if doubtful.is_empty() { 0 } else { 75 }, "{said:?}");
        assert_eq!(of(&status, "sent") + doubtful.len(), READERS, "{status}");
        let before = scene.accepted();
        for reader in readers() {
            match before.get(&reader).map_or(0, Vec::len) {
                0 => assert!(doubtful.contains(&reader), "{reader} is forgotten"),
                times => assert_eq!(times, 1, "{reader} got it {times} times, and nobody said so"),
            }
        }
        let accepted = scene.count();

        let sent_again = doubtful.iter().filter(|reader| before.contains_key(*reader)).count();
        if !doubtful.is_empty() {
            scene.house.run(["resolve", "spring", "--resend"]).is_well();
            scene.house.run(["send", "spring"]).is_well();
        }
        assert_eq!(of(&self::status(scene), "sent"), READERS);
        assert_eq!(scene.count(), accepted + doubtful.len(), "only what was in doubt went again");
        for (reader, copies) in scene.accepted() {
            let earlier = before.get(&reader).map_or(0, Vec::len);
            assert_eq!(copies.len(), earlier + usize::from(doubtful.contains(&reader)), "{reader}");
            if copies.len() > 1 {
                let ids: BTreeSet<_> = copies.iter().map(|copy| copy.header("Message-ID").unwrap()).collect();
                assert_eq!(ids.len(), 1, "{reader} cannot know that it is the same letter");
            }
        }
        assert_eq!(scene.accepted().len(), READERS, "everybody was reached");
        Self { issues: 1, kills, accepted, in_doubt: doubtful.len(), sent_again }
    }

    /// Says it: the line stands in `docs/reliability.md`.
    #[expect(clippy::print_stdout, reason = "what was measured")]
    pub(super) fn say(&self, name: &str) {
        println!("{name}: {self}");
    }
}

impl AddAssign for CrashTotals {
    fn add_assign(&mut self, other: Self) {
        self.issues += other.issues;
        self.kills += other.kills;
        self.accepted += other.accepted;
        self.in_doubt += other.in_doubt;
        self.sent_again += other.sent_again;
    }
}

impl fmt::Display for CrashTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issues, kills, accepted, in_doubt, sent_again } = self;
        let copies = issues * READERS;
        write!(
            f,
            "cut short {kills} times, {accepted} of {copies} copies accepted, {in_doubt} in doubt, 0 lost, 0 repeated; "
        )?;
        write!(f, "on demand {in_doubt} went again, of which {sent_again} had arrived")
    }
}

/// Returns the status of the issue as a script reads it.
fn status(scene: &CrashScenario) -> Value {
    let said = scene.house.run(["status", "spring", "--json"]);
    // Nothing is printed when there is no such issue yet.
    let status: Value = serde_json::from_str(&said.out).unwrap_or_default();
    status["issues"][0].clone()
}

fn of(status: &Value, word: &str) -> usize {
    usize::try_from(status["counts"][word].as_u64().unwrap_or(0)).unwrap()
}

fn named(status: &Value, word: &str) -> BTreeSet<String> {
    let deliveries = status["deliveries"].as_array().cloned().unwrap_or_default();
    let of_status = deliveries.iter().filter(|delivery| delivery["status"] == word);
    of_status.map(|delivery| delivery["address"].as_str().unwrap().to_owned()).collect()
}
