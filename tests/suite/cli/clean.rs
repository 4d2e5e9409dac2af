//! `circular clean`.

use super::TestWorkspace;

const PASTED: &str = "---\nsubject: Summer\nto: members\n---\n\nDear «First_Name»,\n\nWe bring\n• tea\n• cake\n\n    \
    Six of us had never been there before today.\n\nThe town hall\n1 Example Street\nExampleton\n\n- stays\n- as it is\n";

#[test]
fn difference_is_shown_and_written_on_request() {
    let house = TestWorkspace::new().with_draft("summer", PASTED);
    insta::assert_snapshot!(house.run(["clean", "summer"]), @"");
    assert_eq!(house.text("newsletters/summer.md"), PASTED);
    insta::assert_snapshot!(house.run(["clean", "summer", "--write", "--json"]), @"");
    insta::assert_snapshot!(house.text("newsletters/summer.md"), @"");
    insta::assert_snapshot!(house.run(["clean", "summer", "--write"]), @"");
}
