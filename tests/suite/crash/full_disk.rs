//! The disk is full in mid-run.

use std::sync::Arc;

use tokio::runtime::Runtime;

use super::scene::{CONNECTIONS, CrashScenario, READERS};
use super::tally::CrashTotals;

/// Room for the issue, and not for all that becomes of it, in kB.
const DISK_LIMIT: u32 = 1_500;

/// Not even for the issue.
const TOO_SMALL_LIMIT: u32 = 50;

#[test]
fn full_disk_stops_run_and_next_run_resumes() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let scene = CrashScenario::new(&runtime, "", CONNECTIONS);
    // Whether the summary comes before it depends on how large the log is by then.
    let said = scene.house.run_with_room(TOO_SMALL_LIMIT, ["send", "spring", "--yes"]).brief().to_string();
    let summary = "1 note: `circular check spring` shows more\n";
    assert_eq!(
        said.strip_prefix(summary).unwrap_or(&said),
        "--- standard error\n\
         error: the database cannot be written to its disk\n  \
         error returned from database: (code: 778) disk I/O error\n\
         hint: free some disk space, then run the same command again\n\
         --- exit code 1"
    );
    insta::assert_snapshot!(scene.house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    --- exit code 0
    ");
    let said = scene.house.run_with_room(DISK_LIMIT, ["send", "spring", "--yes"]);
    insta::assert_snapshot!(said.brief(), @"
    1 note: `circular check spring` shows more
    --- standard error
    error: the database cannot be written to its disk
      error returned from database: (code: 778) disk I/O error
    hint: free some disk space, then run `circular send spring` to continue
    --- exit code 1
    ");
    let accepted = scene.count();
    assert!((1..READERS).contains(&accepted), "{accepted}");
    CrashTotals::of(&scene, 1, CONNECTIONS).say("full disk, SQLite");
}
