//! `circular key`.

use super::{MEMBERS, SPRING, TestWorkspace};

#[test]
fn key_is_added_without_showing_secret() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    insta::assert_snapshot!(house.run(["signing-key", "show"]), @"
    There is no key yet: the first letter creates one.
    --- exit code 0
    ");
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["signing-key", "rotate"]), @"
    Key 2 signs links from now on; links signed with older keys still work.
    Back up the database: if a key is lost, its links stop working.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["signing-key", "show"]), @"
      1  [time]
      2  [time]  signs new links
    --- exit code 0
    ");
}
