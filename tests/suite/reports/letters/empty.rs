//! Letters of which nothing is left, for everybody or for some.

use super::ReportedDraft;

#[test]
fn letter_empty_for_some_is_blocked_and_names_them() {
    let draft = ReportedDraft::for_members("letter-empty-for-some", "link-from-a-field.csv");
    draft.is_blocked("", "1 recipient gets a letter without a word");
    draft.is_blocked("", "for Ben <ben@example.org>");
}

#[test]
fn letter_empty_for_all_is_blocked() {
    ReportedDraft::new("letter-of-a-comment-alone").is_blocked("", "everybody would get a letter without a word");
    for body in ["", "{{shoe}}", "<!-- later -->", "---", "{{#if town}}{{/if}}"] {
        let members = "email,first_name,shoe,town\nann@example.org,Ann,,Leeds\nben@example.org,Ben,,York\n";
        let text = format!("---\nsubject: Spring meeting of us all\nto: members\n---\n\n{body}\n");
        ReportedDraft::written(&text, members).is_blocked("", "everybody would get a letter without a word");
    }
}

#[test]
fn subject_empty_for_some_is_blocked() {
    let members = "email,first_name,town\nann@example.org,Ann,Leeds\nben@example.org,Ben,\n";
    let draft = ReportedDraft::written(
        "---\nsubject: \"{{#if town}}Spring meeting in {{town}}{{/if}}\"\nto: members\n---\n\nWe meet.\n",
        members,
    );
    draft.is_blocked("2:1", "1 recipient gets a letter without a subject");
    draft.is_blocked("2:1", "for Ben <ben@example.org>");
}

#[test]
fn letter_with_a_word_for_each_is_ready() {
    let members = "email,first_name,town\nann@example.org,Ann,Leeds\nben@example.org,Ben,\n";
    for body in [
        "{{#if town}}From {{town}}.{{else}}Hello.{{/if}}",
        "{{first_name}}",
        "\\{{town}}",
        "![](turned.jpg \"decorative\")",
    ] {
        let text = format!("---\nsubject: Spring meeting of us all\nto: members\n---\n\n{body}\n");
        let said = ReportedDraft::written(&text, members).check.to_string();
        assert!(!said.contains("without a word"), "{body}: {said}");
    }
}
