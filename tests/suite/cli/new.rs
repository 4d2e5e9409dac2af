//! `circular new`.

use super::TestWorkspace;

#[test]
fn new_draft_has_placeholders() {
    let house = TestWorkspace::new().with_list("email,first_name,town\nann@example.org,Ann,Leeds\n");
    insta::assert_snapshot!(house.run(["new", "Ann's \"spring\": what's on?"]), @"
    Wrote `newsletters/ann-s-spring-what-s-on.md`. See it with `circular preview ann-s-spring-what-s-on`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["check"]), @r#"
    error: 7 lines are as `circular new` wrote them, from here on [placeholder]
      newsletters/ann-s-spring-what-s-on.md, line 3, column 1
         2 | subject: Ann's "spring": what's on?
         3 | preheader: The line that mail programs show behind the subject
           | ^
         4 | # date: 2027-05-17
    hint: write your own words in their place, or delete them
    `ann-s-spring-what-s-on` cannot be sent as it is.
    1 block
    --- exit code 1
    "#);
    let draft = house.text("newsletters/ann-s-spring-what-s-on.md");
    let own: Vec<_> = draft.lines().take(6).filter(|line| !line.starts_with("preheader")).collect();
    let house = house.with_draft("ann-s-spring-what-s-on", &format!("{}\n\nCome to us.\n", own.join("\n")));
    insta::assert_snapshot!(house.run(["check"]), @"
    `ann-s-spring-what-s-on` is ready: 1 copy rendered.
    --- exit code 0
    ");
}

#[test]
fn duplicate_title_is_refused() {
    let house = TestWorkspace::new();
    house.run(["new", "Spring"]).is_well();
    let draft = house.text("newsletters/spring.md");
    insta::assert_snapshot!(house.run(["new", "spring!"]), @"
    --- standard error
    error: a draft `spring` already exists
    hint: choose another title
    --- exit code 1
    ");
    assert_eq!(house.text("newsletters/spring.md"), draft);
}

#[test]
fn invalid_title_or_kind_is_refused() {
    let house = TestWorkspace::new();
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
