//! Files that go with a letter: charset and name.

use super::ReportedDraft;

#[test]
fn text_attachment_says_its_charset() {
    let message = ReportedDraft::new("attachment-of-text-beyond-ascii").messages().remove(0);
    let text = String::from_utf8(message.bytes).unwrap();
    assert!(text.contains("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment;"), "{text}");
}

#[test]
fn cyrillic_name_is_written_whole_or_not_at_all() {
    let message = ReportedDraft::new("attachment-name-in-cyrillic").messages().remove(0);
    let text = String::from_utf8(message.bytes).unwrap();
    assert!(text.contains("\r\nContent-Type: application/pdf\r\n"), "{text}");
    assert!(text.contains("filename*0*=UTF-8''%D0%9F%D1%80"), "{text}");
    assert!(!text.contains("___"), "{text}");
}

/// Checks a letter with these attachments beside these files.
fn attached(lines: &str, files: &[(&str, &[u8])]) -> String {
    let text = format!("---\nsubject: Spring meeting of us all\nto: members\nattachments:\n{lines}---\n\nWe meet.\n");
    let draft = ReportedDraft::written(&text, "email\nann@example.org\n");
    for (name, bytes) in files {
        std::fs::write(draft.workspace.path("newsletters").join(name), bytes).unwrap();
    }
    draft.workspace.run(["check", "letter"]).to_string()
}

#[test]
fn empty_file_and_file_named_twice_are_refused() {
    let said = attached("  - plan.txt\n", &[("plan.txt", b"")]);
    assert!(said.contains("line 5") && said.contains("`plan.txt` is an empty file"), "{said}");
    let said = attached("  - plan.txt\n  - ./plan.txt\n", &[("plan.txt", b"Plan")]);
    assert!(said.contains("`plan.txt` stands twice in the list"), "{said}");
}

#[test]
fn name_as_another_system_writes_it_is_found() {
    for (line, stored) in [
        ("  - \u{fc}ber.txt\n", "u\u{308}ber.txt"),
        ("  - u\u{308}ber.txt\n", "\u{fc}ber.txt"),
        ("  - ./plan.txt\n", "plan.txt"),
    ] {
        let said = attached(line, &[(stored, b"Plan")]);
        assert!(!said.contains("error: "), "{line}: {said}");
    }
    let said = attached("  - Plan.TXT\n", &[("plan.txt", b"Plan")]);
    assert!(said.contains("there is no such file; did you mean `plan.txt`?"), "{said}");
}
