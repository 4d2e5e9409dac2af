//! `circular clean`.

use super::TestWorkspace;

const PASTED: &str = "---\nsubject: Summer\nto: members\n---\n\nDear «First_Name»,\n\nWe bring\n• tea\n• cake\n\n    \
    Six of us had never been there before today.\n\nThe town hall\n1 Example Street\nExampleton\n\n- stays\n- as it is\n";

#[test]
fn difference_is_shown_and_written_on_request() {
    let house = TestWorkspace::new().with_draft("summer", PASTED);
    insta::assert_snapshot!(house.run(["clean", "summer"]), @r"
    …

    -Dear «First_Name»,
    +Dear {{first_name}},

     We bring
    -• tea
    -• cake

    -    Six of us had never been there before today.
    +- tea
    +- cake

    -The town hall
    -1 Example Street
    +Six of us had never been there before today.
    +
    +The town hall\
    +1 Example Street\
     Exampleton
    Please look at this:
      line 7 (“Dear {{first_name}},”): a field of the mail merge became `{{first_name}}`
    Also changed:
      line 10 (“tea”): typed bullets became a list
      line 13 (“Six of us had never been there before…”): an indented paragraph is no code
      line 15 (“The town hall 1 Example Street…”): lines that ran together were kept apart
    To write this: circular clean summer --write
    --- exit code 0
    ");
    assert_eq!(house.text("newsletters/summer.md"), PASTED);
    insta::assert_snapshot!(house.run(["clean", "summer", "--write", "--json"]), @r#"
    {
      "draft": "summer",
      "file": "newsletters/summer.md",
      "written": true,
      "changes": [
        {
          "kind": "merge-field",
          "message": "a field of the mail merge became `{{first_name}}`",
          "line": 7,
          "paragraph": null,
          "near": "Dear {{first_name}},"
        },
        {
          "kind": "typed-list",
          "message": "typed bullets became a list",
          "line": 10,
          "paragraph": null,
          "near": "tea"
        },
        {
          "kind": "indented-text",
          "message": "an indented paragraph is no code",
          "line": 13,
          "paragraph": null,
          "near": "Six of us had never been there before…"
        },
        {
          "kind": "line-break",
          "message": "lines that ran together were kept apart",
          "line": 15,
          "paragraph": null,
          "near": "The town hall 1 Example Street…"
        }
      ]
    }
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.text("newsletters/summer.md"), @r"
    ---
    subject: Summer
    to: members
    ---

    Dear {{first_name}},

    We bring

    - tea
    - cake

    Six of us had never been there before today.

    The town hall\
    1 Example Street\
    Exampleton

    - stays
    - as it is
    ");
    insta::assert_snapshot!(house.run(["clean", "summer", "--write"]), @"
    `summer` has no pasted text to clean.
    --- exit code 0
    ");
}
