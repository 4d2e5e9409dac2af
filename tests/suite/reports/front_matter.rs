//! Values of the front matter and of the settings: sent as they were typed, or refused in plain words.

use std::fs;
use std::path::{Path, PathBuf};

use circular::mail_catcher::CaughtMessage;
use circular::model::RenderedMessage;

use crate::cli::{CommandOutput, TestWorkspace};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reports/front_matter")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

fn workspace(draft: &str) -> TestWorkspace {
    TestWorkspace::new().with_list("email,first_name\nann@example.org,Ann\n").with_draft("letter", draft)
}

/// Sends a draft, and returns what Ann gets.
fn sent(draft: &str) -> RenderedMessage {
    let workspace = workspace(draft);
    workspace.run(["send", "letter", "--yes"]).is_well();
    read_copy(&workspace).content()
}

fn read_copy(workspace: &TestWorkspace) -> CaughtMessage {
    let bytes = fs::read(workspace.path("outbox/000001.eml")).unwrap();
    CaughtMessage { from: String::new(), to: String::new(), bytes }
}

/// Checks a draft that is blocked; returns what is said.
fn blocked(draft: &str) -> String {
    let said: CommandOutput = workspace(draft).run(["check", "letter"]);
    assert_eq!(said.code(), 1, "{said}");
    said.to_string()
}

fn contains_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn signs_of_yaml_in_a_subject_are_sent_as_typed() {
    for (file, subject) in [
        ("colon.md", "Spring meeting: the agenda"),
        ("bracket.md", "[Our Society] Spring meeting"),
        ("at-sign.md", "@all: come on 17 June"),
        ("hash-cuts-the-subject.md", "Meeting #2 of the year"),
    ] {
        assert_eq!(sent(&text(file)).subject, subject, "{file}");
    }
    let preheader = sent(&text("hash-cuts-the-subject.md")).html;
    assert!(preheader.contains("Agenda #3 is inside, with the minutes of last time"), "{preheader}");
}

#[test]
fn own_fields_print_as_typed() {
    let letter = sent(&text("own-fields-keep-their-figures.md"));
    contains_all(&letter.text, &["It costs £12.50. Ring 02079460000. Room 007. Lunch: no."]);
    contains_all(&letter.html, &["It costs £12.50. Ring 02079460000. Room&nbsp;007. Lunch: no."]);
}

#[test]
fn own_field_that_says_no_is_not_asked_for_by_if() {
    let draft = |value: &str| {
        format!(
            "---\nsubject: Spring meeting of us all\nto: members\nissue:\n  lunch: {value}\n---\n\nWe meet.\n\n{{{{#if issue.lunch}}}}\nThere is lunch.\n{{{{/if}}}}\n"
        )
    };
    let said = blocked(&draft("no"));
    contains_all(&said, &["letter.md, line 10, column 1\n", "`issue.lunch` is the word `no`", "write `lunch: false`"]);
    assert!(!sent(&draft("false")).text.contains("There is lunch"));
    assert!(sent(&draft("at noon")).text.contains("There is lunch"));
}

#[test]
fn key_that_stands_twice_is_refused_with_both_lines() {
    contains_all(
        &blocked(&text("twice.md")),
        &["letter.md, line 4, column 1\n", "`subject` stands twice: here and in line 2"],
    );
}

#[test]
fn field_in_an_address_is_refused() {
    let said = blocked(&text("field-in-reply-to.md"));
    contains_all(&said, &["letter.md, line 4, column 11\n", "a field cannot stand here"]);
    let workspace = workspace("---\nsubject: A letter\nto: members\n---\n\nDear all,\n");
    let settings = workspace.text("circular.toml");
    let workspace = workspace.with_file("circular.toml", &settings.replace("\"Chair <", "\"{{first_name}} <"));
    contains_all(&workspace.run(["check", "letter"]).to_string(), &["circular.toml", "a field cannot stand here"]);
}

#[test]
fn note_behind_a_subject_is_asked_about() {
    let said = blocked("---\nsubject: Spring meeting # ask Ann first\nto: members\n---\n\nDear all,\n");
    contains_all(
        &said,
        &["letter.md, line 2", "does `# ask Ann first` belong to the text", "\"Spring meeting # ask Ann first\""],
    );
}

#[test]
fn curly_quotes_are_named() {
    contains_all(&blocked(&text("curly-quotes-in-a-tag.md")), &["letter.md, line 6", "straight quotation marks"]);
    let draft = "---\nsubject: Spring meeting of us all\nto: members\nwhere: first_name == “Ann”\n---\n\nDear all,\n";
    contains_all(&blocked(draft), &["letter.md, line 4", "straight quotation marks"]);
    let draft = "---\nsubject: Spring meeting of us all\nto: members\n---\n\nDear {{first–name}},\n";
    contains_all(&blocked(draft), &["letter.md, line 6", "`–` is what Word and telephones make of it"]);
    let workspace = workspace("---\nsubject: A letter\nto: members\n---\n\nDear all,\n");
    let settings = workspace.text("circular.toml").replace("\"Society\"", "“Society”");
    let said = workspace.with_file("circular.toml", &settings).run(["check", "letter"]).to_string();
    contains_all(&said, &["circular.toml, line 2", "are not straight", "straight quotation marks"]);
}

#[test]
fn website_with_a_space_can_be_followed() {
    let workspace = TestWorkspace::new().with_file("circular.toml", &text("settings-website-with-a-space.toml"));
    let workspace = workspace.with_list("email,first_name\nann@example.org,Ann\n");
    let workspace =
        workspace.with_draft("letter", "---\nsubject: Spring meeting of us all\nto: members\n---\n\nPlease come.\n");
    workspace.run(["send", "letter", "--yes"]).is_well();
    let letter = read_copy(&workspace).content();
    contains_all(&letter.html, &["href=\"https://www.example.org/our%20society\""]);
    contains_all(&letter.text, &["https://www.example.org/our%20society"]);
}

#[test]
fn front_matter_that_nests_too_deep_is_refused_at_its_line() {
    let draft = |issue: &str| {
        format!("---\nsubject: Spring meeting of us all\nto: members\nissue:\n{issue}\n---\n\nWe meet.\n")
    };
    let keys = |depth: usize| {
        let lines: Vec<_> = (1..=depth).map(|level| format!("{}k{level}:", "  ".repeat(level))).collect();
        lines.join("\n") + " end"
    };
    assert!(sent(&draft(&keys(8))).text.contains("We meet."));
    for issue in [
        keys(64),
        keys(400),
        format!("  a: {}x{}", "[".repeat(20_000), "]".repeat(20_000)),
        format!("  a: {}x{}", "{k: ".repeat(20_000), "}".repeat(20_000)),
        format!("  a:\n    {}x", "- ".repeat(20_000)),
    ] {
        let said = blocked(&draft(&issue));
        contains_all(&said, &["newsletters/letter.md, line ", "nested more than 12 levels deep"]);
    }
    contains_all(
        &blocked(&draft(&keys(64))),
        &["letter.md, line 16,", "nested more than 12 levels deep", "fewer levels"],
    );
}

#[test]
fn list_within_the_list_of_attachments_is_refused_in_plain_words() {
    let said = blocked(
        "---\nsubject: Spring meeting of us all\nto: members\nattachments:\n  - - minutes.pdf\n---\n\nWe meet.\n",
    );
    contains_all(&said, &["line 5", "here one text belongs", "such as `  - minutes.pdf`"]);
}

#[test]
fn title_of_a_list_leads_to_its_name() {
    let said = blocked("---\nsubject: Spring meeting of us all\nto: Members\n---\n\nWe meet.\n");
    contains_all(&said, &["line 3", "`Members` cannot name a list", "did you mean `members`?"]);
}

#[test]
fn document_of_a_word_processor_is_named() {
    let workspace = workspace("---\nsubject: A\n---\n");
    fs::write(workspace.path("newsletters/report.md"), b"PK\x03\x04\x14\0\x06\0").unwrap();
    let said = workspace.run(["check", "report"]).to_string();
    contains_all(&said, &["it is a Word or LibreOffice document", "`circular new TITLE`"]);
    let said = workspace.run(["check", "newsletters/report.docx"]).to_string();
    contains_all(&said, &["`newsletters/report.docx` is a Word document", "ends with `.md`"]);
}
