//! `circular list delete`.

use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher};
use circular::mail_catcher::CatcherScript;

#[tokio::test(flavor = "multi_thread")]
async fn list_is_deleted_when_no_issue_is_under_way() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--at", "2999-12-31 09:00", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["list", "delete", "members", "--yes"]), @"
    --- standard error
    error: `spring` to the list `members` is not finished: nothing has changed
    hint: wait until it is sent, or stop it: `circular cancel spring`
    --- exit code 1
    ");
    house.run_typing("spring\n", ["cancel", "spring"]).is_well();
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["list", "delete", "members"]), @"
    --- standard error
    members (Our members): 2 people on it, 1 person who left it
    Type the name of the list (members) to take 2 people off it and delete it:
    error: not deleted: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("members\n", ["list", "delete", "members"]), @"
    Deleted the list `members`: 2 people taken off it, nobody erased.
    1 person had left it, and will stay off it if you make a list of this name again.
    --- standard error
    members (Our members): 2 people on it, 1 person who left it
    Type the name of the list (members) to take 2 people off it and delete it:
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @r#"
    There is no list yet. Make one: circular list create members --title "Our members"
    --- exit code 0
    "#);
    let status = house.run(["status", "spring"]);
    assert!(status.code() == 0 && status.to_string().contains("spring to members"), "{status}");
    let report = house.run(["report", "--list", "members"]);
    assert!(report.code() == 0 && report.out.starts_with("Our members (members), "), "{report}");
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    insta::assert_snapshot!(house.run(["list", "delete", "members", "--yes", "--json"]), @r#"
    {
      "list": "members",
      "removed": 0,
      "unsubscribed": 1
    }
    --- exit code 0
    "#);
}
