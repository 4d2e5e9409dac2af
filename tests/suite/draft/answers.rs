//! Buttons for answers: where they stand, and what each reader's copy says.

use std::path::Path;

use circular::config::Workspace;
use circular::draft;
use circular::model::{Diagnostic, IssueContent, RenderedMessage};
use circular::template::TemplateRenderer;

use super::{fields, list, reader, without_styles};

const EVENT: &str = "event:\n  title: Spring meeting\n  starts: 2017-05-17 18:30\n  place: Leeds\n";
const ASKING: &str = "answers: [yes, no, Tea & cake?]\nanswers_until: 2017-05-10 18:00\nplaces: 1200\n";

fn compose(files: &[(&str, &str)], head: &str, body: &str) -> Result<IssueContent, Vec<Diagnostic>> {
    let folder = tempfile::tempdir().unwrap();
    let settings = ("circular.toml", "[society]\nname = 'A'\n[sender]\nfrom = 'A <a@example.org>'\n");
    let text = format!("---\nsubject: S\n{head}---\n{body}\n");
    for (name, text) in [&[settings, ("newsletters/spring.md", text.as_str())], files].concat() {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let workspace = Workspace::open(Some(folder.path()), Path::new("/")).unwrap();
    let draft = draft::read_draft(&folder.path().join("newsletters/spring.md")).map_err(|finding| vec![finding])?;
    draft::compose_draft(&workspace, &draft, &list(), &fields(), &draft::EventHistory::default())
}

/// Renders a copy, with links that name the number of each answer.
fn print(content: &IssueContent) -> RenderedMessage {
    let names: Vec<_> =
        (1..=content.question.as_ref().unwrap().choices.len()).map(|at| format!("answer_url_{at}")).collect();
    let (mut fields, mut ann) = (fields(), reader(""));
    for name in names {
        let link = format!("https://n.example/a/T?answer={}", name.trim_start_matches("answer_url_"));
        ann.fields.insert(name.clone(), link.as_str().into());
        fields.insert(name);
    }
    let renderer = TemplateRenderer::new(&content.composition, &fields).unwrap();
    let letter = renderer.render(&ann, "https://n.example/u/token").unwrap();
    assert!(!letter.html.contains("{{") && !letter.text.contains("{{"), "{}\n{}", letter.html, letter.text);
    letter
}

/// Returns the places of words in a text, which must be there once each and in this order.
fn in_order(text: &str, words: &[&str]) {
    let mut from = 0;
    for word in words {
        let at = text[from..].find(word);
        assert!(at.is_some(), "{word} is not behind the others in:\n{text}");
        from += at.unwrap_or_default() + word.len();
    }
}

#[test]
fn buttons_follow_the_event() {
    let head = format!("template: notice\n{EVENT}{ASKING}");
    let letter = print(&compose(&[], &head, "Dear all,").unwrap());
    let html = without_styles(&letter.html);
    in_order(
        &html,
        &[
            "Add",
            "Please answer by <strong>Wednesday 10\u{a0}May 2017, 18:00</strong>:",
            "class=\"button\"",
            "Dear all,",
        ]
        .map(|word| if word == "Add" { "into your calendar" } else { word }),
    );
    assert_eq!(html.matches("class=\"button\"").count(), 1, "{html}");
    assert_eq!(html.matches("class=\"quiet\"").count(), 2, "{html}");
    in_order(
        &html,
        &["answer&#x3D;1", "I will come", "answer&#x3D;2", "I cannot come", "answer&#x3D;3", "Tea &amp; cake?"]
            .map(|word| if html.contains("&#x3D;") { word } else { word.split("&#x3D;").next().unwrap_or(word) }),
    );
    in_order(&html, &["Number of places: 1,200"]);
    in_order(
        &letter.text,
        &[
            "Please answer by Wednesday 10 May 2017, 18:00:\n",
            "I will come: https://n.example/a/T?answer=1\n",
            "I cannot come: https://n.example/a/T?answer=2\n",
            "Tea & cake?: https://n.example/a/T?answer=3\n",
            "Number of places: 1,200\n\nDear all,",
        ],
    );
}

#[test]
fn buttons_stand_where_the_writer_wants_them() {
    for template in ["", "template: notice\n"] {
        let head = format!("{template}{EVENT}answers: yes, no\n");
        let body = "Before.\n\n{{answers}}\n\nBetween.\n\n{{ answers }}\n\nBehind.";
        let letter = print(&compose(&[], &head, body).unwrap());
        let places = ["Before.", "I will come", "Between.", "I will come", "Behind."];
        in_order(&letter.html, &places);
        in_order(&letter.text, &places);
        assert_eq!(letter.html.matches("class=\"button\"").count(), 2, "{template}");
        assert_eq!(letter.text.matches("I cannot come").count(), 2, "{template}");
    }
}

#[test]
fn buttons_end_a_letter_without_a_place_for_them() {
    let own = ("templates/letter/notice.html.hbs", "{{{heading}}}{{> event}}{{{body}}}");
    let notice = format!("template: notice\n{EVENT}");
    for (files, head) in [(&[][..], ""), (&[], "template: report\n"), (&[own], notice.as_str())] {
        let head = format!("{head}answers: [Blue, Red]\n");
        let letter = print(&compose(files, &head, "Dear all,").unwrap());
        in_order(&letter.html, &["Dear all,", "Please answer:", "Blue", "Red"]);
        in_order(
            &letter.text,
            &["Please answer:\nBlue: https://n.example/a/T?answer=1\nRed: https://n.example/a/T?answer=2\n"],
        );
    }
}

#[test]
fn letter_without_a_question_has_no_buttons() {
    let content = compose(&[], &format!("template: notice\n{EVENT}"), "Dear all,").unwrap();
    assert_eq!(content.question, None);
    let parts = [&content.composition.html, &content.composition.text];
    assert!(parts.iter().all(|part| !part.contains("answer_url") && !part.contains("Please answer")));
}

#[test]
fn question_is_frozen_with_its_deadline() {
    let question = compose(&[], &format!("{EVENT}{ASKING}"), "Dear all,").unwrap().question.unwrap();
    let words: Vec<_> = question.choices.iter().map(|choice| (choice.word.as_str(), choice.label.as_str())).collect();
    assert_eq!(words, [("yes", "I will come"), ("no", "I cannot come"), ("Tea & cake?", "Tea & cake?")]);
    assert_eq!(question.deadline.unwrap().to_string(), "2017-05-10T17:00:00Z");
    assert_eq!((question.places, question.accepts_guests), (Some(1_200), true));
}

#[test]
fn misplaced_buttons_have_their_line() {
    for (head, body, place, words) in [
        ("answers: yes, no\n", "Dear all,\n\nplease {{answers}} soon.", (7, 8), "in a line with other words"),
        ("", "Dear all,\n\n{{answers}}", (6, 3), "`{{answers}}` is not a field"),
        ("answers: yes, no\nanswers_until: 2017-03-26 01:30\n", "Dear all,", (4, 1), "skip 2017-03-26 01:30"),
    ] {
        let findings = compose(&[], head, body).expect_err(body);
        let found = findings[0].location.clone().unwrap();
        assert!(findings[0].message.contains(words), "{findings:?}");
        assert_eq!((found.line, found.column), place, "{findings:?}");
        assert!(findings[0].help.is_some(), "{findings:?}");
    }
}
