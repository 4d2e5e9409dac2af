//! `circular list`.

use super::House;

#[test]
fn lists_are_made_and_shown() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
    insta::assert_snapshot!(house.run(["list", "create", "members", "--title", "Our\nmembers"]), @"");
    insta::assert_snapshot!(house.run(["list", "create", "friends-2", "--title", "Friends & co"]), @"");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"");
}

#[test]
fn a_bad_name_a_second_list_and_an_empty_title_are_refused() {
    let house = House::new();
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    insta::assert_snapshot!(house.run(["list", "create", "Our Members", "--title", "x"]), @"");
    insta::assert_snapshot!(house.run(["list", "create", "members", "--title", "Other"]), @"");
    insta::assert_snapshot!(house.run(["list", "create", "empty", "--title", " \n"]), @"");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
}

#[test]
fn a_list_that_is_not_there_is_guessed() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["list", "show", "member"]), @"");
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    insta::assert_snapshot!(house.run(["list", "show", "member"]), @"");
}
