//! Samples that are in the repository: each becomes exactly its letter.

use std::path::{Path, PathBuf};

use circular::documents::{ChangeKind, CleanDocument, DocumentChange, read_document};
use circular::image_files::fit_image;

use super::block_score::blocks;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/documents/samples").join(name)
}

fn read(name: &str) -> CleanDocument {
    read_document(&std::fs::read(sample(name)).unwrap(), fit_image).unwrap()
}

fn messages(changes: &[DocumentChange], kind: ChangeKind) -> Vec<&str> {
    changes.iter().filter(|change| change.kind == kind).map(|change| change.message.as_str()).collect()
}

#[test]
fn samples_become_their_letters() {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(sample("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        names.extend(name.strip_suffix(".expected.md").map(str::to_owned));
    }
    names.sort();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let expected = std::fs::read_to_string(sample(&format!("{name}.expected.md"))).unwrap();
        let markdown = read(&name).markdown;
        assert_eq!(blocks(&markdown).join("\n"), blocks(&expected).join("\n"), "{name}:\n{markdown}");
    }
}

#[test]
fn hidden_text_is_left_out_and_told() {
    let document = read("trust.docx");
    assert!(!document.markdown.contains("quarrelled"));
    assert_eq!(messages(&document.changes, ChangeKind::HiddenText), ["hidden text was left out: “quarrelled”"]);
    let page = read("paste.html");
    assert!(!page.markdown.contains("nobody") && !page.markdown.contains("never"));
    assert_eq!(
        messages(&page.changes, ChangeKind::HiddenText),
        ["hidden text was left out: “nobody reads this”", "hidden text was left out: “never”"]
    );
}

#[test]
fn changes_have_their_places() {
    let document = read("trust.docx");
    assert_eq!(
        messages(&document.changes, ChangeKind::OtherField),
        ["the field IF of the mail merge became the words that it shows"]
    );
    assert_eq!(messages(&document.changes, ChangeKind::PageContent), ["the table of contents was left out"]);
    let field = document.changes.iter().find(|change| change.kind == ChangeKind::OtherField).unwrap();
    assert_eq!(document.markdown.lines().nth(field.line.unwrap() - 1), Some("Dear member,"));
    assert_eq!(field.near, "Dear member,");
    let page = read("paste.html");
    assert_eq!(
        messages(&page.changes, ChangeKind::LocalLink),
        [
            "“the list” lost its link to `file:///C:/Users/x/list.pdf`",
            "“a trap” lost its link to `javascript:alert(1)`"
        ]
    );
    assert_eq!(
        messages(&page.changes, ChangeKind::PictureLeftOut),
        ["a picture was left out: it is another file, `photo.jpg`"]
    );
    assert_eq!(
        messages(&page.changes, ChangeKind::ListNumber),
        ["“b” is written as a figure", "“c” is written as a figure"]
    );
}

#[test]
fn other_formats_are_refused_by_name() {
    for (start, error) in [
        (&b"%PDF-1.7"[..], "it is a PDF: use the document that it was made of, or copy its words into one"),
        (b"{\\rtf1", "it is a document in Rich Text Format: open it and save it as .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1",
            "it is a Word document of the old kind (.doc) or a protected one: open it and save it as .docx",
        ),
        (b"\x00\x01\x02", "it is no document that can be read: save it as .docx, .odt, .html or .txt"),
        (b" \n", "it has no text"),
        (b"PK\x03\x04", "the file is damaged"),
    ] {
        assert_eq!(read_document(start, fit_image).unwrap_err().to_string(), error);
    }
}
