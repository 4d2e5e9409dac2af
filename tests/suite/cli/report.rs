//! `circular report`; what it counts after an unsubscription is in `serve`.

use super::{House, MEMBERS, SPRING};

#[test]
fn an_issue_that_went_well() {
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      recipients          3
      sent                3
      bounced             0
      unsubscribed        0
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["report", "spring", "--json"]), @r#"
    {
      "issue": "spring",
      "list": "members",
      "recipients": 3,
      "sent": 3,
      "bounced": 0,
      "unsubscribed": 0,
      "unsubscribed_by": {},
      "suspect": 0,
      "returned": 0,
      "reasons": []
    }
    --- exit code 0
    "#);
}

#[test]
fn an_issue_that_is_not_there() {
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING);
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    --- standard error
    error: no issue was made of `spring` yet
    hint: run `circular status` to see all issues
    --- exit code 1
    ");
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["report", "sprng"]), @"
    --- standard error
    error: no issue was made of `sprng` yet
    hint: did you mean `spring`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "spring", "--list", "member"]), @"
    --- standard error
    error: there is no list `member`
    hint: did you mean `members`?
    --- exit code 1
    ");
}
