//! `circular check`.

mod readers;

use circular::mail_catcher::CatcherScript;

use super::{MEMBERS, SPRING, TestWorkspace};

fn house(draft: &str) -> TestWorkspace {
    TestWorkspace::new().with_list(MEMBERS).with_draft("spring", draft)
}

#[test]
fn valid_draft_is_ready() {
    insta::assert_snapshot!(house(SPRING).run(["check"]), @"
    `spring` is ready: 3 copies rendered.
    --- exit code 0
    ");
}

#[test]
fn unknown_field_is_shown_at_its_line() {
    let draft = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: `{{frist_name}}` is not a field [field-unknown]
      newsletters/spring.md, line 6, column 8
         5 |
         6 | Dear {{frist_name}},
           |        ^
         7 |
    hint: did you mean `first_name`?
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    ");
    let draft = SPRING.replace("Spring for {{first_name}}", "Für {{frist_name}}");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @r#"
    error: `{{frist_name}}` is not a field [field-unknown]
      newsletters/spring.md, line 2, column 17
         1 | ---
         2 | subject: "Für {{frist_name}}"
           |                 ^
         3 | to: members
    hint: did you mean `first_name`?
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    "#);
}

#[test]
fn mistyped_key_is_shown_at_its_line() {
    let draft = SPRING.replace("to: members", "to: members\nsubjct: Spring");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: `subjct` is no key of a draft [front-matter]
      newsletters/spring.md, line 4, column 1
         3 | to: members
         4 | subjct: Spring
           | ^
         5 | ---
    hint: did you mean `subject`?
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    ");
}

#[test]
fn unknown_list_is_an_error() {
    let draft = SPRING.replace("to: members", "to: membres");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @r#"
    error: there is no list `membres` [no-list]
      newsletters/spring.md, line 3, column 1
         2 | subject: "Spring for {{first_name}}"
         3 | to: membres
           | ^
         4 | ---
    hint: did you mean `members`?
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    "#);
    let draft = SPRING.replace("to: members\n", "");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: the draft does not say which list it goes to [no-list]
      newsletters/spring.md
    hint: write `to: members` in its front matter, or send it with `--list members`
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    ");
}

#[test]
fn invalid_condition_is_an_error() {
    let with = |condition: &str| SPRING.replace("to: members", &format!("to: members\nwhere: {condition}"));
    insta::assert_snapshot!(house(&with("category ==")).run(["check", "spring"]), @r#"
    error: the condition `category ==` cannot be read [condition]
      newsletters/spring.md, line 4, column 1
         3 | to: members
         4 | where: category ==
           | ^
         5 | ---
    hint: write one such as `category == "student"`
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    "#);
    insta::assert_snapshot!(house(&with("categry == \"student\"")).run(["check", "spring"]), @r#"
    error: the condition uses `categry`, which is not a field [condition]
      newsletters/spring.md, line 4, column 8
         3 | to: members
         4 | where: categry == "student"
           |        ^
         5 | ---
    hint: did you mean `category`?
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    "#);
    insta::assert_snapshot!(house(&with("category == \"nobody\"")).run(["check", "spring"]), @"
    error: nobody would get this letter [nobody]
      newsletters/spring.md
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    ");
    insta::assert_snapshot!(house(&with("category")).run(["check", "spring"]), @r#"
    error: the condition has no answer: `category` is a text, neither true nor false [condition]
      newsletters/spring.md, line 4, column 1
         3 | to: members
         4 | where: category
           | ^
         5 | ---
    hint: write `category == "…"`
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    "#);
}

#[test]
fn missing_fields_are_reported() {
    let house = house(SPRING).with_file("more.csv", "email,town\ndan@example.org,Leeds\n");
    house.run(["subscriber", "import", "more.csv", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["check", "spring"]), @r#"
    warning: no `first_name` is known for 1 of 4 recipients [field-empty]
      newsletters/spring.md, line 2, column 24
         1 | ---
         2 | subject: "Spring for {{first_name}}"
           |                        ^
         3 | to: members
      for dan@example.org
    hint: write `{{default first_name "…"}}`, or put it between `{{#if first_name}}` and `{{/if}}`
    `spring` is ready: 4 copies rendered.
    1 warning
    --- exit code 0
    "#);
}

#[test]
fn one_invalid_draft_fails_the_check() {
    let house = house(SPRING).with_draft("autumn", "No front matter\n");
    insta::assert_snapshot!(house.run(["check"]), @"
    error: the draft does not begin with its front matter [front-matter]
      newsletters/autumn.md, line 1, column 1
         1 | No front matter
           | ^
    hint: begin it with a line `---`, a line `subject: …` and another line `---`
    `autumn` cannot be sent as it is.
    `spring` is ready: 3 copies rendered.
    1 block
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["check", "spring", "sprig"]), @"
    `spring` is ready: 3 copies rendered.
    error: there is no draft `sprig` [draft]
    hint: did you mean `spring`?
    `sprig` cannot be sent as it is.
    1 block
    --- exit code 1
    ");
}

#[test]
fn check_as_json() {
    let draft = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    let house = house(&draft).with_draft("summer", SPRING);
    insta::assert_snapshot!(house.run(["check", "--json"]), @r#"
    {
      "drafts": [
        {
          "draft": "spring",
          "recipients": null,
          "segment": null,
          "blocked": true,
          "welcome_of": null,
          "issue_state": null,
          "diagnostics": [
            {
              "id": "field-unknown",
              "severity": "block",
              "message": "`{{frist_name}}` is not a field",
              "help": "did you mean `first_name`?",
              "location": {
                "file": "newsletters/spring.md",
                "line": 6,
                "column": 8
              },
              "affected_recipients": null
            }
          ]
        },
        {
          "draft": "summer",
          "recipients": 3,
          "segment": {
            "list": "members",
            "where": null,
            "exclude": null,
            "statutory": false,
            "recipients": 3,
            "notices_only_recipients": 0,
            "excluded": {
              "where": 0,
              "exclude": 0,
              "notices_only": 0,
              "unsubscribed": 0,
              "suppressed": 0
            }
          },
          "blocked": false,
          "welcome_of": null,
          "issue_state": null,
          "diagnostics": []
        }
      ]
    }
    --- exit code 1
    "#);
}

#[test]
fn empty_workspace_has_nothing_to_check() {
    insta::assert_snapshot!(TestWorkspace::new().run(["check"]), @r#"
    There is no draft yet. Create one: circular new "The title"
    --- exit code 0
    "#);
}

#[test]
fn diagnostics_are_sorted_and_counted() {
    let draft = SPRING
        .replace("Spring is here.", "Spring is here, and on Thursday 17 May 2017 we meet. Click [here](https://bit.ly/3xyz).\n\nPLEASE DO COME ALONG WITH US, all of you, and say [NAME] who would come with you.")
        .replace("to: members", "to: members\npreheader: Short");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"
    error: `[NAME]` is still a placeholder [placeholder]
      newsletters/spring.md, line 11, column 51
        10 |
        11 | PLEASE DO COME ALONG WITH US, all of you, and say [NAME] who would come with you.
           |                                                   ^
    hint: write what belongs there
    error: 17 May 2017 is a Wednesday, not a Thursday [date-weekday]
      newsletters/spring.md, line 9, column 24
         8 |
         9 | Spring is here, and on Thursday 17 May 2017 we meet. Click [here](https://bit.ly/3xyz).
           |                        ^
        10 |
    hint: look it up: 17 May 2017 is a Wednesday; Thursday is 18 May
    warning: the words `here` do not say where the link leads [link-text]
      newsletters/spring.md, line 9, column 60
         8 |
         9 | Spring is here, and on Thursday 17 May 2017 we meet. Click [here](https://bit.ly/3xyz).
           |                                                            ^
        10 |
    hint: say what is there: `[the report](https://…)`
    warning: the link through `bit.ly` does not show where it leads [link-shortener]
      newsletters/spring.md, line 9, column 60
         8 |
         9 | Spring is here, and on Thursday 17 May 2017 we meet. Click [here](https://bit.ly/3xyz).
           |                                                            ^
        10 |
    hint: write the address to which it leads
    note: the preheader has 5 characters [preheader]
      newsletters/spring.md, line 4, column 1
         3 | to: members
         4 | preheader: Short
           | ^
         5 | ---
    hint: 40 to 130 are good
    note: “PLEASE DO COME ALONG …” is in capitals [all-caps]
      newsletters/spring.md, line 11, column 1
        10 |
        11 | PLEASE DO COME ALONG WITH US, all of you, and say [NAME] who would come with you.
           | ^
    hint: make it **bold**: capitals read as shouting
    `spring` cannot be sent as it is.
    2 blocks, 2 warnings, 2 notes
    --- exit code 1
    ");
}

#[test]
fn check_id_is_explained() {
    insta::assert_snapshot!(TestWorkspace::empty().run(["check", "--explain", "placeholder"]), @"
    `placeholder` blocks: something is still a placeholder: TK, XXX, `[NAME]`, lorem ipsum, TBC in the subject, a field of another program such as `«First_Name»` or `*|FNAME|*`, or a line that `circular new` wrote.
    Write what belongs there. A field has two braces: `{{first_name}}`.
    To send it anyway: circular send DRAFT --allow placeholder
    --- exit code 0
    ");
    insta::assert_snapshot!(TestWorkspace::empty().run(["check", "--explain", "syntax"]), @"
    `syntax` blocks: a brace or a block is not closed, or asks for something that letters may not do.
    Close `{{#if …}}` with `{{/if}}`, and each `{{` with `}}`.
    It cannot be overridden: no letter can be made until it is fixed.
    --- exit code 0
    ");
    insta::assert_snapshot!(TestWorkspace::empty().run(["check", "--explain", "date-clash"]), @"
    `date-clash` warns: one meeting or deadline has two dates.
    Make them the same.
    --- exit code 0
    ");
    insta::assert_snapshot!(TestWorkspace::empty().run(["check", "--explain", "date-clsh"]), @"
    --- standard error
    error: there is no check `date-clsh`
    hint: did you mean `date-clash`?
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_drafts_are_checked_only_by_name() {
    let catcher = super::catcher(CatcherScript::default()).await;
    let house = house(SPRING).with_draft("summer", &SPRING.replace("Spring", "Summer"));
    let house = house.with_relay(catcher.address(), 1);
    tokio::task::block_in_place(|| house.run(["send", "spring", "--yes"]).is_well());
    let all = house.run(["check"]);
    assert!(all.out.contains("`summer` is ready") && !all.out.contains("`spring`"), "{all}");
    assert!(all.err.contains("1 draft that was sent is left out"), "{all}");
    let one = house.run(["check", "spring"]);
    assert!(one.out.contains("`spring`"), "{one}");
}
