//! `circular subscriber`.

use super::House;

const ODD: &str = "\u{feff}Email,First name,Note\r\n\
    ann@example.org,Ann,\"a quoted\r\nnewline\"\r\n\
    bob@example,Bob,\r\n\
    cat@example.org,\"Cat\r\nBcc: all@example.org\",\r\n\
    dan@example.org,Dan,\"=HYPERLINK(\"\"http://example.org\"\")\"\r\n\
    Ann@EXAMPLE.org,Ann again,\r\n\
    eve@example.org,Eve\r\n";

fn house() -> House {
    let house = House::new().with_file("odd.csv", ODD);
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    house
}

#[test]
fn bad_rows_are_named_and_good_ones_taken() {
    let house = house();
    insta::assert_snapshot!(house.run(["subscriber", "import", "odd.csv", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "import", "odd.csv", "--list", "members"]), @"");
}

#[test]
fn strict_takes_nothing_of_a_bad_file() {
    let house = house();
    insta::assert_snapshot!(house.run(["subscriber", "import", "odd.csv", "--list", "members", "--strict"]), @"");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
}

#[test]
fn who_was_taken_off_stays_off() {
    let house = House::new().with_list(super::MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "Ann@example.ORG", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "import", "members.csv", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
}

#[test]
fn nobody_is_taken_off_by_mistake() {
    let house = House::new().with_list(super::MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "eve@example.org", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "eve at home", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "friends"]), @"");
}

#[test]
fn a_file_that_is_no_list_is_refused() {
    let house = house().with_file("names.csv", "name,town\nAnn,Leeds\n").with_file("empty.csv", "");
    insta::assert_snapshot!(house.run(["subscriber", "import", "names.csv", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "import", "empty.csv", "--list", "members"]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "import", "missing.csv", "--list", "members"]), @"");
}
