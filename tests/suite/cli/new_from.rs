//! `circular new --from`.

use std::path::Path;

use serde_json::Value;

use super::TestWorkspace;

const PAGE: &str = "<html><body><h1>Summer</h1><p>Dear «First_Name», dear «Vorname» of «Home_Town»,</p>\
    <p style='display:none'>not for members</p><p>• tea<br>• cake</p>\
    <p>See <a href='file:///C:/x.pdf'>the list</a>.</p>\
    <p><img alt='' src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'></p>";

#[test]
fn document_becomes_a_draft() {
    let house =
        TestWorkspace::new().with_list("email,first_name\nann@example.org,Ann\n").with_file("summer.html", PAGE);
    insta::assert_snapshot!(house.run(["new", "Summer news", "--from", "summer.html"]), @"
    Wrote `newsletters/summer-news/index.md` from `summer.html`. See it with `circular preview summer-news`.
    Please look at this:
      line 10 (“Dear {{first_name}}, dear…”): a field of the mail merge became `{{first_name}}`
      line 10 (“Dear {{first_name}}, dear…”): a field of the mail merge became `{{home_town}}`
      line 12 (“tea”): hidden text was left out: “not for members”
      line 15 (“See the list.”): “the list” lost its link to `file:///C:/x.pdf`
      line 17: a picture has no description: say in the square brackets what it shows
    Also changed:
      line 12 (“tea”): typed bullets became a list
    No member has the field `home_town`: import a list with that column first.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.text("newsletters/summer-news/index.md"), @"
    ---
    subject: Summer news
    preheader: The line that mail programs show behind the subject
    # date: 2027-05-17
    to: members
    ---

    ## Summer

    Dear {{first_name}}, dear {{first_name}} of {{home_town}},

    - tea
    - cake

    See the list.

    ![](image1.gif)
    ");
    assert!(house.path("newsletters/summer-news/image1.gif").exists());
}

#[test]
fn changes_are_printed_as_json() {
    let house = TestWorkspace::new()
        .with_list("email,first_name\nann@example.org,Ann\n")
        .with_file("a.txt", "We bring\n• tea\n• cake\n");
    insta::assert_snapshot!(house.run(["new", "Tea", "--json", "--from", "a.txt"]), @r#"
    {
      "draft": "tea",
      "file": "newsletters/tea.md",
      "pictures": [],
      "unknown_fields": [],
      "changes": [
        {
          "kind": "typed-list",
          "message": "typed bullets became a list",
          "line": 10,
          "paragraph": 2,
          "near": "tea"
        }
      ]
    }
    --- exit code 0
    "#);
}

#[test]
fn markdown_stays_markdown() {
    let file =
        "---\ntitle: Tea\n---\n\n# Tea & *cake*\n\n1. One\n   - [a](https://www.example.org)\n\n• milk\n• sugar\n";
    let house = TestWorkspace::new().with_file("a.MD", file);
    insta::assert_snapshot!(house.run(["new", "Tea", "--from", "a.MD"]), @"
    Wrote `newsletters/tea.md` from `a.MD`. See it with `circular preview tea`.
    Please look at this:
      the front matter was left out
    Also changed:
      line 13 (“milk”): typed bullets became a list
    --- exit code 0
    ");
    insta::assert_snapshot!(house.text("newsletters/tea.md"), @"
    ---
    subject: Tea
    preheader: The line that mail programs show behind the subject
    # date: 2027-05-17
    to: members
    ---

    # Tea & *cake*

    1. One
       - [a](https://www.example.org)

    - milk
    - sugar
    ");
}

#[test]
fn letters_of_word_processors_need_no_cleaning() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/documents/samples");
    let list = "email,first_name\nann@example.org,Ann\n";
    for name in ["annual-meeting", "annual-report"] {
        let house = TestWorkspace::new().with_list(list);
        let file = samples.join(format!("{name}.docx"));
        house.run(["new", name, "--from", file.to_str().unwrap()]).is_well();
        let said = house.run(["check", name, "--json"]);
        let json: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"));
        let found = json["drafts"][0]["diagnostics"].as_array().unwrap();
        let ids: Vec<&str> = found.iter().map(|found| found["id"].as_str().unwrap()).collect();
        let pasted = ["bullet-text", "indented-text", "line-break", "list-broken", "markdown-literal", "heading-order"];
        assert!(ids.contains(&"placeholder") && !ids.iter().any(|id| pasted.contains(id)), "{said}");
        let said = house.run(["clean", name]);
        assert_eq!(said.out, format!("`{name}` has no pasted text to clean.\n"));
    }
}

#[test]
fn unreadable_document_is_refused() {
    let house = TestWorkspace::new().with_file("a.pdf", "%PDF-1.7");
    insta::assert_snapshot!(house.run(["new", "Tea", "--from", "a.pdf"]), @"
    --- standard error
    error: `a.pdf` cannot be read: it is a PDF: use the document that it was made of, or copy its words into one
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["new", "Tea", "--from", "none.docx"]), @"
    --- standard error
    error: `none.docx` cannot be read: there is no such file or folder
    --- exit code 1
    ");
    assert!(!house.path("newsletters/tea.md").exists());
}
