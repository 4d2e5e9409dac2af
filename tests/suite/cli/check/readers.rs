//! Whom a draft goes to: `where`, `exclude` and `notice`.

use circular::model::SubscriptionState;
use mail_parser::MessageParser;

use super::super::list::{stands, typed};
use super::super::{SPRING, TestWorkspace};

fn with(house: TestWorkspace, lines: &str) -> TestWorkspace {
    house.with_draft("spring", &SPRING.replace("to: members", &format!("to: members\n{lines}")))
}

#[tokio::test]
async fn excluded_members_are_counted() {
    let house = with(typed().await, "where: email != \"bob@example.org\"\nexclude: \"student\" in tags");
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    `spring` is ready: 1 copy rendered.
    It goes to 1 of 3 readers of `members`; left out: 1 by `where`, 1 by `exclude`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["check", "spring", "--json"]), @r#"
    {
      "drafts": [
        {
          "draft": "spring",
          "recipients": 1,
          "segment": {
            "list": "members",
            "where": "email != \"bob@example.org\"",
            "exclude": "\"student\" in tags",
            "statutory": false,
            "recipients": 1,
            "notices_only_recipients": 0,
            "excluded": {
              "where": 1,
              "exclude": 1,
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
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["send", "spring", "--dry-run"]), @"
    Subject       Spring for Cat
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    1 of 3: Cat <cat@example.org>
    Left out      1 by `where`, 1 by `exclude`
    Relay         outbox:outbox  (files on this machine: nobody is mailed)
    Rate          at once
    Last review   nothing has changed since
    Largest copy  7 kB
    Rendered 1 copy, sent none.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--dry-run", "--exclude", "gift_aid", "--where", "true"]), @"
    Subject       Spring for Bob
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    2 of 3: Bob <bob@example.org>, Cat <cat@example.org>
    Left out      1 by `exclude`
    Relay         outbox:outbox  (files on this machine: nobody is mailed)
    Rate          at once
    Last review   changed since: 1 recipient more
    Largest copy  7 kB
    Rendered 2 copies, sent none.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 1 of 1.
    That was a trial, filed in the outbox as 000001.eml: the letter can still be sent to the same list through a relay.
    Next: circular report spring
    --- exit code 0
    ");
    let outbox = std::fs::read_dir(house.path("outbox")).unwrap().count();
    assert_eq!(outbox, 1);
}

#[tokio::test]
async fn condition_errors_are_shown_at_their_lines() {
    let house = with(typed().await, "where: joined < \"2019-06-01\"\nexclude: tagz == 'x' || gift_aid");
    insta::assert_snapshot!(house.run(["check", "spring"]), @r#"
    error: the condition has no answer: `joined` is a date, and `"2019-06-01"` is a text: they cannot be compared [condition]
      newsletters/spring.md, line 4, column 1
         3 | to: members
         4 | where: joined < "2019-06-01"
           | ^
         5 | exclude: tagz == 'x' || gift_aid
    hint: write `date("2019-06-01")`
    error: the condition uses `tagz`, which is not a field [condition]
      newsletters/spring.md, line 5, column 10
         4 | where: joined < "2019-06-01"
         5 | exclude: tagz == 'x' || gift_aid
           |          ^
         6 | ---
    hint: did you mean `tags`?
    `spring` cannot be sent as it is.
    2 blocks
    --- exit code 1
    "#);
}

#[tokio::test]
async fn notice_reaches_notices_only_members() {
    let house = with(typed().await, "notice: statutory");
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    `spring` is ready: 3 copies rendered.
    The notice goes to 3: 3 who get newsletters and 0 who get only notices.
    --- exit code 0
    ");
    stands(&house, "ann@example.org", SubscriptionState::NoticesOnly).await;
    stands(&house, "cat@example.org", SubscriptionState::Unsubscribed).await;
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    `spring` is ready: 2 copies rendered.
    The notice goes to 2: 1 who gets newsletters and 1 who gets only notices; 1 who unsubscribed gets nothing: tell them by post if your rules ask for it.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    Subject       Spring for Ann
    From          Chair <chair@example.org>
    List          members (Our members)
    Recipients    2: Ann <ann@example.org>, Bob <bob@example.org>
    Notice        1 who gets newsletters and 1 who gets only notices; 1 who unsubscribed gets nothing: tell them by post if your rules ask for it
    Relay         outbox:outbox  (files on this machine: nobody is mailed)
    Rate          at once
    Last review   nothing has changed since
    Largest copy  8 kB
    Sent 2 of 2.
    That was a trial, filed in the outbox as 000001.eml to 000002.eml: the letter can still be sent to the same list through a relay.
    Next: circular report spring
    --- exit code 0
    ");
    let copies: Vec<_> = std::fs::read_dir(house.path("outbox")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(copies.len(), 2);
    for copy in copies {
        let bytes = std::fs::read(copy).unwrap();
        let message = MessageParser::default().parse(&bytes).unwrap();
        for body in [message.body_text(0).unwrap(), message.body_html(0).unwrap()] {
            let words = body.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains("because the rules of Society ask us to send it to every member"), "{words}");
            assert!(!words.contains("You get this letter because"), "{words}");
        }
    }
    let house = with(house, "where: !(gift_aid ? false : false)");
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    `spring` is ready: 1 copy rendered.
    --- exit code 0
    ");
}

#[tokio::test]
async fn narrowed_notice_is_a_warning() {
    let house = with(typed().await, "notice: statutory\nwhere: gift_aid\nexclude: known(joined)");
    stands(&house, "bob@example.org", SubscriptionState::Suppressed).await;
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    error: nobody would get this letter [nobody]
      newsletters/spring.md
    warning: it is a statutory notice, and `where` keeps it from 1 of 2 readers [notice-narrowed]
      newsletters/spring.md, line 5, column 1
         4 | notice: statutory
         5 | where: gift_aid
           | ^
         6 | exclude: known(joined)
    hint: leave it out, unless your rules allow you to leave members out
    warning: it is a statutory notice, and `exclude` keeps it from 1 of 2 readers [notice-narrowed]
      newsletters/spring.md, line 6, column 1
         5 | where: gift_aid
         6 | exclude: known(joined)
           | ^
         7 | ---
    hint: leave it out, unless your rules allow you to leave members out
    `spring` cannot be sent as it is.
    1 block, 2 warnings
    --- exit code 1
    ");
    let house = with(house, "notice: statutory\nexclude: gift_aid");
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    warning: it is a statutory notice, and `exclude` keeps it from 1 of 2 readers [notice-narrowed]
      newsletters/spring.md, line 5, column 1
         4 | notice: statutory
         5 | exclude: gift_aid
           | ^
         6 | ---
    hint: leave it out, unless your rules allow you to leave members out
    `spring` is ready: 1 copy rendered.
    It goes to 1 of 2 readers of `members`; left out: 1 by `exclude`.
    The notice goes to 1: 1 who gets newsletters and 0 who get only notices; 1 who are suppressed gets nothing: tell them by post if your rules ask for it.
    1 warning
    --- exit code 0
    ");
}

#[tokio::test]
async fn unknown_notice_kind_is_an_error() {
    let house = with(typed().await, "notice: legal");
    insta::assert_snapshot!(house.run(["check", "spring"]), @"
    error: `legal` is no kind of notice: write `statutory`, or leave the line out [front-matter]
      newsletters/spring.md, line 4, column 9
         3 | to: members
         4 | notice: legal
           |         ^
         5 | ---
    `spring` cannot be sent as it is.
    1 block
    --- exit code 1
    ");
}

#[tokio::test]
async fn draft_filters_by_flags_and_tags() {
    let draft = "---\nsubject: Hello\nto: members\nwhere: email == \"ann@example.org\"\n---\n\n\
        {{#if gift_aid}}Gift{{else}}No gift{{/if}}, {{#if (has tags \"student\")}}student{{else}}no student{{/if}}, \
        {{#if (has tags \"fairs\" \"board\")}}board{{else}}no board{{/if}}\n";
    let house = typed().await.with_draft("spring", draft);
    house.run(["send", "spring", "--yes"]).is_well();
    let file = std::fs::read_dir(house.path("outbox")).unwrap().next().unwrap().unwrap().path();
    assert!(std::fs::read_to_string(file).unwrap().contains("Gift, student, no board"));
    let house = house.with_draft("autumn", &draft.replace("has tags", "has tagz"));
    insta::assert_snapshot!(house.run(["check", "autumn"]), @r#"
    error: `{{tagz}}` is not a field [field-unknown]
      newsletters/autumn.md, line 7, column 56
         6 |
         7 | {{#if gift_aid}}Gift{{else}}No gift{{/if}}, {{#if (has tagz "student")}}student{{else}}no student{{/if}}, {{#if (has tag…
           |                                                        ^
    hint: did you mean `tags`?
    error: `{{tagz}}` is not a field [field-unknown]
      newsletters/autumn.md, line 7, column 118
         6 |
         7 | …z "student")}}student{{else}}no student{{/if}}, {{#if (has tagz "fairs" "board")}}board{{else}}no board{{/if}}
           |                                                             ^
    hint: did you mean `tags`?
    note: the subject has only 5 characters [subject-len]
      newsletters/autumn.md, line 2, column 1
         1 | ---
         2 | subject: Hello
           | ^
         3 | to: members
    hint: 10 to 78 are good
    `autumn` cannot be sent as it is.
    2 blocks, 1 note
    --- exit code 1
    "#);
}
