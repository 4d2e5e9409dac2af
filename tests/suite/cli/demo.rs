//! `circular demo`.

use super::TestWorkspace;
use crate::web::client::send;

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

#[tokio::test(flavor = "multi_thread")]
async fn invented_society_is_made_in_one_click_and_deleted_at_the_end() {
    let house = TestWorkspace::empty();
    let temporary = tempfile::tempdir().unwrap();
    let house = house.with_variable("TMPDIR", temporary.path().display());
    let mut running = house.begin(["--no-open"]);
    let home = running.line();
    let (address, path) = home.strip_prefix("Make your first letter at http://").unwrap().split_once('/').unwrap();
    let (address, path) = (address.parse().unwrap(), format!("/{path}"));
    let page = send(address, "GET", &path, &[], b"").await;
    assert!(page.body.contains("Look round with an invented society"), "{page:?}");
    let origin = format!("http://{address}");
    assert_eq!(send(address, "POST", &format!("{path}sample"), &[], b"").await.status, 403, "from another page");
    let made = send(address, "POST", &format!("{path}sample"), &[("Origin", origin.as_str())], b"").await;
    let place = made.header("location").unwrap_or_default().to_owned();
    assert!(made.status == 303 && place == format!("{path}issue/1"), "{made:?}");
    let issue = send(address, "GET", &place, &[], b"").await;
    assert!(issue.status == 200 && issue.body.contains("140"), "{issue:?}");
    assert!(send(address, "GET", &format!("{path}inbox"), &[], b"").await.body.contains("Inbox"));
    assert!(std::fs::read_dir(temporary.path()).unwrap().count() > 0);
    running.interrupt();
    running.end().is_well();
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0, "it is deleted");
    assert!(!house.path("circular.toml").exists());
}
