//! `circular clean`.

use super::TestWorkspace;

const PASTED: &str = "---\nsubject: Summer\nto: members\n---\n\nDear «First_Name»,\n\nWe bring\n• tea\n• cake\n\n    \
    Six of us had never been there before today.\n\nThe town hall\n1 Example Street\nExampleton\n\n- stays\n- as it is\n";

#[test]
fn hints_name_the_command_that_corrects() {
    for (text, help) in [
        ("• tea\n• cake", "or see what `circular clean a` would change"),
        ("    Six of us had never been there before.", "or see what `circular clean a` would change"),
        ("Kind regards,\nAnn Lee", "or see what `circular clean a` would change"),
        ("- We bring\n  • tea\n  • cake", "begin each line with `- `, and leave an empty line before the first"),
        ("We meet in the hall, and all of you can come.\nKind regards,\nann", "or leave an empty line"),
    ] {
        let draft = format!("---\nsubject: Our spring meeting\nto: members\n---\n\nDear all,\n\n{text}\n");
        let house = TestWorkspace::new().with_list("email\nann@example.org\n").with_draft("a", &draft);
        let said = house.run(["check", "a"]);
        let hints: Vec<&str> = said.out.lines().filter(|line| line.starts_with("hint: ")).collect();
        assert!(hints.len() == 1 && hints[0].ends_with(help), "{text}: {said}");
    }
}

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
      line 6 (“Dear {{first_name}},”): a field of the mail merge became `{{first_name}}`
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
          "line": 6,
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

#[test]
fn other_lines_keep_their_ends_and_the_old_text_is_kept() {
    let draft = "---\r\nsubject: Spring\r\nto: members\r\n---\r\n\r\nDear all,\r\n\r\n\u{2022} a cup\r\n\u{2022} a hat\r\n\r\n    left alone?\r\n";
    let house = TestWorkspace::new().with_draft("spring", draft);
    house.run(["clean", "spring", "--write"]).is_well();
    let written = house.text("newsletters/spring.md");
    assert!(written.contains("\r\n- a cup\r\n- a hat\r\n"), "{written:?}");
    assert_eq!(written.replace("\r\n", "").find('\n'), None, "{written:?}");
    let versions: Vec<_> = std::fs::read_dir(house.path(".circular/versions/spring")).unwrap().collect();
    assert_eq!(versions.len(), 1);
    assert_eq!(std::fs::read_to_string(versions[0].as_ref().unwrap().path()).unwrap(), draft);
}
