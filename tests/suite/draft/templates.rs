//! The templates of a workspace: chosen, replaced, refused.

use std::path::Path;

use circular::config::Workspace;
use circular::draft;
use circular::model::{Diagnostic, IssueContent};
use tempfile::TempDir;

use super::{fields, list, print, reader};

const NOTICE: &str = "template: notice\nevent:\n  title: A & B\n  starts: 2017-05-17 18:30\n";

fn found(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = ("circular.toml", "[society]\nname = 'A'\n[sender]\nfrom = 'A <a@example.org>'\n");
    for (name, text) in [&[settings], files].concat() {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

fn compose(folder: &Path, head: &str) -> Result<IssueContent, Vec<Diagnostic>> {
    let path = folder.join("newsletters/spring.md");
    std::fs::create_dir_all(folder.join("newsletters")).expect("a folder");
    std::fs::write(&path, format!("---\nsubject: S\n{head}---\nDear all,\n\n[Go](https://e.org \"button\")\n"))
        .expect("a draft");
    let workspace = Workspace::open(Some(folder), folder).expect("a workspace");
    let draft = draft::read_draft(&path).map_err(|finding| vec![finding])?;
    draft::compose_draft(&workspace, &draft, &list(), &fields(), &circular::draft::EventHistory::default())
}

#[test]
fn draft_selects_its_template() {
    let folder = found(&[]);
    for (head, card) in [("", false), ("template: letter\n", false), ("template: report\n", false), (NOTICE, true)] {
        let composed = compose(folder.path(), head).expect(head);
        let letter = print(&composed.composition, &reader(""));
        assert_eq!(letter.html.contains("Wednesday 17\u{a0}May 2017"), card, "{head}");
        assert_eq!(letter.html.contains("A &amp; B"), card, "{head}");
        assert_eq!(
            letter.text.starts_with("A & B\nWednesday 17 May 2017, 18:30 (London time)\n"),
            card,
            "{}",
            letter.text
        );
        assert_eq!(composed.attachments.len(), usize::from(card), "{head}");
    }
}

#[test]
fn unknown_template_is_located() {
    let folder = found(&[("templates/letter/appeal.html.hbs", "{{{heading}}}{{{body}}}")]);
    for (head, place, words, hint) in [
        ("template: notcie\n", (3, 1), "there is no template `notcie`", "did you mean `notice`?"),
        (
            "template: email\n",
            (3, 1),
            "there is no template `email`",
            "there are `appeal`, `letter`, `notice`, `report`",
        ),
        ("template: ../../etc/passwd\n", (3, 1), "there is no template", "there are"),
        ("template: notice\n", (3, 1), "but the draft has none", "add a line `event:`"),
        ("template: notice\nevent:\n  starts: 17 May\n", (5, 11), "`17 May` is no time", "2017-05-17 18:30"),
        (
            "template: notice\nevent: tomorrow\n",
            (4, 1),
            "`event` takes `title`, `starts`, `ends` and `place`",
            "starts",
        ),
    ] {
        let findings = compose(folder.path(), head).expect_err(head);
        let place_found = findings[0].location.clone().expect("a place");
        assert_eq!((place_found.line, place_found.column), place, "{head}: {findings:?}");
        assert!(findings[0].message.contains(words), "{head}: {findings:?}");
        assert!(findings[0].help.clone().unwrap_or_default().contains(hint), "{head}: {findings:?}");
    }
}

#[test]
fn workspace_templates_override_defaults() {
    let folder = found(&[
        ("templates/letter/appeal.html.hbs", "{{{heading}}}\n{{> thanks}}\n{{{body}}}\n"),
        ("templates/partials/thanks.html.hbs", "<p>Thank you, {{name}}, {{society.name}}.</p>\n"),
        ("templates/partials/button.html.hbs", "<p><a href=\"{{{url}}}\">&raquo; {{{content}}}</a></p>"),
        ("templates/partials/masthead.html.hbs", "{{!-- nothing --}}\n<p>ours</p>\n"),
    ]);
    let composed = compose(folder.path(), "template: appeal\n").expect("no findings");
    let letter = print(&composed.composition, &reader(""));
    for piece in ["Thank you, Ann Lee, A.</p>", "» Go</a>", "ours</p>"] {
        assert!(letter.html.contains(piece), "{piece}: {}", letter.html);
    }
    // Without a text of its own it has that of `letter`.
    assert!(letter.text.starts_with("Dear all,\n\nGo: https://e.org\n"), "{}", letter.text);
}

#[test]
fn invalid_template_is_located_in_its_file() {
    for (file, text, line, words) in [
        ("letter/letter.html.hbs", "{{{body}}}\n{{> none}}", 2, "there is no partial `none`"),
        ("partials/masthead.html.hbs", "{{> footer}}\n\n{{> masthead}}", 3, "draws itself in, by way of `masthead`"),
        ("partials/masthead.html.hbs", "{{> ../letter/email}}", 1, "names no partial"),
        ("partials/footer.html.hbs", "{{{email}}}", 1, "a field has two braces"),
        ("partials/button.html.hbs", "<a href=\"{{{url}}}\">", 0, "`{{{content}}}` must stand in it, and only once"),
        ("partials/button.html.hbs", "{{{content}}}{{{content}}}", 0, "must stand in it, and only once"),
        ("letter/dark.css", ".a { color: #ffffff; }\n.b { color }", 2, "a rule for dark mode is"),
        ("letter/layout.txt.hbs", "{{{content}}}\n{{#each}}", 0, ""),
    ] {
        let folder = found(&[(&format!("templates/{file}"), text)]);
        let findings = compose(folder.path(), "").expect_err(file);
        let place = findings[0].location.clone().expect("a place");
        assert!(place.file.ends_with(file), "{file}: {findings:?}");
        assert_eq!(place.line, line, "{file}: {findings:?}");
        assert!(findings[0].message.contains(words), "{file}: {findings:?}");
    }
    let circle = [
        ("templates/partials/a.html.hbs", "{{> b}}"),
        ("templates/partials/b.html.hbs", "x {{> a}}"),
        ("templates/letter/letter.html.hbs", "{{> a}}"),
    ];
    let findings = compose(found(&circle).path(), "").expect_err("a circle");
    assert!(findings[0].message.contains("the partial `a` draws itself in, by way of `a`, `b`"), "{findings:?}");
}

#[test]
fn notice_footer_explains_the_mailing() {
    let folder = found(&[]);
    for (head, words) in
        [("notice: statutory\n", "You receive this notice because the rules of"), ("", "You get this letter because")]
    {
        let letter = print(&compose(folder.path(), head).expect("no findings").composition, &reader(""));
        assert!(letter.text.contains(words), "{}", letter.text);
        assert_eq!(letter.html.contains("You receive this notice"), head.starts_with("notice"), "{}", letter.html);
    }
}
