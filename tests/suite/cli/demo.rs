//! `circular demo`.

use super::House;

#[test]
fn it_goes_the_whole_way() {
    let said = House::empty().run(["demo", "--no-open", "--exit"]);
    let steady: Vec<_> = said.out.lines().filter(|line| !line.starts_with("A workspace for the demo is in ")).collect();
    insta::assert_snapshot!(steady.join("\n"), @"");
    assert_eq!(said.code(), 0, "{said}");
}
