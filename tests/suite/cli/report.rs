//! `circular report`; what it counts after an unsubscription is in `serve`.

use super::{House, MEMBERS, SPRING};

#[test]
fn an_issue_that_went_well() {
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["report", "spring"]), @"");
    insta::assert_snapshot!(house.run(["report", "spring", "--json"]), @"");
}

#[test]
fn an_issue_that_is_not_there() {
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING);
    insta::assert_snapshot!(house.run(["report", "spring"]), @"");
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["report", "sprng"]), @"");
    insta::assert_snapshot!(house.run(["report", "spring", "--list", "member"]), @"");
}
