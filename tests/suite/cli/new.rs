//! `circular new`.

use super::House;

#[test]
fn a_new_draft_can_be_sent_as_it_is() {
    let house = House::new().with_list("email,first_name,town\nann@example.org,Ann,Leeds\n");
    insta::assert_snapshot!(house.run(["new", "Ann's \"spring\": what's on?"]), @"");
    insta::assert_snapshot!(house.run(["check"]), @"");
}

#[test]
fn a_title_is_taken_once() {
    let house = House::new();
    house.run(["new", "Spring"]).is_well();
    let draft = house.text("newsletters/spring.md");
    insta::assert_snapshot!(house.run(["new", "spring!"]), @"");
    assert_eq!(house.text("newsletters/spring.md"), draft);
}

#[test]
fn a_title_has_a_letter_and_a_kind_is_known() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["new", "?!"]), @"");
    insta::assert_snapshot!(house.run(["new", "Spring", "--kind", "poem"]), @"");
    assert!(!house.path("newsletters").exists());
}
