//! `circular check`.

mod readers;

use super::{House, MEMBERS, SPRING};

fn house(draft: &str) -> House {
    House::new().with_list(MEMBERS).with_draft("spring", draft)
}

#[test]
fn a_good_draft_is_ready() {
    insta::assert_snapshot!(house(SPRING).run(["check"]), @"
    `spring` is ready: 3 copies rendered.
    --- exit code 0
    ");
}

#[test]
fn a_mistyped_field_is_shown_where_it_stands() {
    let draft = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: `{{frist_name}}` is not a field
      newsletters/spring.md, line 6, column 8
         6 | Dear {{frist_name}},
           |        ^
    hint: did you mean `first_name`?
    `spring` cannot be sent as it is.
    --- exit code 1
    ");
    let draft = SPRING.replace("Spring for {{first_name}}", "Für {{frist_name}}");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @r#"
    error: `{{frist_name}}` is not a field
      newsletters/spring.md, line 2, column 17
         2 | subject: "Für {{frist_name}}"
           |                 ^
    hint: did you mean `first_name`?
    `spring` cannot be sent as it is.
    --- exit code 1
    "#);
}

#[test]
fn a_mistyped_key_is_shown_where_it_stands() {
    let draft = SPRING.replace("to: members", "to: members\nsubjct: Spring");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: `subjct` is no key of a draft
      newsletters/spring.md, line 4, column 1
         4 | subjct: Spring
           | ^
    hint: did you mean `subject`?
    `spring` cannot be sent as it is.
    --- exit code 1
    ");
}

#[test]
fn a_list_must_be_there() {
    let draft = SPRING.replace("to: members", "to: membres");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: there is no list `membres`
      newsletters/spring.md, line 3, column 1
         3 | to: membres
           | ^
    hint: did you mean `members`?
    `spring` cannot be sent as it is.
    --- exit code 1
    ");
    let draft = SPRING.replace("to: members\n", "");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: the draft does not say to which list it goes
      newsletters/spring.md
    hint: write `to: members` in its head, or send it with `--list members`
    `spring` cannot be sent as it is.
    --- exit code 1
    ");
}

#[test]
fn a_condition_must_make_sense() {
    let with = |condition: &str| SPRING.replace("to: members", &format!("to: members\nwhere: {condition}"));
    insta::assert_snapshot!(house(&with("category ==")).run(["check", "spring"]), @r#"
    error: the condition `category ==` cannot be read
      newsletters/spring.md, line 4, column 1
         4 | where: category ==
           | ^
    hint: write one such as `category == "student"`
    `spring` cannot be sent as it is.
    --- exit code 1
    "#);
    insta::assert_snapshot!(house(&with("categry == \"student\"")).run(["check", "spring"]), @r#"
    error: the condition uses `categry`, which is not a field
      newsletters/spring.md, line 4, column 8
         4 | where: categry == "student"
           |        ^
    hint: did you mean `category`?
    `spring` cannot be sent as it is.
    --- exit code 1
    "#);
    insta::assert_snapshot!(house(&with("category == \"nobody\"")).run(["check", "spring"]), @"
    error: nobody would get this letter
      newsletters/spring.md
    `spring` cannot be sent as it is.
    --- exit code 1
    ");
    insta::assert_snapshot!(house(&with("category")).run(["check", "spring"]), @r#"
    error: the condition has no answer: `category` is a text, neither true nor false
      newsletters/spring.md, line 4, column 1
         4 | where: category
           | ^
    hint: write `category == "…"`
    `spring` cannot be sent as it is.
    --- exit code 1
    "#);
}

#[test]
fn what_readers_lack_is_noted() {
    let house = house(SPRING).with_file("more.csv", "email,town\ndan@example.org,Leeds\n");
    house.run(["subscriber", "import", "more.csv", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    note: no `first_name` is known for 1 of 4 recipients
      newsletters/spring.md
    `spring` is ready: 4 copies rendered.
    --- exit code 0
    ");
}

#[test]
fn all_drafts_are_checked_and_one_fault_counts() {
    let house = house(SPRING).with_draft("autumn", "No front matter\n");
    insta::assert_snapshot!(house.run(["check"]), @"
    error: the draft does not begin with its front matter
      newsletters/autumn.md, line 1, column 1
         1 | No front matter
           | ^
    hint: begin it with a line `---`, a line `subject: …` and another line `---`
    `autumn` cannot be sent as it is.
    `spring` is ready: 3 copies rendered.
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["check", "spring", "sprig"]), @"
    `spring` is ready: 3 copies rendered.
    error: there is no draft `sprig`
    hint: did you mean `spring`?
    `sprig` cannot be sent as it is.
    --- exit code 1
    ");
}

#[test]
fn json_has_one_shape() {
    let draft = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    let house = house(&draft).with_draft("summer", SPRING);
    insta::assert_snapshot!(house.run(["check", "--json"]), @r#"
    {
      "drafts": [
        {
          "draft": "spring",
          "recipients": null,
          "audience": null,
          "blocked": true,
          "findings": [
            {
              "id": "field-unknown",
              "severity": "block",
              "file": "newsletters/spring.md",
              "line": 6,
              "column": 8,
              "sentence": "`{{frist_name}}` is not a field",
              "hint": "did you mean `first_name`?"
            }
          ]
        },
        {
          "draft": "summer",
          "recipients": 3,
          "audience": {
            "list": "members",
            "where": null,
            "exclude": null,
            "statutory": false,
            "recipients": 3,
            "left_out": {
              "where": 0,
              "exclude": 0
            },
            "only_notices": 0,
            "unsubscribed": 0,
            "suppressed": 0
          },
          "blocked": false,
          "findings": []
        }
      ]
    }
    --- exit code 1
    "#);
}

#[test]
fn an_empty_workspace_has_nothing_to_check() {
    insta::assert_snapshot!(House::new().run(["check"]), @r#"
    There is no draft yet. Begin one: circular new "The title"
    --- exit code 0
    "#);
}
