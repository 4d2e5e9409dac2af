//! `circular subscriber`.

mod export;
mod mapped;
mod one_person;

use super::TestWorkspace;

const ODD: &str = "\u{feff}Email,First name,Note\r\n\
    ann@example.org,Ann,\"a quoted\r\nnewline\"\r\n\
    bob@example,Bob,\r\n\
    cat@example.org,\"Cat\r\nBcc: all@example.org\",\r\n\
    dan@example.org,Dan,\"=HYPERLINK(\"\"http://example.org\"\")\"\r\n\
    Ann@EXAMPLE.org,Ann again,\r\n\
    eve@example.org,Eve\r\n";

fn house() -> TestWorkspace {
    let house = TestWorkspace::new().with_file("odd.csv", ODD);
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    house
}

#[test]
fn import_reports_bad_rows_and_takes_good_ones() {
    let house = house();
    insta::assert_snapshot!(house.run(["subscriber", "import", "odd.csv", "--list", "members"]), @r#"
    Imported `odd.csv` into `members`: 3 joined, 2 refused.
    Letters can use {{first_name}}, {{note}}.
    What they agreed to is not recorded; to record it, pass `--basis "ticked “news” on the membership form"`.
    --- standard error
    odd.csv: UTF-8, commas between the cells
      Email      → address           such as `ann@example.org`
      First name → first_name  text  such as `Ann`
      Note       → note        text  such as `a quoted newline`
    odd.csv, line 4: `bob@example` has a domain without a dot
    odd.csv, line 9: has 2 columns, the header has 3
    odd.csv, lines 2, 8: people who share an address: kept as one, `Ann and Ann again`
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 3 subscribers, 0 unsubscribed
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "import", "odd.csv", "--list", "members"]), @"
    Imported `odd.csv` into `members`: 0 joined, 3 unchanged, 2 refused.
    Letters can use {{first_name}}, {{note}}.
    --- standard error
    odd.csv: UTF-8, commas between the cells
      Email      → address           such as `ann@example.org`
      First name → first_name  text  such as `Ann`
      Note       → note        text  such as `a quoted newline`
    odd.csv, line 4: `bob@example` has a domain without a dot
    odd.csv, line 9: has 2 columns, the header has 3
    odd.csv, lines 2, 8: people who share an address: kept as one, `Ann and Ann again`
    --- exit code 0
    ");
}

#[test]
fn strict_import_rejects_bad_file() {
    let house = house();
    insta::assert_snapshot!(house.run(["subscriber", "import", "odd.csv", "--list", "members", "--strict"]), @"
    --- standard error
    odd.csv: UTF-8, commas between the cells
      Email      → address           such as `ann@example.org`
      First name → first_name  text  such as `Ann`
      Note       → note        text  such as `a quoted newline`
    odd.csv, line 4: `bob@example` has a domain without a dot
    odd.csv, line 9: has 2 columns, the header has 3
    odd.csv, lines 2, 8: people who share an address: kept as one, `Ann and Ann again`
    error: 2 bad rows, so nothing was imported
    hint: fix the rows, or leave out `--strict` to import the others
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn unsubscribed_address_is_not_reimported() {
    let house = TestWorkspace::new().with_list(super::MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "Ann@example.ORG", "--list", "members"]), @"
    Unsubscribed Ann@example.org from the list `members`; an import will not add them again.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "import", "members.csv", "--list", "members"]), @"
    Imported `members.csv` into `members`: 0 joined, 2 unchanged, 1 had unsubscribed and stays unsubscribed.
    Letters can use {{first_name}}, {{category}}.
    --- standard error
    members.csv: UTF-8, commas between the cells
      email      → address           such as `ann@example.org`
      first_name → first_name  text  such as `Ann`
      category   → category    text  such as `student`
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 2 subscribers, 1 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn repeated_unsubscribe_is_reported() {
    let house = TestWorkspace::new().with_list(super::MEMBERS);
    house.run(["list", "create", "friends", "--title", "Friends"]).is_well();
    house.run(["subscriber", "import", "members.csv", "--list", "friends"]).is_well();
    house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "members"]), @"
    ann@example.org had already left the list `members`: nothing changed.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "bob@example.org", "--all"]), @"
    Unsubscribed bob@example.org from the list `friends`; an import will not add them again.
    Unsubscribed bob@example.org from the list `members`; an import will not add them again.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "bob@example.org", "--all"]), @"
    bob@example.org is not on any list: nothing changed.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "bob@example.org"]), @"
    --- standard error
    error: an address needs a list
    hint: add `--list LIST`, or `--all` for every list
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "bob"]), @"
    --- standard error
    error: that is not a token from an unsubscribe mail
    hint: pass the token from the mail's subject or address, or an address and `--list LIST`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    friends  Friends — 2 subscribers, 1 unsubscribed
    members  Our members — 1 subscriber, 2 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn unknown_address_unsubscribes_nobody() {
    let house = TestWorkspace::new().with_list(super::MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "eve@example.org", "--list", "members"]), @"
    --- standard error
    error: no subscriber has the address `eve@example.org`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "eve at home", "--list", "members"]), @"
    --- standard error
    error: `eve at home` has no @
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "friends"]), @r#"
    --- standard error
    error: there is no list `friends`
    hint: run `circular list create friends --title "…"`
    --- exit code 1
    "#);
}

#[test]
fn file_without_addresses_is_refused() {
    let house = house().with_file("names.csv", "name,town\nAnn,Leeds\n").with_file("empty.csv", "");
    insta::assert_snapshot!(house.run(["subscriber", "import", "names.csv", "--list", "members"]), @r#"
    --- standard error
    error: `names.csv` has no column `email`; its columns are `name`, `town`
    hint: map a column: `--map "COLUMN=address"`, or `--map "COLUMN=field"`
    --- exit code 1
    "#);
    insta::assert_snapshot!(house.run(["subscriber", "import", "empty.csv", "--list", "members"]), @"
    --- standard error
    error: `empty.csv` is empty
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "import", "missing.csv", "--list", "members"]), @"
    --- standard error
    error: cannot read `missing.csv`: there is no such file or folder
    --- exit code 1
    ");
}
