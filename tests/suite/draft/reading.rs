//! How drafts and the files beside them are found and read.

use std::fs;

use circular::draft::{find_draft, list_drafts, read_draft};

#[test]
fn windows_line_endings_are_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("newsletters/spring/index.md");
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(&path, "\u{feff}---\r\nsubject: Grüße\r\nissue:\r\n  place: Room 9\r\n---\r\nDear all,\r\n")
        .expect("a draft");
    let draft = read_draft(&path).expect("a draft");
    assert_eq!((draft.slug.as_str(), draft.subject.as_str(), draft.body.as_str()), ("spring", "Grüße", "Dear all,\n"));
    assert_eq!(draft.file.to_str(), Some("newsletters/spring/index.md"));
    assert_eq!((draft.body_line_offset, draft.issue["place"].as_str()), (5, Some("Room 9")));
    fs::write(&path, b"---\nsubject: Gr\xfc\xdfe\n---\n").expect("a draft");
    let finding = read_draft(&path).expect_err("no UTF-8");
    assert_eq!(finding.location.map(|place| place.line), Some(2));
}

#[test]
fn draft_is_found_by_slug_or_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let newsletters = folder.path().join("newsletters");
    assert!(list_drafts(&newsletters).expect("none").is_empty());
    fs::create_dir_all(newsletters.join("winter")).expect("a folder");
    for name in ["spring.md", ".hidden.md", "notes.txt", "winter/index.md", "winter/x.pdf"] {
        fs::write(newsletters.join(name), "x").expect("a file");
    }
    let slugs: Vec<_> = list_drafts(&newsletters).expect("some").into_iter().map(|(slug, _)| slug).collect();
    assert_eq!(slugs, ["spring", "winter"]);
    for name in ["spring", "spring.md", "newsletters/spring.md"] {
        assert_eq!(find_draft(&newsletters, name).expect(name), newsletters.join("spring.md"));
    }
    let finding = find_draft(&newsletters, "sprign").expect_err("no draft");
    assert_eq!(finding.help.as_deref(), Some("did you mean `spring`?"));
    assert!(find_draft(&newsletters, "../spring").is_err());
}

#[test]
fn attachment_outside_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let beside = folder.path().join("newsletters");
    fs::create_dir_all(&beside).expect("a folder");
    fs::write(beside.join("agenda.pdf"), "%PDF").expect("a file");
    fs::write(folder.path().join("secret.txt"), "s").expect("a file");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("secret.txt"), beside.join("link.txt")).expect("a link");
    let path = beside.join("x.md");
    let with = |name: &str| {
        fs::write(&path, format!("---\nsubject: S\nattachments:\n  - '{name}'\n---\nDear all,\n")).expect("a draft");
        read_draft(&path)
    };
    let draft = with("agenda.pdf").expect("an attachment");
    assert_eq!(draft.attachments[0].media_type, "application/pdf");
    for name in ["../secret.txt", "/etc/passwd", "C:\\x", "link.txt", "none.pdf", ".", "", ".env"] {
        let finding = with(name).expect_err(name);
        assert_eq!(finding.id, "attachment", "{name}");
        assert_eq!(finding.location.map(|place| place.line), Some(if name.is_empty() { 3 } else { 4 }), "{name}");
    }
}
