//! `circular demo`.

use super::TestWorkspace;

#[test]
fn demo_runs_the_full_workflow() {
    let said = TestWorkspace::empty().run(["demo", "--no-open", "--exit"]);
    let steady: Vec<_> = said.out.lines().filter(|line| !line.starts_with("Created a demo workspace in ")).collect();
    insta::assert_snapshot!(steady.join("\n"), @"
    Imported 140 invented members into the list `members`.

    Sending `2019-annual-report` to a mail catcher at 127.0.0.1:[port], slowly enough to watch:

    Sent 140 of 140.
    The catcher has 140 mails: 140 sent, 140 received.

    2019-annual-report to members
      recipients        140
      sent              140
      bounced             0
      unsubscribed        0
    ");
    assert_eq!(said.code(), 0, "{said}");
}

#[test]
fn demo_uses_no_other_workspace() {
    let said = TestWorkspace::new().run(["demo", "--workspace", ".", "--exit"]);
    assert!(said.code() == 1 && said.err.contains("the demo makes a workspace of its own"), "{said}");
}

#[test]
fn folder_that_cannot_take_the_demo_is_named() {
    let house = TestWorkspace::empty();
    let missing = house.path("missing");
    let said = house.with_variable("TMPDIR", missing.display()).run(["demo", "--exit"]);
    assert!(said.code() == 1 && said.err.contains("missing`: there is no such file or folder"), "{said}");
    assert!(said.err.contains("TMPDIR"), "{said}");
}
