//! What is found in a draft, and where.

use circular::model::{Diagnostic, Severity};

use super::compose;

fn found(text: &str) -> Vec<(&'static str, String, usize, usize, String)> {
    let findings = compose(text).expect_err("findings");
    let row = |finding: Diagnostic| {
        assert_eq!(finding.severity, Severity::Block);
        let place = finding.location.unwrap_or_default();
        (finding.id, place.file.display().to_string(), place.line, place.column, finding.help.unwrap_or_default())
    };
    findings.into_iter().map(row).collect()
}

#[test]
fn unknown_field_is_located() {
    let text = "---\nsubject: \"Für {{nam}}\"\n---\n\nDear {{default frist_name \"friend\"}},\n{{#if (eq shoe 1)}}x{{/if}}\n{{issue.plaice}} {{society.nam}}\n";
    let file = || "newsletters/spring.md".to_owned();
    let known = "known fields are `category`, `first_name`, `last_name`, `name`, `town`, `email`, \
        `society.name`, `list.title`, `issue.subject`, `issue.date`";
    assert_eq!(
        found(text),
        [
            ("field-unknown", file(), 2, 17, "did you mean `name`?".to_owned()),
            ("field-unknown", file(), 5, 16, "did you mean `first_name`?".to_owned()),
            ("field-unknown", file(), 6, 11, known.to_owned()),
            (
                "field-unknown",
                file(),
                7,
                3,
                "put it under `issue:` in the front matter of newsletters/spring.md".to_owned()
            ),
            ("field-unknown", file(), 7, 20, "did you mean `society.name`?".to_owned()),
        ]
    );
}

#[test]
fn syntax_errors_are_located_and_explained() {
    for (body, line, column, words) in [
        ("a\n{{#if town}}\nb", 5, 1, "`{{#if}}` is never closed by `{{/if}}`"),
        ("a {{town", 4, 3, "`{{` is never closed by `}}`"),
        ("a {{{town}}}", 4, 3, "would print a field without making it safe"),
        ("a {{> other}}", 4, 3, "is not for letters"),
        ("a\n\nb {{#if (eq town}}x{{/if}}", 6, 3, "`{{#if (eq town}}` cannot be read"),
        ("a {{#shout town}}x{{/shout}}", 4, 6, "`shout` is nothing that a `{{…}}` can do"),
        ("a {{uppercase town}}", 4, 5, "`uppercase` is nothing that a `{{…}}` can do"),
    ] {
        let findings = compose(&format!("---\nsubject: S\n---\n{body}\n")).expect_err(body);
        let place = findings[0].location.clone().unwrap_or_default();
        assert!(findings[0].message.contains(words), "{body}: {findings:?}");
        assert_eq!((place.line, place.column), (line, column), "{body}: {findings:?}");
    }
}

#[test]
fn event_in_a_skipped_hour_has_its_two_neighbours() {
    for (starts, message, help) in [
        ("2027-03-28 01:30", "skip 2027-03-28 01:30", "`starts: 2027-03-28 00:30` or `starts: 2027-03-28 02:30`"),
        ("2027-10-31 01:15", "show twice 2027-10-31 01:15", "`starts: 2027-10-31 00:15` or `starts: 2027-10-31 02:15`"),
    ] {
        let findings = compose(&format!("---\nsubject: S\nevent:\n  starts: {starts}\n---\na\n")).expect_err(starts);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].message.ends_with(message), "{findings:?}");
        assert!(findings[0].help.as_ref().is_some_and(|hint| hint.contains(help)), "{findings:?}");
    }
}

#[test]
fn dead_links_are_located() {
    let text = "---\nsubject: S\n---\n\nSee [it](file:///C:/Users/x.pdf)\nand [that](www.example.org), {{town}} [this](report.pdf).\n";
    let mut findings = super::checks::inspect(text);
    findings.retain(|finding| finding.id == "link-local");
    let places: Vec<_> = findings.iter().filter_map(|finding| finding.location.as_ref()).collect();
    let places: Vec<_> = places.iter().map(|place| (place.line, place.column)).collect();
    assert_eq!(places, [(5, 10), (6, 12), (6, 46)]);
    assert_eq!(findings[1].help.as_deref(), Some("write `https://www.example.org`"));
}

#[test]
fn missing_unsubscribe_link_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("circular.toml", "[society]\nname = 'A'\n[sender]\nfrom = 'A <a@example.org>'\n");
    write("newsletters/x.md", "---\nsubject: S\n---\nDear all,\n");
    write("templates/letter/layout.txt.hbs", "{{{body}}}\n");
    let workspace = circular::config::Workspace::open(Some(folder.path()), folder.path()).expect("a workspace");
    let draft = circular::draft::read_draft(&folder.path().join("newsletters/x.md")).expect("a draft");
    let findings = circular::draft::compose_draft(
        &workspace,
        &draft,
        &super::list(),
        &super::fields(),
        &circular::draft::EventHistory::default(),
    )
    .expect_err("a finding");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].id, "unsub-missing");
    assert!(findings[0].location.as_ref().is_some_and(|place| place.file.ends_with("letter/layout.txt.hbs")));
}

#[test]
fn unclosed_html_does_not_hide_unsubscribe_link() {
    let foot = "<a href=\"https://news.example.org/u/token\">Unsubscribe</a>";
    for body in ["<div>\n\nHello", "</td></tr></table></div>", "<b>Hello", "<a title=\"x"] {
        let composition = compose(&format!("---\nsubject: S\n---\n{body}\n")).expect(body);
        let html = super::without_styles(&super::print(&composition, &super::reader("")).html);
        let (before, _) = html.split_once(foot).expect(body);
        assert!(before.matches("<!--").count() == before.matches("-->").count(), "{before}");
        assert!(before.ends_with("<span class=\"way\">") && before.contains(super::FOOT), "{before}");
    }
    for (body, line, column) in [
        ("<!-- a -->\n\n<!-- oops\n\n{{#if town}}\nb\n{{/if}}", 6, 1),
        ("Hello <NoScript>x", 4, 7),
        ("<style>\np{}", 4, 1),
        ("<plaintext>", 4, 1),
    ] {
        let findings = found(&format!("---\nsubject: S\n---\n{body}\n"));
        assert_eq!(findings.len(), 1, "{body}: {findings:?}");
        assert_eq!((findings[0].0, findings[0].2, findings[0].3), ("html-open", line, column), "{body}");
    }
}

#[test]
fn words_of_a_block_in_a_table_stay_in_the_block() {
    let letter = |body: &str| format!("---\nsubject: S\n---\n{body}\n");
    for block in ["{{#if town}}", "{{#members_only}}"] {
        let end = block.replace('#', "/").replace(" town", "");
        let loose = format!("<table>\n{block}\n<p>The code is 4711.</p>\n{end}\n<tr><td>a</td></tr>\n</table>");
        let findings = found(&letter(&loose));
        assert_eq!((findings.len(), findings[0].0), (1, "syntax"), "{findings:?}");
        let row =
            format!("<table>\n{block}\n<tr><td>The code is 4711.</td></tr>\n{end}\n<tr><td>a</td></tr>\n</table>");
        assert!(compose(&letter(&row)).is_ok(), "{row}");
    }
    let word = "A {{#if town}}<b>town{{/if}} and {{#if town}}</b>{{/if}} more.";
    assert!(compose(&letter(word)).is_ok());
}

#[test]
fn pathological_body_is_handled() {
    let repeated = |text: &str| compose(&format!("---\nsubject: S\n---\n{}\n", text.repeat(20_000)));
    for text in ["<div>", "<div>\n\n", "<b>"] {
        assert!(repeated(text).expect_err(text)[0].message.contains("nested more than 100 deep"), "{text}");
    }
    for text in ["*a ", "[", "![](", "`", "<p>", "|a", "</div>"] {
        drop(compose(&format!("---\nsubject: S\n---\n{}\n", text.repeat(2_000))));
    }
}
