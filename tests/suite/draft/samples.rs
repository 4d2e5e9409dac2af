//! The samples of this repository.

use super::{fields, list, print, reader, workspace};
use circular::draft;

/// Returns about how long a part is in quoted-printable, with its line ends.
fn encoded_length(html: &str) -> usize {
    let octets: usize = html.bytes().map(|octet| if octet == b'=' || !octet.is_ascii() { 3 } else { 1 }).sum();
    octets + octets / 73 * 3
}

#[test]
fn samples_compose_for_every_reader() {
    let workspace = workspace();
    let drafts = draft::list_drafts(&workspace.drafts_dir()).expect("a folder");
    assert!(drafts.len() >= 3);
    for (slug, path) in drafts {
        let draft = draft::read_draft(&path).expect("a draft");
        assert_eq!(draft.slug, slug);
        let composition =
            draft::compose_draft(&workspace, &draft, &list(), &fields(), &circular::draft::EventHistory::default())
                .unwrap_or_else(|findings| panic!("{slug}: {findings:#?}"))
                .composition;
        for category in ["student", "practitioner", "parliamentarian", ""] {
            let letter = print(&composition, &reader(category));
            // Some programs show the first words of the text in their list of letters.
            let first = match draft.template.as_deref() {
                Some("notice") => "Annual meeting with Members of Parliament",
                Some("report") => "In this circular:",
                _ => "Dear Ann,",
            };
            assert_eq!(letter.text.lines().next(), Some(first), "{slug}");
            let long: Vec<_> =
                letter.text.lines().filter(|line| line.chars().count() > 72 && line.contains(' ')).collect();
            assert!(long.is_empty(), "{slug}: {long:?}");
            let trailing = |line: &&str| line.ends_with(' ') && *line != "-- ";
            assert_eq!(letter.text.lines().find(trailing), None, "{slug}");
            assert!(!letter.text.contains("\n\n\n"), "{slug}");
            for part in [&letter.html, &letter.text] {
                assert!(part.contains("https://news.example.org/u/token"), "{slug}");
                assert!(!part.contains("{{"), "{slug}: {part}");
            }
            assert!(encoded_length(&letter.html) < 30_000, "{slug}: {}", encoded_length(&letter.html));
            assert!(!letter.html.contains("data-css-inline"), "{slug}");
            assert!(!letter.html.contains("<p></p>"), "{slug}");
        }
    }
}

#[test]
fn annual_report_for_student_matches_snapshot() {
    let workspace = workspace();
    let path = draft::find_draft(&workspace.drafts_dir(), "2019-annual-report").expect("a path");
    let draft = draft::read_draft(&path).expect("a draft");
    let composition =
        draft::compose_draft(&workspace, &draft, &list(), &fields(), &circular::draft::EventHistory::default())
            .expect("no findings")
            .composition;
    let letter = print(&composition, &reader("student"));
    insta::assert_snapshot!("annual_report_html", letter.html);
    insta::assert_snapshot!("annual_report_text", letter.text);
}

#[test]
fn annual_meeting_notice_matches_snapshot() {
    let workspace = workspace();
    let path = draft::find_draft(&workspace.drafts_dir(), "2017-annual-meeting").expect("a path");
    let draft = draft::read_draft(&path).expect("a draft");
    let composed =
        draft::compose_draft(&workspace, &draft, &list(), &fields(), &circular::draft::EventHistory::default())
            .expect("no findings");
    insta::assert_snapshot!("annual_meeting_text", print(&composed.composition, &reader("")).text);
    let [calendar, _logo] = composed.attachments.as_slice() else { panic!("{:?}", composed.attachments) };
    assert_eq!(calendar.name, "2017-annual-meeting.ics");
    assert_eq!(calendar.media_type, "text/calendar; charset=utf-8; method=PUBLISH");
    let calendar = String::from_utf8(calendar.bytes.clone()).expect("text");
    assert!(calendar.contains("@example.org\r\nDTSTAMP:19700101T000000Z\r\nSEQUENCE:0\r\n"), "{calendar}");
    assert!(calendar.contains("\r\nDTSTART:20170517T130000Z\r\n"), "{calendar}");
}

#[test]
fn welcome_draft_composes() {
    for (kind, text) in circular::config::archetypes() {
        for title in ["Spring", "Ann's \"news\": a # b", "{ [ & * ! | > % @"] {
            let composition = super::compose(&text.replace("{{title}}", &draft::front_matter_value(title)))
                .unwrap_or_else(|f| panic!("{kind}: {f:#?}"));
            assert_eq!(print(&composition, &reader("")).subject, title);
        }
    }
}

#[test]
fn preview_blocks_carry_source_lines() {
    let workspace = workspace();
    for (slug, path) in draft::list_drafts(&workspace.drafts_dir()).expect("a folder") {
        let draft = draft::read_draft(&path).expect("a draft");
        let text = std::fs::read_to_string(&path).expect("a text");
        let lines: Vec<_> = text.lines().collect();
        let marked =
            draft::compose_with_line_marks(&workspace, &draft, &list(), &circular::draft::EventHistory::default())
                .expect("a composition");
        let mut found = 0;
        for piece in marked.html.split(" data-line=\"").skip(1) {
            let (line, rest) = piece.split_once('"').expect("a line");
            let line: usize = line.parse().expect("a number");
            // The first word that is no field, of a block that begins with one.
            let words =
                rest.split_once('>').expect("an element").1.split(['<', '{', ' ', '\n', ',']).next().unwrap_or("");
            assert!(lines[line - 1].contains(words), "{slug}, line {line}: {words:?} is not in {:?}", lines[line - 1]);
            found += usize::from(!words.is_empty());
        }
        assert!(found > 10, "{slug}: {found}");
        let composition =
            draft::compose_draft(&workspace, &draft, &list(), &fields(), &circular::draft::EventHistory::default())
                .expect("no findings")
                .composition;
        assert!(!composition.html.contains("data-line") && !composition.html.contains("<!--line"), "{slug}");
        assert_eq!(composition.text, marked.text);
    }
}
