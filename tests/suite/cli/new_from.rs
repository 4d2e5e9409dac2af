//! `circular new --from`.

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
