//! `circular list`.

mod basis;
mod deletion;
mod join_address;
mod requests;
mod still_wanted;
mod welcome;
mod who;

pub(super) use who::{house as typed, stands};

use super::TestWorkspace;

#[test]
fn created_lists_are_shown() {
    let house = TestWorkspace::new();
    insta::assert_snapshot!(house.run(["list", "show"]), @r#"
    There is no list yet. Make one: circular list create members --title "Our members"
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "create", "members", "--title", "Our\nmembers"]), @"
    Made the list `members` (Our members).
    Next: circular subscriber import members.csv --list members
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "create", "friends-2", "--title", "Friends & co"]), @"
    Made the list `friends-2` (Friends & co).
    Next: circular subscriber import members.csv --list friends-2
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    friends-2  Friends & co — 0 subscribers, 0 unsubscribed
    members  Our members — 0 subscribers, 0 unsubscribed
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
      private: nobody can ask to join it
    --- exit code 0
    ");
}

#[test]
fn invalid_or_duplicate_list_is_refused() {
    let house = TestWorkspace::new();
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    insta::assert_snapshot!(house.run(["list", "create", "Our Members", "--title", "x"]), @"
    --- standard error
    error: `Our Members` cannot name a list: use up to 40 lower-case letters, digits and hyphens
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "create", "members", "--title", "Other"]), @"
    --- standard error
    error: there is a list `members` already
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "create", "empty", "--title", " \n"]), @"
    --- standard error
    error: a list needs a title that people can read
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn unknown_list_gets_a_suggestion() {
    let house = TestWorkspace::new();
    insta::assert_snapshot!(house.run(["list", "show", "member"]), @r#"
    --- standard error
    error: there is no list `member`
    hint: run `circular list create member --title "…"`
    --- exit code 1
    "#);
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    insta::assert_snapshot!(house.run(["list", "show", "member"]), @"
    --- standard error
    error: there is no list `member`
    hint: did you mean `members`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["report", "--list", "Members"]), @"
    --- standard error
    error: there is no list `Members`
    hint: did you mean `members`?
    --- exit code 1
    ");
}
