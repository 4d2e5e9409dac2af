//! `circular new`.

use super::House;

#[test]
fn a_new_draft_can_be_sent_as_it_is() {
    let house = House::new().with_list("email,first_name,town\nann@example.org,Ann,Leeds\n");
    insta::assert_snapshot!(house.run(["new", "Ann's \"spring\": what's on?"]), @"
    Wrote `newsletters/ann-s-spring-what-s-on.md`. See it with `circular preview ann-s-spring-what-s-on`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["check"]), @"
    `ann-s-spring-what-s-on` is ready: 1 copy rendered.
    --- exit code 0
    ");
}

#[test]
fn a_title_is_taken_once() {
    let house = House::new();
    house.run(["new", "Spring"]).is_well();
    let draft = house.text("newsletters/spring.md");
    insta::assert_snapshot!(house.run(["new", "spring!"]), @"
    --- standard error
    error: there is a draft `spring` already
    hint: choose another title
    --- exit code 1
    ");
    assert_eq!(house.text("newsletters/spring.md"), draft);
}

#[test]
fn a_title_has_a_letter_and_a_kind_is_known() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["new", "?!"]), @"
    --- standard error
    error: the title needs a letter or a digit
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["new", "Spring", "--kind", "poem"]), @"
    --- standard error
    error: invalid value 'poem' for '--kind <KIND>'
      [possible values: letter, notice, report]

    For more information, try '--help'.
    --- exit code 2
    ");
    assert!(!house.path("newsletters").exists());
}
